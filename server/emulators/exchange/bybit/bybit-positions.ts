/** Bybit's positions, as answers and streams tell them, and the stops that hang on a position. */
import {
  absolute,
  type Decimal,
  divideProducts,
  formatDecimal,
  fromInteger,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { type ExchangeAccount, positionKey, type SwapPosition } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { type ExchangeOrder, isLive, type NewOrder, type PositionSide, type Trailing } from '../core/exchange-order.ts';
import {
  liquidationPrice,
  maintenanceMargin,
  notionalOf,
  positionMargin,
  termsOf,
  unrealizedOf,
} from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import { ERRORS, throwError, wrongParameter } from './bybit-errors.ts';
import { stopOrderTypeOf } from './bybit-order-body.ts';
import { positionIdxOf, positionSideOf } from './bybit-order-reading.ts';
import { done } from './bybit-order-routes.ts';
import {
  type BybitContext,
  categoryIn,
  decimalOf,
  marketOf,
  nativeId,
  pageOf,
  priceOf,
  read,
  scopeOf,
} from './bybit-params.ts';

const show = (value: Decimal): string => formatDecimal(value);
const PAGE = { standard: 20, max: 200 };

/** One side of a market for an account. */
export interface Side {
  readonly market: ExchangeMarket;
  readonly side: PositionSide;
}

/** The position of that side, flat ones too. */
export function positionBody(
  context: BybitContext,
  account: ExchangeAccount,
  { market, side }: Side,
): Readonly<Record<string, unknown>> {
  const { world } = context;
  const held = account.positions.get(positionKey(market, side));
  const { leverage } = termsOf(world, account, market);
  const stops = stopsOf(context, account, { market, side });
  const priceOfStop = (type: string): string => {
    const price = stops.find((order) => stopOrderTypeOf(order) === type)?.trigger?.price;
    return price === undefined ? '' : show(price);
  };
  const now = String(world.clock.now());
  return {
    symbol: nativeId(market),
    positionIdx: positionIdxOf(side),
    leverage: String(leverage),
    autoAddMargin: 0,
    positionStatus: 'Normal',
    tradeMode: 0,
    riskId: 1,
    riskLimitValue: '2000000',
    tpslMode: 'Full',
    takeProfit: priceOfStop('TakeProfit'),
    stopLoss: priceOfStop('StopLoss'),
    trailingStop: show(stops.find(({ trailing }) => trailing !== undefined)?.trailing?.distance ?? ZERO),
    markPrice: show(world.feed.of(market).mark),
    adlRankIndicator: held === undefined ? 0 : 2,
    isReduceOnly: false,
    seq: world.feed.of(market).version,
    createdTime: now,
    updatedTime: now,
    ...(held === undefined ? FLAT : heldFields(context, account, held)),
  };
}

const FLAT = {
  side: '',
  size: '0',
  avgPrice: '0',
  positionValue: '',
  positionBalance: '0',
  positionIM: '0',
  positionMM: '0',
  liqPrice: '',
  bustPrice: '',
  unrealisedPnl: '0',
  curRealisedPnl: '0',
  cumRealisedPnl: '0',
} as const;

function heldFields({ world }: BybitContext, account: ExchangeAccount, position: SwapPosition) {
  const { market, quantity, averagePrice, cost } = position;
  const { leverage, marginMode } = termsOf(world, account, market);
  const put = divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even');
  const liquidation = liquidationPrice(world, account, position);
  const priceShown = (price: Decimal): string =>
    price > ZERO ? show(roundToStep(price, market.tickSize, 'half_even')) : '';
  // Isolated: where the position's own margin is eaten up to the last.
  const lost = divideProducts([put], [multiplyRounded(quantity, market.contractSize, 'half_even')], 'half_even');
  const bust = marginMode === 'isolated' ? subtract(averagePrice, lost) : liquidation;
  return {
    side: quantity > ZERO ? 'Buy' : 'Sell',
    size: show(absolute(quantity)),
    avgPrice: show(averagePrice),
    entryPrice: show(averagePrice),
    positionValue: show(notionalOf(market, world.feed.of(market).mark, quantity)),
    positionBalance: show(marginMode === 'isolated' ? put : ZERO),
    positionIM: show(positionMargin(world, account, position)),
    positionMM: show(maintenanceMargin(world, position)),
    liqPrice: priceShown(liquidation),
    bustPrice: priceShown(bust),
    unrealisedPnl: show(unrealizedOf(world, position)),
    curRealisedPnl: show(position.realized),
    cumRealisedPnl: show(position.realized),
    createdTime: String(position.openedAt),
    updatedTime: String(position.updatedAt),
  };
}

/** What is held; where a symbol is named also what is not. */
export function positionList(context: BybitContext, account: ExchangeAccount, fields: Fields): unknown {
  const isNamed = read.text(fields, 'symbol') !== undefined;
  const isScoped = isNamed || ['settleCoin', 'baseCoin'].some((name) => read.text(fields, name) !== undefined);
  const category = categoryIn(fields);
  if (category === 'spot') throw wrongParameter('category invalid');
  if (category === 'linear' && !isScoped) throw wrongParameter('symbol or settleCoin is required');
  const sides: readonly PositionSide[] = account.positionMode === 'hedge' ? ['long', 'short'] : ['both'];
  const all = scopeOf(context, fields).flatMap((market) => sides.map((side): Side => ({ market, side })));
  const asked = all.filter(({ market, side }) => isNamed || account.positions.has(positionKey(market, side)));
  const { items, cursor } = pageOf(asked, ({ market, side }) => positionKey(market, side), [fields, PAGE]);
  return { category, list: items.map((item) => positionBody(context, account, item)), nextPageCursor: cursor };
}

/** The stops that hang on the position of that side. */
function stopsOf({ world }: BybitContext, account: ExchangeAccount, { market, side }: Side): readonly ExchangeOrder[] {
  return world.orders
    .list({ accountId: account.id, market, live: true, conditional: true })
    .filter(
      (order) =>
        order.positionSide === side && ['StopLoss', 'TakeProfit', 'TrailingStop'].includes(stopOrderTypeOf(order)),
    );
}

export const TRADING_STOP_NAMES = `category symbol takeProfit stopLoss trailingStop tpTriggerBy slTriggerBy activePrice
  tpslMode tpSize slSize tpLimitPrice slLimitPrice tpOrderType slOrderType positionIdx`.split(/\s+/);

interface Exit {
  readonly type: string;
  readonly condition: Pick<NewOrder, 'trigger' | 'trailing' | 'limitPrice'>;
  /** Absent: whatever is held when it triggers. */
  readonly quantity: Decimal | undefined;
}

/** Hangs stops on a position, in place of those of their kind that are there; zero takes one away. */
export function tradingStop(context: BybitContext, account: ExchangeAccount, fields: Fields): unknown {
  const { world } = context;
  const market = marketOf(context, fields);
  const side = positionSideOf(account, market, fields);
  const held = account.positions.get(positionKey(market, side));
  if (held === undefined) throwError(ERRORS.zeroPosition);
  const isPartial = read.word(fields, 'tpslMode', { among: ['Full', 'Partial'], standard: 'Full' }) === 'Partial';
  const closing = held.quantity > ZERO ? 'sell' : 'buy';
  for (const [name, type] of KINDS) {
    if (read.text(fields, name) === undefined) continue;
    const exit = exitOf(fields, { name, type, isPartial, closing });
    if (!isPartial) {
      for (const order of stopsOf(context, account, { market, side })) {
        if (stopOrderTypeOf(order) === type && isLive(order)) world.cancel(order);
      }
    }
    if (exit !== undefined) placeExit(context, account, { exit, market, side, closing });
  }
  return {};
}

const KINDS = [
  ['takeProfit', 'TakeProfit'],
  ['stopLoss', 'StopLoss'],
  ['trailingStop', 'TrailingStop'],
] as const;

interface Reading {
  readonly name: (typeof KINDS)[number][0];
  readonly type: string;
  readonly isPartial: boolean;
  readonly closing: NewOrder['side'];
}

function exitOf(fields: Fields, { name, type, isPartial, closing }: Reading): Exit | undefined {
  const price = decimalOf(fields, name);
  if (price === undefined || price === ZERO) return undefined;
  if (name === 'trailingStop') {
    const activationPrice = priceOf(fields, 'activePrice');
    const trailing: Trailing = {
      kind: 'amount',
      distance: price,
      by: 'last',
      ...(activationPrice === undefined ? {} : { activationPrice }),
    };
    return { type, condition: { trailing }, quantity: undefined };
  }
  const kind = name === 'takeProfit' ? 'tp' : 'sl';
  const by = read.word(fields, `${kind}TriggerBy`, {
    among: ['LastPrice', 'IndexPrice', 'MarkPrice'],
    standard: 'LastPrice',
  });
  const direction = (kind === 'sl') === (closing === 'sell') ? 'down' : 'up';
  const limitPrice = priceOf(fields, `${kind}LimitPrice`);
  const quantity = priceOf(fields, `${kind}Size`);
  if (!isPartial && (limitPrice !== undefined || quantity !== undefined)) throw wrongParameter('tpslMode invalid');
  const trigger = { price, direction, by: by === 'MarkPrice' ? 'mark' : 'last' } as const;
  return { type, condition: { trigger, ...(limitPrice === undefined ? {} : { limitPrice }) }, quantity };
}

interface Placing extends Side {
  readonly exit: Exit;
  readonly closing: NewOrder['side'];
}

function placeExit({ world }: BybitContext, account: ExchangeAccount, { exit, market, side, closing }: Placing): void {
  const { type, condition, quantity } = exit;
  done(
    world.place(account, {
      market,
      clientOrderId: '',
      side: closing,
      type: condition.limitPrice === undefined ? 'market' : 'limit',
      ...(quantity === undefined ? { closePosition: true } : { quantity }),
      ...condition,
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: true,
      positionSide: side,
      native: { stopOrderType: type, orderFilter: 'StopOrder', closeOnTrigger: true },
    }),
    'swap',
  );
}
