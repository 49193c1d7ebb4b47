/** OKX's algo orders, as requests ask for them: trigger, TP/SL of one side or both, trailing. */
import { decimal, fromInteger, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { NewOrder, OtherLeg, Trigger } from '../core/exchange-order.ts';
import type { Fields } from '../door/call-fields.ts';
import { ERRORS, eitherParameter, throwError, wrongParameter } from './okx-errors.ts';
import { type Asker, attachedExits, nativeOf, orderPriceOf, readSharedTerms, sizeOf } from './okx-order-reading.ts';
import { clientIdOf, type OkxContext, onlyDocumented, read } from './okx-params.ts';

/** `clOrdId` has left the documentation for `algoClOrdId`; it is taken and means nothing. */
const COMMON_NAMES = `instId instIdCode tdMode ccy side posSide ordType sz tag tgtCcy algoClOrdId clOrdId reduceOnly
  tradeQuoteCcy`;
const TPSL_NAMES = `tpTriggerPx tpTriggerPxType tpOrdPx tpOrdKind slTriggerPx slTriggerPxType slOrdPx closeFraction
  cxlOnClosePos`;
// `trailingPrice` is no name of OKX's: a widespread client leaves it in beside the spread, which is required then.
const TRAILING_NAMES = 'callbackRatio callbackSpread activePx trailingPrice';

export const ALGO_TYPES = ['trigger', 'conditional', 'oco', 'move_order_stop'] as const;
type AlgoType = (typeof ALGO_TYPES)[number];

const named = (own: string): ReadonlySet<string> => new Set(`${COMMON_NAMES} ${own}`.split(/\s+/));

const KNOWN: Readonly<Record<AlgoType, ReadonlySet<string>>> = {
  trigger: named('triggerPx triggerPxType orderPx advanceOrdType attachAlgoOrds'),
  conditional: named(TPSL_NAMES),
  oco: named(TPSL_NAMES),
  move_order_stop: named(TRAILING_NAMES),
};

const PRICE_TYPES = ['last', 'mark', 'index'] as const;
const RATIO_MIN = decimal('0.001');
const RATIO_MAX = decimal('1');
const HUNDRED = fromInteger(100);

type Condition = Pick<NewOrder, 'limitPrice' | 'trigger' | 'otherLeg' | 'trailing' | 'stopLoss' | 'takeProfit'> & {
  readonly timeInForce?: NewOrder['timeInForce'];
};

/** The algo order that a request asks for. Throws the native refusal of what is missing, malformed or too much. */
export function readAlgoOrder(asker: Asker, fields: Fields): NewOrder {
  const ordType = read.word(fields, 'ordType', { among: ALGO_TYPES });
  onlyDocumented(fields, KNOWN[ordType]);
  const shared = readSharedTerms(asker, fields);
  const condition = CONDITIONS[ordType](asker.context, fields, shared);
  const isMarket = condition.limitPrice === undefined;
  const closesAll = read.text(fields, 'closeFraction') !== undefined;
  if (closesAll) checkCloseFraction(fields, { ...shared, isMarket });
  const size = closesAll ? { closePosition: true } : sizeOf(fields, { ...shared, isMarket });
  return {
    ...shared,
    timeInForce: 'gtc',
    ...condition,
    ...size,
    clientOrderId: clientIdOf(fields, 'algoClOrdId') ?? '',
    type: isMarket ? 'market' : 'limit',
    postOnly: false,
    native: { ...nativeOf(fields), ordType, ...asSent(fields) },
  };
}

const SENT_NAMES = `triggerPxType tpTriggerPx tpTriggerPxType tpOrdPx slTriggerPx slTriggerPxType slOrdPx callbackRatio
  callbackSpread activePx closeFraction`.split(/\s+/);

function asSent(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(SENT_NAMES.map((name) => [name, read.text(fields, name) ?? '']));
}

interface Sided {
  readonly market: ExchangeMarket;
  readonly side: NewOrder['side'];
  readonly reduceOnly: boolean;
  readonly isMarket: boolean;
}

/** The whole of a position can be closed by a market order that only reduces. */
function checkCloseFraction(fields: Fields, { market, reduceOnly, isMarket }: Sided): void {
  if (read.text(fields, 'closeFraction') !== '1' || read.text(fields, 'sz') !== undefined)
    throw wrongParameter('closeFraction');
  if (market.type === 'spot') throwError({ code: '51327', msg: 'closeFraction is only available for swaps' });
  const isNet = (read.text(fields, 'posSide') ?? 'net') === 'net';
  if (isNet && !reduceOnly) throwError({ code: '51328', msg: 'closeFraction is only for reduce-only orders' });
  if (!isMarket) throwError({ code: '51330', msg: 'closeFraction is only for stop market orders' });
}

type ReadCondition = (context: OkxContext, fields: Fields, order: Omit<Sided, 'isMarket'>) => Condition;

const CONDITIONS: Readonly<Record<AlgoType, ReadCondition>> = {
  trigger: readTrigger,
  conditional: readOneSided,
  oco: readBothSides,
  move_order_stop: readTrailing,
};

/** Which way the price has to go follows from where it is now. */
function readTrigger({ world }: OkxContext, fields: Fields, { market }: Omit<Sided, 'isMarket'>): Condition {
  const price = read.needDecimal(fields, 'triggerPx');
  const by = priceTypeOf(fields, 'triggerPxType');
  const now = world.feed.of(market)[by];
  const limitPrice = orderPriceOf(fields, 'orderPx');
  const advance = read.word(fields, 'advanceOrdType', { among: ['gtc', 'fok', 'ioc'], standard: 'gtc' });
  return {
    trigger: { price, direction: price > now ? 'up' : 'down', by },
    timeInForce: advance,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...attachedExits(fields),
  };
}

function readOneSided(context: OkxContext, fields: Fields, order: Omit<Sided, 'isMarket'>): Condition {
  const [tp, sl] = [legOf(context, fields, { ...order, kind: 'tp' }), legOf(context, fields, { ...order, kind: 'sl' })];
  if (tp !== undefined && sl !== undefined) throw wrongParameter('ordType');
  return tp ?? sl ?? throwEither('tpTriggerPx', 'slTriggerPx');
}

/** Whichever of the two prices comes first counts. */
function readBothSides(context: OkxContext, fields: Fields, order: Omit<Sided, 'isMarket'>): Condition {
  const [tp, sl] = [legOf(context, fields, { ...order, kind: 'tp' }), legOf(context, fields, { ...order, kind: 'sl' })];
  if (tp === undefined || sl === undefined) return throwEither('tpTriggerPx', 'slTriggerPx');
  return { ...sl, otherLeg: tp };
}

function throwEither(one: string, other: string): never {
  throw eitherParameter(one, other);
}

interface Leg extends Omit<Sided, 'isMarket'> {
  readonly kind: 'tp' | 'sl';
}

function legOf({ world }: OkxContext, fields: Fields, { market, side, kind }: Leg): OtherLeg | undefined {
  const price = read.decimal(fields, `${kind}TriggerPx`);
  if (price === undefined) return undefined;
  const by = priceTypeOf(fields, `${kind}TriggerPxType`);
  const direction = (kind === 'sl') === (side === 'sell') ? 'down' : 'up';
  const now = world.feed.of(market).last;
  if (direction === 'up' ? price <= now : price >= now) throwError(REACHED[`${side} ${kind}`]);
  const limitPrice = orderPriceOf(fields, `${kind}OrdPx`);
  return { trigger: { price, direction, by }, ...(limitPrice === undefined ? {} : { limitPrice }) };
}

const REACHED = {
  'buy tp': ERRORS.takeProfitAbove,
  'buy sl': ERRORS.stopLossBelow,
  'sell tp': ERRORS.takeProfitBelow,
  'sell sl': ERRORS.stopLossAbove,
} as const;

function readTrailing(_context: OkxContext, fields: Fields): Condition {
  const [ratio, spread] = [read.decimal(fields, 'callbackRatio'), read.decimal(fields, 'callbackSpread')];
  if ((ratio === undefined) === (spread === undefined)) throw eitherParameter('callbackRatio', 'callbackSpread');
  if (ratio !== undefined && (ratio < RATIO_MIN || ratio > RATIO_MAX)) throwError(ERRORS.callbackRate);
  const activationPrice = read.decimal(fields, 'activePx');
  const activation = activationPrice === undefined ? {} : { activationPrice };
  const percent = ratio === undefined ? ZERO : multiplyRounded(ratio, HUNDRED, 'half_even');
  if (spread !== undefined) return { trailing: { kind: 'amount', distance: spread, by: 'last', ...activation } };
  return { trailing: { kind: 'percent', distance: percent, by: 'last', ...activation } };
}

/** The index is the last price here. */
function priceTypeOf(fields: Fields, name: string): Trigger['by'] {
  return read.word(fields, name, { among: PRICE_TYPES, standard: 'last' }) === 'mark' ? 'mark' : 'last';
}
