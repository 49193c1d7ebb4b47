/** OKX's algo orders, as answers and streams tell them. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeOrder, OtherLeg } from '../core/exchange-order.ts';
import { averageOf, leverageShown, positionSideShown } from './okx-order-body.ts';
import { instTypeOf, nativeId, type OkxContext } from './okx-params.ts';

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

/** The kind of algo order: exits attached to an order are TP/SL, of one side or both. */
export function algoTypeOf({ native, otherLeg }: ExchangeOrder): string {
  const { ordType } = native;
  if (native['attachedTo'] !== undefined || typeof ordType !== 'string') {
    return otherLeg === undefined ? 'conditional' : 'oco';
  }
  return ordType;
}

/** Whether a price on its way there is a loss or a profit to who closes with an order of that side. */
const kindOf = (side: ExchangeOrder['side'], { trigger }: OtherLeg): 'tp' | 'sl' =>
  (trigger.direction === 'down') === (side === 'sell') ? 'sl' : 'tp';

/** The leg by which the order goes, or has gone. */
function ownLeg({ trigger, limitPrice }: ExchangeOrder): OtherLeg | undefined {
  return trigger === undefined ? undefined : { trigger, ...(limitPrice === undefined ? {} : { limitPrice }) };
}

/** The leg of that kind in an order of take-profit and stop-loss. */
function legShown(order: ExchangeOrder, kind: 'tp' | 'sl'): OtherLeg | undefined {
  if (!['conditional', 'oco'].includes(algoTypeOf(order))) return undefined;
  return [ownLeg(order), order.otherLeg].find((leg) => leg !== undefined && kindOf(order.side, leg) === kind);
}

function sideFields(order: ExchangeOrder, kind: 'tp' | 'sl'): Readonly<Record<string, unknown>> {
  const leg = legShown(order, kind);
  if (leg === undefined) return { [`${kind}TriggerPx`]: '', [`${kind}TriggerPxType`]: '', [`${kind}OrdPx`]: '' };
  return {
    [`${kind}TriggerPx`]: show(leg.trigger.price),
    [`${kind}TriggerPxType`]: leg.trigger.by,
    [`${kind}OrdPx`]: orderPriceShown(leg),
  };
}

const orderPriceShown = ({ limitPrice }: Pick<OtherLeg, 'limitPrice'>): string =>
  limitPrice === undefined ? '-1' : show(limitPrice);

/** Trigger and price of a trigger order; empty for other kinds. */
function triggerFields(order: ExchangeOrder): Readonly<Record<string, string>> {
  const { trigger } = order;
  if (algoTypeOf(order) !== 'trigger' || trigger === undefined) return { triggerPx: '', triggerPxType: '', ordPx: '' };
  return { triggerPx: show(trigger.price), triggerPxType: trigger.by, ordPx: orderPriceShown(order) };
}

/** What the order has brought when it triggered. */
function broughtFields(order: ExchangeOrder, child: ExchangeOrder | undefined): Readonly<Record<string, unknown>> {
  if (child === undefined) return { ordId: '', ordIdList: [], actualSz: '0', actualPx: '', actualSide: '' };
  const leg = ['conditional', 'oco'].includes(algoTypeOf(order)) ? ownLeg(order) : undefined;
  return {
    ordId: child.id,
    ordIdList: [child.id],
    actualSz: show(child.filledQuantity),
    actualPx: averageOf(child),
    actualSide: leg === undefined ? '' : kindOf(order.side, leg),
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
