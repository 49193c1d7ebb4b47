/** HTX swaps: orders and trades as lists tell them, the wallet, positions, leverage and modes. */
import { absolute, add, type Decimal, divideProducts, fromInteger, negate, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount, SwapPosition } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { averagePriceOf, feesOf, realizedBy } from '../core/order-figures.ts';
import { liquidationPrice, maintenanceMargin, swapMoney, termsOf, unrealizedOf } from '../core/swap-margin.ts';
import { setLeverage, setPositionMode } from '../core/swap-settings.ts';
import { type Fields, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, throwError } from './htx-errors.ts';
import {
  clientIdShown,
  downFrom,
  type HtxContext,
  marketFilter,
  marketOf,
  nativeId,
  newest,
  read as readers,
  show,
} from './htx-context.ts';
import { findPlain } from './htx-swap-orders.ts';
import { leverageOf, type SwapAct, swapRoute } from './htx-swap-reading.ts';

const read = readers.swap;
const PAGE = 100;

export function swapAccountRoutes(context: HtxContext): readonly Route[] {
  const at = (method: 'GET' | 'POST', path: string, params: string, act: SwapAct): Route =>
    swapRoute(context, { method, path, params: names(params), act });
  const period = 'start_time end_time from limit direct';
  return [
    at('GET', 'trade/order', 'contract_code margin_mode order_id client_order_id', oneOrder),
    at('GET', 'trade/order/opens', 'contract_code margin_mode order_id client_order_id from limit direct', openOrders),
    at('GET', 'trade/order/history', `contract_code margin_mode states type price_match ${period}`, pastOrders),
    at('GET', 'trade/order/details', `contract_code order_id ${period}`, trades),
    at('GET', 'account/balance', '', balance),
    at('GET', 'trade/position/opens', 'contract_code', (own, account, fields) => {
      const { market } = marketFilter(own, 'swap', fields);
      return [...account.positions.values()]
        .filter((position) => market === undefined || position.market === market)
        .map((position) => positionBody(own, account, position));
    }),
    at('GET', 'position/lever', 'contract_code margin_mode', (own, account, fields) => {
      const market = marketOf(own, 'swap', fields);
      const { leverage, marginMode } = termsOf(own.world, account, market);
      return [{ contract_code: nativeId(market), margin_mode: marginMode, lever_rate: leverage }];
    }),
    at('POST', 'position/lever', 'contract_code margin_mode lever_rate', changeLeverage),
    at('GET', 'position/mode', '', (_own, account) => modeBody(account)),
    at('POST', 'position/mode', 'position_mode', changeMode),
  ];
}

function stateOf(order: ExchangeOrder): string {
  const isPartial = order.filledQuantity > ZERO;
  if (order.status === 'open') return isPartial ? 'partially_filled' : 'new';
  if (order.status === 'filled') return 'filled';
  return isPartial ? 'partially_canceled' : 'canceled';
}

const textOf = (value: Decimal | undefined): string => show(value ?? ZERO);

export function orderBody(context: HtxContext, order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { market, stopLoss, takeProfit } = order;
  const account = context.world.accountOf(order.accountId);
  return {
    id: order.id,
    order_id: order.id,
    client_order_id: clientIdShown(order),
    contract_code: nativeId(market),
    side: order.side,
    position_side: order.positionSide,
    type: order.native['type'] ?? order.type,
    price_match: null,
    price: textOf(order.limitPrice),
    volume: show(order.quantity),
    margin_mode: order.native['marginMode'] ?? 'cross',
    lever_rate: leverageOf(context, account, market),
    state: stateOf(order),
    order_source: order.parentId === undefined ? 'api' : 'trigger',
    reduce_only: order.reduceOnly,
    time_in_force: order.native['timeInForce'] ?? 'gtc',
    tp_trigger_price: takeProfit === undefined ? '' : show(takeProfit.triggerPrice),
    sl_trigger_price: stopLoss === undefined ? '' : show(stopLoss.triggerPrice),
    trade_avg_price: textOf(averagePriceOf(order)),
    trade_volume: show(order.filledQuantity),
    trade_turnover: show(order.filledValue),
    fee_currency: market.settle,
    fee: show(negate(feesOf(order))),
    real_profit: show(realizedBy(order)),
    contract_type: 'swap',
    created_time: String(order.createdAt),
    updated_time: String(order.updatedAt),
    cancel_reason: null,
    self_match_prevent: 'cancel_taker',
  };
}

const oneOrder: SwapAct = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const mode = read.word(fields, 'margin_mode', { among: ['cross', 'isolated'] });
  const order = findPlain(context, account, fields);
  const isMeant = order?.market === market && (order.native['marginMode'] ?? mode) === mode;
  return orderBody(context, isMeant && order !== undefined ? order : throwError('swap', ERRORS.swapOrder));
};

function plainOrders(context: HtxContext, account: ExchangeAccount, fields: Fields): readonly ExchangeOrder[] {
  const mode = read.text(fields, 'margin_mode');
  return context.world.orders
    .list({ accountId: account.id, type: 'swap', conditional: false, ...marketFilter(context, 'swap', fields) })
    .filter(({ native }) => mode === undefined || (native['marginMode'] ?? mode) === mode);
}

const openOrders: SwapAct = (context, account, fields) =>
  newest(
    downFrom(plainOrders(context, account, fields).filter(isLive), read.text(fields, 'from')),
    read.integer(fields, 'limit'),
    PAGE,
  ).map((order) => orderBody(context, order));

const pastOrders: SwapAct = (context, account, fields) => {
  const states = read.text(fields, 'states')?.split(',');
  const [from, to] = [read.integer(fields, 'start_time') ?? 0, read.integer(fields, 'end_time')];
  const found = plainOrders(context, account, fields)
    .filter((order) => !isLive(order) && (states?.includes(stateOf(order)) ?? true))
    .filter(({ createdAt }) => createdAt >= from && createdAt <= (to ?? createdAt));
  return newest(found, read.integer(fields, 'limit'), PAGE).map((order) => orderBody(context, order));
};

const trades: SwapAct = (context, account, fields) => {
  const { market } = marketFilter(context, 'swap', fields);
  const orderId = read.text(fields, 'order_id');
  const [from, to] = [read.integer(fields, 'start_time') ?? 0, read.integer(fields, 'end_time')];
  const found = context.world.orders
    .trades(account.id, market)
    .filter((trade) => trade.market.type === 'swap' && trade.time >= from && trade.time <= (to ?? trade.time))
    .filter((trade) => orderId === undefined || trade.orderId === orderId);
  return newest(found, read.integer(fields, 'limit'), PAGE).map((trade) => tradeBody(context, trade));
};

function tradeBody({ world }: HtxContext, trade: ExchangeTrade): unknown {
  const order = world.orders.byId(trade.orderId);
  return {
    id: `${trade.id}-${trade.orderId}-1`,
    trade_id: trade.id,
    order_id: trade.orderId,
    contract_code: nativeId(trade.market),
    side: trade.side,
    position_side: trade.positionSide,
    type: order?.native['type'] ?? 'market',
    margin_mode: order?.native['marginMode'] ?? 'cross',
    role: trade.liquidity,
    trade_price: show(trade.price),
    trade_volume: show(trade.quantity),
    trade_turnover: show(trade.value),
    // Paid is above zero here, and below it where an order tells its own.
    trade_fee: show(trade.fee),
    fee_currency: trade.feeCurrency,
    profit: show(trade.realized),
    created_time: String(trade.time),
    updated_time: String(trade.time),
    order_source: 'api',
    deduction_price: '',
    contract_type: 'swap',
  };
}

const balance: SwapAct = ({ world }, account) => {
  const now = world.clock.now();
  const details = account.wallet.all().map(({ currency }) => {
    const money = swapMoney(world, account, currency);
    const equity = show(add(money.wallet, money.unrealized));
    return {
      currency,
      equity,
      available: show(money.available),
      profit_unreal: show(money.unrealized),
      initial_margin: show(add(money.positionMargin, money.orderMargin)),
      maintenance_margin: show(money.maintenance),
      available_margin: show(money.available),
      withdraw_available: show(money.available),
      voucher: '0',
      created_time: now,
      updated_time: now,
    };
  });
  return { state: 'normal', equity: details[0]?.equity ?? '0', details, created_time: now, updated_time: now };
};

export function positionBody({ world }: HtxContext, account: ExchangeAccount, position: SwapPosition): unknown {
  const { market, side, quantity, averagePrice, cost } = position;
  const { leverage, marginMode } = termsOf(world, account, market);
  const { mark, last } = world.feed.of(market);
  const put = divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even');
  const unrealized = unrealizedOf(world, position);
  const rate = put === ZERO ? ZERO : divideProducts([unrealized], [put], 'half_even');
  const liquidation = liquidationPrice(world, account, position);
  const volume = show(absolute(quantity));
  return {
    contract_code: nativeId(market),
    position_side: side,
    direction: quantity > ZERO ? 'buy' : 'sell',
    margin_mode: marginMode,
    open_avg_price: show(averagePrice),
    volume,
    available: volume,
    lever_rate: leverage,
    adl_risk_percent: 1,
    liquidation_price: liquidation > ZERO ? show(liquidation) : null,
    margin: show(put),
    initial_margin: show(put),
    maintenance_margin: show(maintenanceMargin(world, position)),
    profit_unreal: show(unrealized),
    profit_rate: show(rate),
    margin_rate: '0.01',
    mark_price: show(mark),
    last_price: show(last),
    margin_currency: market.settle,
    contract_type: 'swap',
    created_time: String(position.openedAt),
    updated_time: String(position.updatedAt),
  };
}

const changeLeverage: SwapAct = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const mode = read.word(fields, 'margin_mode', { among: ['cross', 'isolated'] });
  const leverage = Number(read.need(fields, 'lever_rate'));
  if (setLeverage(context.world, account, { market, leverage }).kind === 'refused')
    throwError('swap', ERRORS.swapLeverage);
  return { contract_code: nativeId(market), margin_mode: mode, lever_rate: leverage };
};

const modeBody = ({ positionMode }: ExchangeAccount) => ({
  position_mode: positionMode === 'hedge' ? 'dual_side' : 'single_side',
});

const changeMode: SwapAct = ({ world }, account, fields) => {
  const asked = read.word(fields, 'position_mode', { among: ['single_side', 'dual_side'] });
  const outcome = setPositionMode(world, account, { mode: asked === 'dual_side' ? 'hedge' : 'one_way' });
  if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError('swap', ERRORS.swapBlocked);
  return modeBody(account);
};
