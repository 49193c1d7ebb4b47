/** Binance spot: the account, its trades, and what `sapi` tells of a key. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeTrade } from '../core/exchange-order.ts';
import type { Call, Route } from '../door/dialect.ts';
import { fixedText } from '../door/number-text.ts';
import {
  accountOf,
  type BinanceContext,
  integerOf,
  marketOf,
  nativeId,
  page,
  pagingOf,
  text,
} from './binance-params.ts';

const money = (value: Decimal): string => fixedText(value, 8);
const EMPTY: readonly unknown[] = [];

export function spotAccountRoutes(context: BinanceContext): readonly Route[] {
  return [
    { method: 'GET', path: '/api/v3/account', access: 'read', weight: 20, handle: (call) => account(context, call) },
    { method: 'GET', path: '/api/v3/myTrades', access: 'read', weight: 20, handle: (call) => trades(context, call) },
    {
      method: 'GET',
      path: '/api/v3/account/commission',
      access: 'read',
      weight: 20,
      handle: ({ request }) => commission(context, request.params),
    },
    { method: 'GET', path: '/sapi/v1/account/apiRestrictions', access: 'read', handle: restrictions },
    { method: 'GET', path: '/sapi/v1/account/status', access: 'read', handle: () => ({ data: 'Normal' }) },
    { method: 'GET', path: '/sapi/v1/system/status', access: 'public', handle: () => ({ status: 0, msg: 'normal' }) },
    { method: 'GET', path: '/sapi/v1/capital/config/getall', access: 'read', handle: () => coins(context) },
    { method: 'GET', path: '/sapi/v1/margin/allPairs', access: 'key', handle: () => EMPTY },
    { method: 'GET', path: '/sapi/v1/margin/isolated/allPairs', access: 'read', handle: () => EMPTY },
    {
      method: 'GET',
      path: '/sapi/v1/asset/tradeFee',
      access: 'read',
      handle: ({ request }) => fees(context, request.params),
    },
    { method: 'POST', path: '/sapi/v1/capital/withdraw/apply', access: 'withdraw', handle: () => ({ id: 'emulated' }) },
  ];
}

function account({ world }: BinanceContext, call: Call): unknown {
  const { owner } = call;
  const { spot } = accountOf(call);
  return {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' },
    canTrade: owner?.key.permissions.trade ?? false,
    canWithdraw: owner?.key.permissions.withdraw ?? false,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: world.clock.now(),
    accountType: 'SPOT',
    balances: spot.all().map(({ currency, free, locked }) => ({
      asset: currency,
      free: money(free),
      locked: money(locked),
    })),
    permissions: ['SPOT'],
    uid: 1,
  };
}

/** One trade as `myTrades` lists it. */
function tradeBody(trade: ExchangeTrade): unknown {
  return {
    symbol: nativeId(trade.market),
    id: Number(trade.id),
    orderId: Number(trade.orderId),
    orderListId: -1,
    price: money(trade.price),
    qty: money(trade.quantity),
    quoteQty: money(trade.value),
    commission: money(trade.fee),
    commissionAsset: trade.feeCurrency,
    time: trade.time,
    isBuyer: trade.side === 'buy',
    isMaker: trade.liquidity === 'maker',
    isBestMatch: true,
  };
}

function trades({ world, spot }: BinanceContext, call: Call): unknown {
  const { params } = call.request;
  const market = marketOf(spot, params);
  const orderId = text(params, 'orderId');
  const fromId = integerOf(params, 'fromId');
  const all = world.orders
    .trades(accountOf(call).id, market)
    .filter((trade) => orderId === undefined || trade.orderId === orderId);
  const paging = pagingOf(params, 500);
  if (fromId !== undefined)
    return all
      .filter((trade) => Number(trade.id) >= fromId)
      .slice(0, paging.limit)
      .map(tradeBody);
  return page(all, (trade) => trade.time, paging).map(tradeBody);
}

function commission({ spot }: BinanceContext, params: Call['request']['params']): unknown {
  const market = marketOf(spot, params);
  const none = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };
  const standard = { ...none, maker: money(market.makerRate), taker: money(market.takerRate) };
  return { symbol: nativeId(market), standardCommission: standard, specialCommission: none, taxCommission: none };
}

function restrictions({ owner }: Call): unknown {
  const permissions = owner?.key.permissions;
  return {
    ipRestrict: false,
    createTime: 1_600_000_000_000,
    enableReading: permissions?.read ?? false,
    enableSpotAndMarginTrading: permissions?.trade ?? false,
    enableFutures: permissions?.trade ?? false,
    enableWithdrawals: permissions?.withdraw ?? false,
    enableInternalTransfer: false,
    permitsUniversalTransfer: false,
    enableMargin: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enablePortfolioMarginTrading: false,
  };
}

function coins({ world }: BinanceContext): unknown {
  const names = new Set([...world.markets.values()].flatMap((market) => [market.base, market.quote]));
  return [...names].map((coin) => ({
    coin,
    name: coin,
    depositAllEnable: true,
    withdrawAllEnable: true,
    free: '0',
    locked: '0',
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    isLegalMoney: false,
    trading: true,
    networkList: EMPTY,
  }));
}

function fees({ spot }: BinanceContext, params: Call['request']['params']): unknown {
  const named = text(params, 'symbol');
  const markets = named === undefined ? [...spot.values()] : [marketOf(spot, params)];
  return markets.map((market) => ({
    symbol: nativeId(market),
    makerCommission: formatDecimal(market.makerRate),
    takerCommission: formatDecimal(market.takerRate),
  }));
}
