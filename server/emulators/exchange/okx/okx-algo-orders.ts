/** OKX's algo orders (trigger, one-sided TP/SL, trailing): what a request asks for, and how an order is told. */
import { decimal, type Decimal, formatDecimal, fromInteger, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeOrder, NewOrder, Trigger } from '../core/exchange-order.ts';
import { ERRORS, eitherParameter, throwError, wrongParameter } from './okx-errors.ts';
import { averageOf, leverageShown, positionSideShown } from './okx-order-body.ts';
import { type Asker, attachedExits, nativeOf, orderPriceOf, readSharedTerms, sizeOf } from './okx-order-reading.ts';
import {
  clientIdOf,
  decimalOf,
  type Fields,
  instTypeOf,
  nativeId,
  needDecimal,
  type OkxContext,
  onlyDocumented,
  text,
  wordOf,
} from './okx-params.ts';

/** `clOrdId` has left the documentation for `algoClOrdId`; it is taken and means nothing. */
const COMMON_NAMES = `instId instIdCode tdMode ccy side posSide ordType sz tag tgtCcy algoClOrdId clOrdId reduceOnly
  tradeQuoteCcy`;
const NAMES = {
  trigger: 'triggerPx triggerPxType orderPx advanceOrdType attachAlgoOrds',
  conditional:
    'tpTriggerPx tpTriggerPxType tpOrdPx tpOrdKind slTriggerPx slTriggerPxType slOrdPx closeFraction cxlOnClosePos',
  // `trailingPrice` is no name of OKX's: a widespread client leaves it in beside the spread, which is required then.
  move_order_stop: 'callbackRatio callbackSpread activePx trailingPrice',
} as const;

export const ALGO_TYPES = ['trigger', 'conditional', 'move_order_stop'] as const;
type AlgoType = (typeof ALGO_TYPES)[number];

const KNOWN: Readonly<Record<AlgoType, ReadonlySet<string>>> = {
  trigger: new Set(`${COMMON_NAMES} ${NAMES.trigger}`.split(/\s+/)),
  conditional: new Set(`${COMMON_NAMES} ${NAMES.conditional}`.split(/\s+/)),
  move_order_stop: new Set(`${COMMON_NAMES} ${NAMES.move_order_stop}`.split(/\s+/)),
};

const PRICE_TYPES = ['last', 'mark', 'index'] as const;
const RATIO_MIN = decimal('0.001');
const RATIO_MAX = decimal('1');
const HUNDRED = fromInteger(100);

type Condition = Pick<NewOrder, 'limitPrice' | 'trigger' | 'trailing' | 'stopLoss' | 'takeProfit'> & {
  readonly timeInForce?: NewOrder['timeInForce'];
};

/** The algo order that a request asks for. Throws the native refusal of what is missing, malformed or too much. */
export function readAlgoOrder(asker: Asker, fields: Fields): NewOrder {
  const ordType = wordOf(fields, 'ordType', { among: ALGO_TYPES });
  onlyDocumented(fields, KNOWN[ordType]);
  const shared = readSharedTerms(asker, fields);
  const condition = CONDITIONS[ordType](asker.context, fields, shared);
  const isMarket = condition.limitPrice === undefined;
  const closesAll = text(fields, 'closeFraction') !== undefined;
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
  return Object.fromEntries(SENT_NAMES.map((name) => [name, text(fields, name) ?? '']));
}

interface Sided {
  readonly market: ExchangeMarket;
  readonly side: NewOrder['side'];
  readonly reduceOnly: boolean;
  readonly isMarket: boolean;
}

/** The whole of a position can be closed by a market order that only reduces. */
function checkCloseFraction(fields: Fields, { market, reduceOnly, isMarket }: Sided): void {
  if (text(fields, 'closeFraction') !== '1' || text(fields, 'sz') !== undefined) throw wrongParameter('closeFraction');
  if (market.type === 'spot') throwError({ code: '51327', msg: 'closeFraction is only available for swaps' });
  const isNet = (text(fields, 'posSide') ?? 'net') === 'net';
  if (isNet && !reduceOnly) throwError({ code: '51328', msg: 'closeFraction is only for reduce-only orders' });
  if (!isMarket) throwError({ code: '51330', msg: 'closeFraction is only for stop market orders' });
}

type ReadCondition = (context: OkxContext, fields: Fields, order: Omit<Sided, 'isMarket'>) => Condition;

const CONDITIONS: Readonly<Record<AlgoType, ReadCondition>> = {
  trigger: readTrigger,
  conditional: readOneSided,
  move_order_stop: readTrailing,
};

/** Which way the price has to go follows from where it is now. */
function readTrigger({ world }: OkxContext, fields: Fields, { market }: Omit<Sided, 'isMarket'>): Condition {
  const price = needDecimal(fields, 'triggerPx');
  const by = priceTypeOf(fields, 'triggerPxType');
  const now = world.feed.of(market)[by];
  const limitPrice = orderPriceOf(fields, 'orderPx');
  const advance = wordOf(fields, 'advanceOrdType', { among: ['gtc', 'fok', 'ioc'], standard: 'gtc' });
  return {
    trigger: { price, direction: price > now ? 'up' : 'down', by },
    timeInForce: advance,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...attachedExits(fields),
  };
}

function readOneSided({ world }: OkxContext, fields: Fields, { market, side }: Omit<Sided, 'isMarket'>): Condition {
  const [tp, sl] = [decimalOf(fields, 'tpTriggerPx'), decimalOf(fields, 'slTriggerPx')];
  const price = tp ?? sl;
  if (price === undefined) throw eitherParameter('tpTriggerPx', 'slTriggerPx');
  if (tp !== undefined && sl !== undefined) throw wrongParameter('ordType');
  const kind = tp === undefined ? 'sl' : 'tp';
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
  const [ratio, spread] = [decimalOf(fields, 'callbackRatio'), decimalOf(fields, 'callbackSpread')];
  if ((ratio === undefined) === (spread === undefined)) throw eitherParameter('callbackRatio', 'callbackSpread');
  if (ratio !== undefined && (ratio < RATIO_MIN || ratio > RATIO_MAX)) throwError(ERRORS.callbackRate);
  const activationPrice = decimalOf(fields, 'activePx');
  const activation = activationPrice === undefined ? {} : { activationPrice };
  const percent = ratio === undefined ? ZERO : multiplyRounded(ratio, HUNDRED, 'half_even');
  if (spread !== undefined) return { trailing: { kind: 'amount', distance: spread, by: 'last', ...activation } };
  return { trailing: { kind: 'percent', distance: percent, by: 'last', ...activation } };
}

/** The index is the last price here. */
function priceTypeOf(fields: Fields, name: string): Trigger['by'] {
  return wordOf(fields, name, { among: PRICE_TYPES, standard: 'last' }) === 'mark' ? 'mark' : 'last';
}

const show = (value: Decimal): string => formatDecimal(value);

const STATES: Readonly<Record<ExchangeOrder['status'], string>> = {
  untriggered: 'live',
  open: 'effective',
  triggered: 'effective',
  filled: 'effective',
  canceled: 'canceled',
  expired: 'canceled',
  rejected: 'order_failed',
};

export const algoStateOf = (order: ExchangeOrder): string => STATES[order.status];

/** The kind of algo order: exits attached to an order are one-sided TP/SL. */
export function algoTypeOf({ native }: ExchangeOrder): string {
  const { ordType } = native;
  return typeof ordType === 'string' ? ordType : 'conditional';
}

/** Trigger and price of the take-profit or stop-loss side; empty for other kinds. */
function sideFields(order: ExchangeOrder, kind: 'tp' | 'sl'): Readonly<Record<string, unknown>> {
  const exit = order.native['exit'];
  const isThis = exit === undefined ? Boolean(order.native[`${kind}TriggerPx`]) : (exit === 'stop') === (kind === 'sl');
  const { trigger } = order;
  if (algoTypeOf(order) !== 'conditional' || !isThis || trigger === undefined) {
    return { [`${kind}TriggerPx`]: '', [`${kind}TriggerPxType`]: '', [`${kind}OrdPx`]: '' };
  }
  return {
    [`${kind}TriggerPx`]: show(trigger.price),
    [`${kind}TriggerPxType`]: trigger.by,
    [`${kind}OrdPx`]: orderPriceShown(order),
  };
}

const orderPriceShown = ({ limitPrice }: ExchangeOrder): string => (limitPrice === undefined ? '-1' : show(limitPrice));

/** Trigger and price of a trigger order; empty for other kinds. */
function triggerFields(order: ExchangeOrder): Readonly<Record<string, string>> {
  const { trigger } = order;
  if (algoTypeOf(order) !== 'trigger' || trigger === undefined) return { triggerPx: '', triggerPxType: '', ordPx: '' };
  return { triggerPx: show(trigger.price), triggerPxType: trigger.by, ordPx: orderPriceShown(order) };
}

/** What the order has brought when it triggered. */
function broughtFields({ native }: ExchangeOrder, child: ExchangeOrder | undefined): Readonly<Record<string, unknown>> {
  if (child === undefined) return { ordId: '', ordIdList: [], actualSz: '0', actualPx: '', actualSide: '' };
  return {
    ordId: child.id,
    ordIdList: [child.id],
    actualSz: show(child.filledQuantity),
    actualPx: averageOf(child),
    actualSide: native['exit'] ?? '',
  };
}

/** An algo order as asking for it, lists and streams tell it. */
export function algoBody({ world }: OkxContext, order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { market, native } = order;
  const child = order.childId === undefined ? undefined : world.orders.byId(order.childId);
  return {
    instType: instTypeOf(market),
    instId: nativeId(market),
    algoId: order.id,
    algoClOrdId: order.clientOrderId,
    clOrdId: '',
    ccy: '',
    sz: order.closePosition === true ? '' : show(order.cost ?? order.quantity),
    closeFraction: native['closeFraction'] ?? '',
    ordType: algoTypeOf(order),
    side: order.side,
    posSide: positionSideShown(order),
    tdMode: native['tdMode'] ?? '',
    tgtCcy: native['tgtCcy'] ?? '',
    state: algoStateOf(order),
    lever: leverageShown(world, order),
    ...sideFields(order, 'tp'),
    ...sideFields(order, 'sl'),
    ...triggerFields(order),
    ...broughtFields(order, child),
    callbackRatio: native['callbackRatio'] ?? '',
    callbackSpread: native['callbackSpread'] ?? '',
    activePx: native['activePx'] ?? '',
    moveTriggerPx: '',
    reduceOnly: String(order.reduceOnly),
    tag: native['tag'] ?? '',
    last: show(world.feed.of(market).last),
    failCode: order.status === 'rejected' ? '51008' : '0',
    failReason: '',
    advanceOrdType: '',
    triggerTime: order.triggeredAt === undefined ? '' : String(order.triggeredAt),
    cTime: String(order.createdAt),
    uTime: String(order.updatedAt),
  };
}
