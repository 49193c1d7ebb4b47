/** HTX swaps: the terms that plain and algo orders share, and the account's margin mode, which comes with each order. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { AttachedExit, NewOrder, PositionSide } from '../core/exchange-order.ts';
import { termsOf } from '../core/swap-margin.ts';
import { setMarginMode } from '../core/swap-settings.ts';
import type { Fields } from '../door/call-fields.ts';
import { type Call, type Route } from '../door/dialect.ts';
import { accountOf, fieldsOf } from '../door/call-fields.ts';
import { ERRORS, REFUSALS, swapOk, throwError, wrongParameter } from './htx-errors.ts';
import { type HtxContext, marketOf, read as readers, SWAP_HOSTS } from './htx-context.ts';

const read = readers.swap;

export type SwapAct = (context: HtxContext, account: ExchangeAccount, fields: Fields) => unknown;

export interface SwapRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly params: readonly string[];
  readonly act: SwapAct;
}

/** A route of the v5 protocol; what reads needs less than what trades. */
export const swapRoute = (context: HtxContext, { method, path, params, act }: SwapRoute): Route => ({
  method,
  path: `/v5/${path}`,
  hosts: SWAP_HOSTS,
  access: method === 'GET' ? 'read' : 'trade',
  params,
  handle: (call: Call) => swapOk(act(context, accountOf(call), fieldsOf(call)), context.world.clock.now()),
});

export type SharedTerms = Pick<NewOrder, 'market' | 'side' | 'reduceOnly' | 'positionSide' | 'timeInForce'> & {
  readonly marginMode: 'cross' | 'isolated';
};

const SIDES = ['both', 'long', 'short'] as const;

export function readShared(context: HtxContext, account: ExchangeAccount, fields: Fields): SharedTerms {
  const market = marketOf(context, 'swap', fields);
  const marginMode = read.word(fields, 'margin_mode', { among: ['cross', 'isolated'] });
  const positionSide: PositionSide = read.word(fields, 'position_side', { among: SIDES, standard: 'both' });
  if ((positionSide === 'both') === (account.positionMode === 'hedge')) throwError('swap', ERRORS.swapMode);
  const reduceOnly = ['1', 'true'].includes(read.text(fields, 'reduce_only') ?? '0');
  if (reduceOnly && positionSide !== 'both') throw wrongParameter('swap', 'reduce_only');
  return {
    market,
    marginMode,
    side: read.word(fields, 'side', { among: ['buy', 'sell'] }),
    reduceOnly,
    positionSide,
    timeInForce: read.word(fields, 'time_in_force', { among: ['gtc', 'ioc', 'fok'], standard: 'gtc' }),
  };
}

/** Orders of both margin modes may stand at the exchange; here a contract has one of them at a time. */
export function useMarginMode(
  { world }: HtxContext,
  account: ExchangeAccount,
  { market, marginMode }: SharedTerms,
): void {
  const before = termsOf(world, account, market);
  if (before.marginMode === marginMode) return;
  const outcome = setMarginMode(world, account, { market, marginMode });
  if (outcome.kind === 'refused') throwError('swap', REFUSALS.swap[outcome.reason]);
}

/** An integer that a client made up. */
export function clientIdOf(fields: Fields, name: string): string {
  const value = read.text(fields, name) ?? '';
  if (value !== '' && !/^[1-9]\d{0,18}$/.test(value)) throwError('swap', REFUSALS.swap.client_id_duplicate);
  return value;
}

/** The price an exit takes; absent at the market. */
export function exitPrice(fields: Fields, kind: 'tp' | 'sl'): Pick<AttachedExit, 'limitPrice'> {
  const type = read.word(fields, `${kind}_type`, { among: ['market', 'limit'], standard: 'market' });
  if (type === 'market') {
    if (read.text(fields, `${kind}_order_price`) !== undefined) throw wrongParameter('swap', `${kind}_order_price`);
    return {};
  }
  return { limitPrice: read.needDecimal(fields, `${kind}_order_price`) };
}

export function exitPriceType(fields: Fields, kind: 'tp' | 'sl'): 'last' | 'mark' {
  return read.word(fields, `${kind}_trigger_price_type`, { among: ['last', 'mark'], standard: 'last' });
}

/** Exits that come into the world with what an order fills. */
export function attachedExits(fields: Fields): Pick<NewOrder, 'stopLoss' | 'takeProfit'> {
  const exit = (kind: 'tp' | 'sl'): AttachedExit | undefined => {
    const triggerPrice = read.decimal(fields, `${kind}_trigger_price`);
    exitPriceType(fields, kind);
    return triggerPrice === undefined ? undefined : { triggerPrice, ...exitPrice(fields, kind) };
  };
  const [takeProfit, stopLoss] = [exit('tp'), exit('sl')];
  return { ...(takeProfit === undefined ? {} : { takeProfit }), ...(stopLoss === undefined ? {} : { stopLoss }) };
}

/** The way the price has to go for a stop-loss or a take-profit that this side closes with. */
export const exitDirection = (kind: 'tp' | 'sl', side: NewOrder['side']): 'up' | 'down' =>
  (kind === 'sl') === (side === 'sell') ? 'down' : 'up';

export const leverageOf = ({ world }: HtxContext, account: ExchangeAccount, market: ExchangeMarket): number =>
  termsOf(world, account, market).leverage;
