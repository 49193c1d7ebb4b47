/** OKX's plain orders and trades, as answers and streams tell them. */
import { add, type Decimal, divideProducts, formatDecimal, negate, ZERO } from '#domain/decimal.ts';
import type { ExchangeOrder, ExchangeTrade } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import { termsOf } from '../core/swap-margin.ts';
import { instTypeOf, nativeId, type OkxContext } from './okx-params.ts';

const show = (value: Decimal): string => formatDecimal(value);

function stateOf(order: ExchangeOrder): string {
  if (order.status === 'filled') return 'filled';
  if (order.status !== 'open') return 'canceled';
  return order.filledQuantity > ZERO ? 'partially_filled' : 'live';
}

/** Who or what ended the order. */
const CANCEL_SOURCES: Readonly<Record<NonNullable<ExchangeOrder['ending']>, string>> = {
  request: '1',
  fok: '13',
  ioc: '14',
  post_only: '31',
  position: '2',
  oco: '1',
  liquidation: '4',
  refused: '0',
};

/** The client's id; an order that a triggered one brought has none of its own. */
export const clientIdShown = (order: ExchangeOrder): string =>
  order.parentId === undefined ? order.clientOrderId : '';

/** What the order traded at on average. */
export function averageOf(order: ExchangeOrder): string {
  if (order.filledQuantity === ZERO) return '';
  const size = [order.filledQuantity, order.market.contractSize];
  return show(divideProducts([order.filledValue], size, 'half_even'));
}

const ordTypeOf = (order: ExchangeOrder): unknown =>
  order.parentId === undefined ? (order.native['ordType'] ?? order.type) : order.type;

/** Only swaps have a side of the position, and leverage. */
export const positionSideShown = ({ market, positionSide }: ExchangeOrder): string =>
  market.type === 'spot' ? '' : positionSide === 'both' ? 'net' : positionSide;

export const leverageShown = (world: ExchangeWorld, { market, accountId }: ExchangeOrder): string =>
  market.type === 'spot' ? '' : String(termsOf(world, world.accountOf(accountId), market).leverage);

function lastFill(trade: ExchangeTrade | undefined): Readonly<Record<string, string>> {
  if (trade === undefined) return { fillPx: '', fillSz: '0', tradeId: '', fillTime: '' };
  return { fillPx: show(trade.price), fillSz: show(trade.quantity), tradeId: trade.id, fillTime: String(trade.time) };
}

/** An order as asking for it, lists and streams tell it. */
export function orderBody({ world }: OkxContext, order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { market, trades } = order;
  const isSwap = market.type === 'swap';
  const fee = trades.reduce((sum, trade) => add(sum, trade.fee), ZERO);
  const profit = trades.reduce((sum, trade) => add(sum, trade.realized), ZERO);
  const [received, given] = order.side === 'buy' ? [market.base, market.quote] : [market.quote, market.base];
  const parent = order.parentId === undefined ? undefined : world.orders.byId(order.parentId);
  return {
    instType: instTypeOf(market),
    instId: nativeId(market),
    ordId: order.id,
    clOrdId: clientIdShown(order),
    tag: order.native['tag'] ?? '',
    px: order.limitPrice === undefined ? '' : show(order.limitPrice),
    sz: show(order.cost ?? order.quantity),
    ordType: ordTypeOf(order),
    side: order.side,
    posSide: positionSideShown(order),
    tdMode: order.native['tdMode'] ?? '',
    accFillSz: show(order.filledQuantity),
    avgPx: averageOf(order),
    ...lastFill(trades.at(-1)),
    state: stateOf(order),
    lever: leverageShown(world, order),
    fee: show(negate(fee)),
    feeCcy: isSwap ? market.settle : received,
    rebate: '0',
    rebateCcy: isSwap ? market.settle : given,
    pnl: show(profit),
    reduceOnly: String(order.reduceOnly),
    tgtCcy: order.native['tgtCcy'] ?? '',
    ccy: '',
    source: parent === undefined ? '' : '7',
    category: order.native['liquidation'] === true ? 'full_liquidation' : 'normal',
    algoId: parent?.id ?? '',
    algoClOrdId: parent?.clientOrderId ?? '',
    attachAlgoOrds: [],
    cancelSource: order.ending === undefined ? '' : CANCEL_SOURCES[order.ending],
    cancelSourceReason: '',
    quickMgnType: '',
    stpMode: 'cancel_maker',
    slTriggerPx: '',
    slOrdPx: '',
    tpTriggerPx: '',
    tpOrdPx: '',
    cTime: String(order.createdAt),
    uTime: String(order.updatedAt),
  };
}

/** Native ids of bills, from a trade's or an income's number. */
export const billIdOf = (number: number): string => String(700_000_000_000_000_000n + BigInt(number));

/** A trade as `fills` and `fills-history` list it. */
export function fillBody({ world }: OkxContext, trade: ExchangeTrade): unknown {
  const { market, side, positionSide } = trade;
  const order = world.orders.byId(trade.orderId);
  const isSwap = market.type === 'swap';
  return {
    instType: instTypeOf(market),
    instId: nativeId(market),
    tradeId: trade.id,
    ordId: trade.orderId,
    clOrdId: order === undefined ? '' : clientIdShown(order),
    billId: billIdOf(trade.number),
    subType: side === 'buy' ? '1' : '2',
    tag: order?.native['tag'] ?? '',
    fillPx: show(trade.price),
    fillSz: show(trade.quantity),
    fillMarkPx: show(trade.price),
    fillIdxPx: show(trade.price),
    fillPnl: show(trade.realized),
    side,
    posSide: isSwap && positionSide !== 'both' ? positionSide : 'net',
    execType: trade.liquidity === 'maker' ? 'M' : 'T',
    feeCcy: trade.feeCurrency,
    fee: show(negate(trade.fee)),
    feeRate: show(negate(trade.liquidity === 'maker' ? market.makerRate : market.takerRate)),
    ts: String(trade.time),
    fillTime: String(trade.time),
  };
}
