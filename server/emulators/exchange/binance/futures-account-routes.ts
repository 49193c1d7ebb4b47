/** Binance USD-M: wallet, positions, trades and income. */
import { add } from '#domain/decimal.ts';
import type { ExchangeAccount, Income } from '../core/exchange-account.ts';
import type { ExchangeTrade } from '../core/exchange-order.ts';
import { fundingTerms } from '../core/funding-terms.ts';
import { swapMoney, termsOf } from '../core/swap-margin.ts';
import type { Call, Route } from '../door/dialect.ts';
import {
  accountOf,
  type BinanceContext,
  integerOf,
  marketIfNamed,
  marketOf,
  nativeId,
  page,
  pagingOf,
  type Params,
  text,
} from './binance-params.ts';
import { assetBody, money, positionBody, positionRiskBody, positionsOf } from './futures-positions.ts';
import { futuresSettingsRoutes } from './futures-settings-routes.ts';
import { priceText, quantityText } from './market-texts.ts';

const INCOME_TYPES = { funding: 'FUNDING_FEE', realized: 'REALIZED_PNL', fee: 'COMMISSION' } as const;

type Act = (context: BinanceContext, account: ExchangeAccount, params: Params) => unknown;

export function futuresAccountRoutes(context: BinanceContext): readonly Route[] {
  const one = (run: Act) => (call: Call) => run(context, accountOf(call), call.request.params);
  return [
    { method: 'GET', path: '/fapi/v2/account', access: 'read', weight: 5, handle: one(account) },
    { method: 'GET', path: '/fapi/v3/account', access: 'read', weight: 5, handle: one(account) },
    { method: 'GET', path: '/fapi/v2/balance', access: 'read', weight: 5, handle: one(balance) },
    { method: 'GET', path: '/fapi/v3/balance', access: 'read', weight: 5, handle: one(balance) },
    { method: 'GET', path: '/fapi/v2/positionRisk', access: 'read', weight: 5, handle: one(positionRisk) },
    { method: 'GET', path: '/fapi/v3/positionRisk', access: 'read', weight: 5, handle: one(positionsOnly) },
    { method: 'GET', path: '/fapi/v1/userTrades', access: 'read', weight: 5, handle: one(userTrades) },
    { method: 'GET', path: '/fapi/v1/income', access: 'read', weight: 30, handle: one(income) },
    {
      method: 'GET',
      path: '/fapi/v1/premiumIndex',
      access: 'public',
      handle: ({ request }) => premiumIndex(context, request.params),
    },
    { method: 'GET', path: '/fapi/v1/fundingRate', access: 'public', handle: () => [] },
    { method: 'GET', path: '/fapi/v1/fundingInfo', access: 'public', handle: () => [] },
    ...futuresSettingsRoutes(context),
  ];
}

function assetsOf(context: BinanceContext, account: ExchangeAccount): readonly string[] {
  const settled = [...context.swap.values()].map((market) => market.settle);
  return [...new Set([...settled, ...account.wallet.all().map(({ currency }) => currency)])];
}

function account(context: BinanceContext, owner: ExchangeAccount): unknown {
  const total = swapMoney(context.world, owner, 'USDT');
  const initial = add(total.positionMargin, total.orderMargin);
  return {
    totalInitialMargin: money(initial),
    totalMaintMargin: money(total.maintenance),
    totalWalletBalance: money(total.wallet),
    totalUnrealizedProfit: money(total.unrealized),
    totalMarginBalance: money(add(total.wallet, total.unrealized)),
    totalPositionInitialMargin: money(total.positionMargin),
    totalOpenOrderInitialMargin: money(total.orderMargin),
    totalCrossWalletBalance: money(total.wallet),
    totalCrossUnPnl: money(total.unrealized),
    availableBalance: money(total.available),
    maxWithdrawAmount: money(total.available),
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    multiAssetsMargin: false,
    updateTime: 0,
    assets: assetsOf(context, owner).map((asset) => assetBody(context, owner, asset)),
    positions: positionsOf(owner, undefined).map((position) => {
      const { leverage, marginMode } = termsOf(context.world, owner, position.market);
      const risk = positionRiskBody(context, owner, position) as Readonly<Record<string, unknown>>;
      return {
        ...risk,
        unrealizedProfit: risk['unRealizedProfit'],
        leverage: String(leverage),
        isolated: marginMode === 'isolated',
      };
    }),
  };
}

function balance(context: BinanceContext, owner: ExchangeAccount): unknown {
  return assetsOf(context, owner).map((asset) => {
    const body = assetBody(context, owner, asset);
    return { accountAlias: 'em', ...body, balance: body['walletBalance'] };
  });
}

function positionRisk(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  return positionsOf(owner, market).map((position) => positionRiskBody(context, owner, position));
}

/** Version 3: without the terms, which are a question of their own by now. */
function positionsOnly(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  return positionsOf(owner, market).map((position) => positionBody(context, owner, position));
}

/** One trade as `userTrades` lists it. */
function tradeBody(trade: ExchangeTrade): unknown {
  return {
    symbol: nativeId(trade.market),
    id: Number(trade.id),
    orderId: Number(trade.orderId),
    side: trade.side.toUpperCase(),
    price: priceText(trade.market, trade.price),
    qty: quantityText(trade.market, trade.quantity),
    realizedPnl: money(trade.realized),
    quoteQty: money(trade.value),
    commission: money(trade.fee),
    commissionAsset: trade.feeCurrency,
    time: trade.time,
    positionSide: trade.positionSide.toUpperCase(),
    buyer: trade.side === 'buy',
    maker: trade.liquidity === 'maker',
  };
}

function userTrades(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const orderId = text(params, 'orderId');
  const fromId = integerOf(params, 'fromId');
  const paging = pagingOf(params, 500);
  const all = context.world.orders
    .trades(owner.id, market)
    .filter((trade) => orderId === undefined || trade.orderId === orderId);
  if (fromId !== undefined)
    return all
      .filter((trade) => Number(trade.id) >= fromId)
      .slice(0, paging.limit)
      .map(tradeBody);
  return page(all, (trade) => trade.time, paging).map(tradeBody);
}

function income(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  const type = text(params, 'incomeType');
  const asked = owner.incomes.filter(
    (entry) =>
      (market === undefined || entry.market.key === market.key) &&
      (type === undefined || INCOME_TYPES[entry.kind] === type),
  );
  return page(asked, (entry) => entry.time, pagingOf(params, 100)).map(incomeBody);
}

function incomeBody(entry: Income): unknown {
  return {
    symbol: nativeId(entry.market),
    incomeType: INCOME_TYPES[entry.kind],
    income: money(entry.amount),
    asset: entry.currency,
    info: INCOME_TYPES[entry.kind],
    time: entry.time,
    tranId: entry.number,
    tradeId: entry.tradeId ?? '',
  };
}

function premiumIndex(context: BinanceContext, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  const bodies = (market === undefined ? [...context.swap.values()] : [market]).map((each) => {
    const { mark, time } = context.world.feed.of(each);
    const { rate, next } = fundingTerms(context.world, each);
    return {
      symbol: nativeId(each),
      markPrice: money(mark),
      indexPrice: money(mark),
      estimatedSettlePrice: money(mark),
      lastFundingRate: money(rate),
      interestRate: '0.00010000',
      nextFundingTime: next,
      time,
    };
  });
  return market === undefined ? bodies : bodies[0];
}
