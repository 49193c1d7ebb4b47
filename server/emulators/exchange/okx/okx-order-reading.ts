/** OKX's plain orders, as requests ask for them: types, trade modes, sizes, attached exits. */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { AttachedExit, NewOrder, OrderSide, PositionSide } from '../core/exchange-order.ts';
import { setMarginMode } from '../core/swap-settings.ts';
import { termsOf } from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import { ERRORS, REFUSALS, throwError, wrongParameter } from './okx-errors.ts';
import { clientIdOf, marketOf, objectIn, type OkxContext, onlyDocumented, read } from './okx-params.ts';

/** The last one is no name of OKX's: a widespread client leaves it in where it sells by cost, and it is no wish. */
const ORDER_NAMES: ReadonlySet<string> = new Set(
  `instId instIdCode tdMode ccy clOrdId tag side posSide ordType sz px reduceOnly tgtCcy banAmend pxAmendType
  tradeQuoteCcy stpMode attachAlgoOrds createMarketBuyOrderRequiresPrice`.split(/\s+/),
);

const ATTACHED_NAMES: ReadonlySet<string> = new Set(
  `attachAlgoClOrdId tpTriggerPx tpTriggerPxType tpOrdPx tpOrdKind slTriggerPx slTriggerPxType slOrdPx sz
  amendPxOnTriggerType`.split(/\s+/),
);

const TYPES = ['market', 'limit', 'post_only', 'fok', 'ioc', 'optimal_limit_ioc'] as const;
type OrdType = (typeof TYPES)[number];

/** `optimal_limit_ioc` is a market order of a swap. */
const isMarketType = (type: OrdType): boolean => type === 'market' || type === 'optimal_limit_ioc';

export interface Asker {
  readonly context: OkxContext;
  readonly account: ExchangeAccount;
}

/** The plain order that a request asks for. Throws the native refusal of what is missing, malformed or too much. */
export function readPlainOrder(asker: Asker, fields: Fields): NewOrder {
  onlyDocumented(fields, ORDER_NAMES);
  const shared = readSharedTerms(asker, fields);
  const ordType = read.word(fields, 'ordType', { among: TYPES });
  const isMarket = isMarketType(ordType);
  if (ordType === 'optimal_limit_ioc' && shared.market.type === 'spot') throw wrongParameter('ordType');
  const limitPrice = read.decimal(fields, 'px');
  if (isMarket && limitPrice !== undefined) throw wrongParameter('px');
  if (!isMarket && limitPrice === undefined) throwError(ERRORS.priceMissing);
  const size = sizeOf(fields, { ...shared, isMarket });
  const tgtCcy = shared.market.type === 'swap' || !isMarket ? '' : 'cost' in size ? 'quote_ccy' : 'base_ccy';
  return {
    ...shared,
    clientOrderId: clientIdOf(fields, 'clOrdId') ?? '',
    type: isMarket ? 'market' : 'limit',
    ...size,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    timeInForce: ordType === 'fok' ? 'fok' : ordType === 'ioc' || isMarket ? 'ioc' : 'gtc',
    postOnly: ordType === 'post_only',
    ...attachedExits(fields),
    native: { ...nativeOf(fields), ordType, tgtCcy },
  };
}

/** What every order says: market, side, mode; the account's terms are brought in line with the order's trade mode. */
export function readSharedTerms({ context, account }: Asker, fields: Fields) {
  const market = marketOf(context, fields);
  const side: OrderSide = read.word(fields, 'side', { among: ['buy', 'sell'] });
  const reduceOnly = read.flag(fields, 'reduceOnly');
  if (market.type === 'spot' && reduceOnly) throwError(ERRORS.reduceOnly);
  const positionSide = positionSideOf(account, market, fields);
  useTradeMode({ context, account }, market, read.need(fields, 'tdMode'));
  return { market, side, reduceOnly, positionSide };
}

function positionSideOf(account: ExchangeAccount, market: ExchangeMarket, fields: Fields): PositionSide {
  const given = read.word(fields, 'posSide', { among: ['net', 'long', 'short'], standard: 'net' });
  if (market.type === 'spot') {
    if (given !== 'net') throw wrongParameter('posSide');
    return 'both';
  }
  if ((given === 'net') !== (account.positionMode === 'one_way')) throw wrongParameter('posSide');
  return given === 'net' ? 'both' : given;
}

/** The key under which leverage of a margin mode is kept. */
export const leverageKey = (account: ExchangeAccount, market: ExchangeMarket, mode: string): string =>
  `${account.id} ${market.key} ${mode}`;

/** Spot trades cash; a swap is traded cross or isolated, one of them at a time. */
function useTradeMode({ context, account }: Asker, market: ExchangeMarket, mode: string): void {
  if (market.type === 'spot') {
    if (mode === 'cash') return;
    if (mode === 'cross' || mode === 'isolated' || mode === 'spot_isolated') throwError(ERRORS.tradeMode);
  }
  if (market.type === 'spot' || (mode !== 'cross' && mode !== 'isolated')) throw wrongParameter('tdMode');
  const { world, leverages } = context;
  const before = termsOf(world, account, market);
  if (before.marginMode === mode) return;
  const outcome = setMarginMode(world, account, { market, marginMode: mode });
  if (outcome.kind === 'refused') throwError(REFUSALS[outcome.reason]);
  leverages.set(leverageKey(account, market, before.marginMode), before.leverage);
  const leverage = leverages.get(leverageKey(account, market, mode)) ?? world.rules.swapTerms.leverage;
  account.swapTerms.set(market.key, { leverage, marginMode: mode });
}

interface Sizing {
  readonly market: ExchangeMarket;
  readonly side: OrderSide;
  readonly isMarket: boolean;
}

/** How much: a spot market buy counts money unless it says otherwise. */
export function sizeOf(fields: Fields, { market, side, isMarket }: Sizing): { quantity: Decimal } | { cost: Decimal } {
  const size = read.needDecimal(fields, 'sz');
  if (market.type === 'swap') {
    if (read.text(fields, 'tgtCcy') !== undefined) throw wrongParameter('tgtCcy');
    return { quantity: size };
  }
  const standard = side === 'buy' && isMarket ? 'quote_ccy' : 'base_ccy';
  const unit = read.word(fields, 'tgtCcy', { among: ['base_ccy', 'quote_ccy'], standard });
  return unit === 'quote_ccy' && isMarket ? { cost: size } : { quantity: size };
}

/** What is given back as it came. */
export function nativeOf(fields: Fields): Readonly<Record<string, unknown>> {
  return {
    tdMode: read.need(fields, 'tdMode'),
    tag: read.text(fields, 'tag') ?? '',
    tgtCcy: read.text(fields, 'tgtCcy') ?? '',
  };
}

/** Exits that come into the world with what the order fills. */
export function attachedExits(fields: Fields): { stopLoss?: AttachedExit; takeProfit?: AttachedExit } {
  const attached = fields['attachAlgoOrds'];
  if (attached === undefined) return {};
  if (!Array.isArray(attached) || attached.length !== 1) throw wrongParameter('attachAlgoOrds');
  const exit = objectIn(attached[0]);
  onlyDocumented(exit, ATTACHED_NAMES);
  const [stopLoss, takeProfit] = [exitOf(exit, 'sl'), exitOf(exit, 'tp')];
  if (stopLoss === undefined && takeProfit === undefined) throw wrongParameter('attachAlgoOrds');
  return { ...(stopLoss === undefined ? {} : { stopLoss }), ...(takeProfit === undefined ? {} : { takeProfit }) };
}

function exitOf(exit: Fields, kind: 'sl' | 'tp'): AttachedExit | undefined {
  const triggerPrice = read.decimal(exit, `${kind}TriggerPx`);
  if (triggerPrice === undefined) return undefined;
  read.word(exit, `${kind}TriggerPxType`, { among: ['last', 'mark', 'index'], standard: 'last' });
  const limitPrice = orderPriceOf(exit, `${kind}OrdPx`);
  const clientOrderId = clientIdOf(exit, 'attachAlgoClOrdId');
  return {
    triggerPrice,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  };
}

/** The price an order takes when it triggers; undefined: the market's, written −1. */
export function orderPriceOf(fields: Fields, name: string): Decimal | undefined {
  return read.need(fields, name) === '-1' ? undefined : read.needDecimal(fields, name);
}
