/** Bybit's orders, as requests ask for them: types, conditions, attached exits, sides of a position. */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { AttachedExit, NewOrder, PositionSide, Trigger } from '../core/exchange-order.ts';
import type { Fields } from '../door/call-fields.ts';
import { ERRORS, throwError, wrongParameter } from './bybit-errors.ts';
import { type BybitContext, linkIdOf, marketOf, priceOf, read } from './bybit-params.ts';

/** Of the documented parameters those that change nothing here are taken; options' and smart orders' are not. */
export const ORDER_NAMES: readonly string[] = `category symbol isLeverage side orderType qty marketUnit price
  triggerDirection orderFilter triggerPrice triggerBy timeInForce positionIdx orderLinkId takeProfit stopLoss
  tpTriggerBy slTriggerBy reduceOnly closeOnTrigger smpType tpslMode tpLimitPrice slLimitPrice tpOrderType
  slOrderType`.split(/\s+/);

const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK', 'PostOnly'] as const;
const FORCES = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok', PostOnly: 'gtc' } as const;
export const TRIGGERS_BY = ['LastPrice', 'IndexPrice', 'MarkPrice'] as const;

export interface Asker {
  readonly context: BybitContext;
  readonly account: ExchangeAccount;
}

/** The order that a request asks for. Throws the native refusal of what is missing, malformed or too much. */
export function readOrder({ context, account }: Asker, fields: Fields): NewOrder {
  const market = marketOf(context, fields);
  const side = read.word(fields, 'side', { among: ['Buy', 'Sell'] }) === 'Buy' ? 'buy' : 'sell';
  const isMarket = read.word(fields, 'orderType', { among: ['Market', 'Limit'] }) === 'Market';
  const limitPrice = isMarket ? undefined : neededPrice(fields);
  if (isMarket && read.text(fields, 'price') !== undefined) throw wrongParameter('price is not for market orders');
  const force = isMarket ? 'IOC' : read.word(fields, 'timeInForce', { among: TIMES_IN_FORCE, standard: 'GTC' });
  if (market.type === 'spot' && flagged(fields, 'isLeverage')) throwError(ERRORS.marginTrading);
  const trigger = triggerOf(context, market, fields);
  const size = sizeOf(fields, { market, side, isMarket });
  return {
    market,
    clientOrderId: linkIdOf(fields) ?? '',
    side,
    type: isMarket ? 'market' : 'limit',
    ...size,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    timeInForce: FORCES[force],
    postOnly: force === 'PostOnly',
    reduceOnly: onlyReduces(fields, market),
    positionSide: positionSideOf(account, market, fields),
    ...(trigger === undefined ? {} : { trigger }),
    ...exitsOf(fields, { market, isMarket }),
    native: nativeOf(fields, { market, force, size, trigger }),
  };
}

interface Read {
  readonly market: ExchangeMarket;
  readonly force: string;
  readonly size: { quantity: Decimal } | { cost: Decimal };
  readonly trigger: Trigger | undefined;
}

/** What is given back as it came. */
function nativeOf(fields: Fields, { market, force, size, trigger }: Read): Readonly<Record<string, unknown>> {
  const sent = (name: string): string => read.text(fields, name) ?? '';
  return {
    timeInForce: force,
    orderFilter: filterOf(fields, market),
    marketUnit: 'cost' in size ? 'quoteCoin' : sent('marketUnit'),
    triggerBy: read.text(fields, 'triggerBy') ?? (trigger === undefined ? '' : 'LastPrice'),
    closeOnTrigger: read.flag(fields, 'closeOnTrigger'),
    takeProfit: sent('takeProfit'),
    stopLoss: sent('stopLoss'),
    tpslMode: sent('tpslMode'),
  };
}

/** On spot it means nothing: nobody is short there. */
const onlyReduces = (fields: Fields, market: ExchangeMarket): boolean =>
  market.type === 'swap' && (read.flag(fields, 'reduceOnly') || read.flag(fields, 'closeOnTrigger'));

const flagged = (fields: Fields, name: string): boolean => read.integer(fields, name) === 1;

function neededPrice(fields: Fields): Decimal {
  const price = priceOf(fields, 'price');
  if (price === undefined) throw wrongParameter('price is required');
  return price;
}

/** Which list of orders a spot order is kept in; swaps have one for all. */
function filterOf(fields: Fields, market: ExchangeMarket): string {
  const isConditional = read.text(fields, 'triggerPrice') !== undefined;
  if (market.type === 'swap') return isConditional ? 'StopOrder' : 'Order';
  const filter = read.word(fields, 'orderFilter', { among: ['Order', 'StopOrder', 'tpslOrder'], standard: 'Order' });
  if ((filter === 'Order') === isConditional) throwError(ERRORS.orderFilter);
  return filter;
}

/** A swap's condition says which way the price has to go; a spot one's follows from where the price is. */
function triggerOf({ world }: BybitContext, market: ExchangeMarket, fields: Fields): Trigger | undefined {
  const price = priceOf(fields, 'triggerPrice');
  if (price === undefined) return undefined;
  const by = read.word(fields, 'triggerBy', { among: TRIGGERS_BY, standard: 'LastPrice' });
  const now = world.feed.of(market);
  if (market.type === 'spot') return { price, direction: price > now.last ? 'up' : 'down', by: 'last' };
  const direction = read.word(fields, 'triggerDirection', { among: ['1', '2'] }) === '1' ? 'up' : 'down';
  const trigger: Trigger = { price, direction, by: by === 'MarkPrice' ? 'mark' : 'last' };
  if (direction === 'up' && price <= now[trigger.by]) throwError(ERRORS.risesAlready);
  if (direction === 'down' && price >= now[trigger.by]) throwError(ERRORS.fallsAlready);
  return trigger;
}

interface Sizing {
  readonly market: ExchangeMarket;
  readonly side: NewOrder['side'];
  readonly isMarket: boolean;
}

/** How much: a spot market buy counts money unless it says otherwise. */
function sizeOf(fields: Fields, { market, side, isMarket }: Sizing): { quantity: Decimal } | { cost: Decimal } {
  const size = priceOf(fields, 'qty');
  if (size === undefined) throw wrongParameter('qty is required');
  if (market.type === 'swap' || !isMarket) {
    if (market.type === 'swap' && read.text(fields, 'marketUnit') !== undefined)
      throw wrongParameter('marketUnit invalid');
    return { quantity: size };
  }
  const standard = side === 'buy' ? 'quoteCoin' : 'baseCoin';
  const unit = read.word(fields, 'marketUnit', { among: ['baseCoin', 'quoteCoin'], standard });
  return unit === 'quoteCoin' ? { cost: size } : { quantity: size };
}

const SIDES: readonly PositionSide[] = ['both', 'long', 'short'];

/** 0: one-way, 1: the long side, 2: the short side of a hedged account. */
export function positionSideOf(account: ExchangeAccount, market: ExchangeMarket, fields: Fields): PositionSide {
  const index = read.integer(fields, 'positionIdx') ?? 0;
  const side = SIDES[index];
  if (side === undefined) throw wrongParameter('positionIdx invalid');
  if (market.type === 'spot') {
    if (index !== 0) throw wrongParameter('positionIdx invalid');
    return 'both';
  }
  if ((side === 'both') !== (account.positionMode === 'one_way')) throwError(ERRORS.positionMode);
  return side;
}

export const positionIdxOf = (side: PositionSide): number => SIDES.indexOf(side);

/** Exits that come into the world with what the order fills. */
function exitsOf(
  fields: Fields,
  { market, isMarket }: { readonly market: ExchangeMarket; readonly isMarket: boolean },
): { stopLoss?: AttachedExit; takeProfit?: AttachedExit } {
  const [stopLoss, takeProfit] = [exitOf(fields, 'sl'), exitOf(fields, 'tp')];
  const isAttached = stopLoss !== undefined || takeProfit !== undefined;
  if (isAttached && market.type === 'spot' && isMarket) throw wrongParameter('takeProfit and stopLoss are for limit');
  return { ...(stopLoss === undefined ? {} : { stopLoss }), ...(takeProfit === undefined ? {} : { takeProfit }) };
}

function exitOf(fields: Fields, kind: 'sl' | 'tp'): AttachedExit | undefined {
  const triggerPrice = priceOf(fields, kind === 'sl' ? 'stopLoss' : 'takeProfit');
  read.word(fields, `${kind}TriggerBy`, { among: TRIGGERS_BY, standard: 'LastPrice' });
  const type = read.word(fields, `${kind}OrderType`, { among: ['Market', 'Limit'], standard: 'Market' });
  const limitPrice = priceOf(fields, `${kind}LimitPrice`);
  if (triggerPrice === undefined) return undefined;
  if ((type === 'Limit') !== (limitPrice !== undefined)) throw wrongParameter(`${kind}LimitPrice invalid`);
  return { triggerPrice, ...(limitPrice === undefined ? {} : { limitPrice }) };
}
