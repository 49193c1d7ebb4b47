/** KuCoin's account: spot balances, the futures wallet, positions, what the key may do and the terms contracts trade on. */
import { absolute, add, type Decimal, divideProducts, fromInteger, ZERO } from '#domain/decimal.ts';
import { type ExchangeAccount, positionKey, type SwapPosition } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { PositionSide } from '../core/exchange-order.ts';
import {
  liquidationPrice,
  maintenanceMargin,
  notionalOf,
  positionMargin,
  swapMoney,
  termsOf,
  unrealizedOf,
} from '../core/swap-margin.ts';
import { setLeverage, setMarginMode, setPositionMode } from '../core/swap-settings.ts';
import { accountOf, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ERRORS, ok, throwError, wrongParameter } from './kucoin-errors.ts';
import {
  FUTURES_HOST,
  type KucoinContext,
  marketFilter,
  marketOf,
  nativeId,
  number,
  pageOf,
  read,
  show,
  SPOT_HOST,
} from './kucoin-context.ts';

type Question = (context: KucoinContext, account: ExchangeAccount, fields: Fields) => unknown;

export function accountRoutes(context: KucoinContext): readonly Route[] {
  const at = (method: 'GET' | 'POST', path: string, params: string, question: Question): Route => ({
    method,
    path: `/api/${path}`,
    hosts: [FUTURES_HOST],
    access: method === 'GET' ? 'read' : 'trade',
    params: names(params),
    handle: (call: Call) => ok(question(context, accountOf(call), fieldsOf(call))),
  });
  return [
    { ...at('GET', 'v1/accounts', 'currency type', balances), hosts: [SPOT_HOST] },
    { ...at('GET', 'v1/user/api-key', '', () => undefined), hosts: [SPOT_HOST], handle: (call) => ok(keyBody(call)) },
    at('GET', 'v1/account-overview', 'currency', overview),
    at('GET', 'v1/positions', 'currency', (own, account) =>
      [...account.positions.values()].map((position) => positionBody(own, account, position)),
    ),
    at('GET', 'v1/position', 'symbol', onePosition),
    at('GET', 'v2/position', 'symbol', onePosition),
    at('GET', 'v2/getCrossUserLeverage', 'symbol', (own, account, fields) => {
      const market = marketOf(own, 'swap', fields);
      return { symbol: nativeId(market), leverage: String(termsOf(own.world, account, market).leverage) };
    }),
    at('POST', 'v2/changeCrossUserLeverage', 'symbol leverage', changeLeverage),
    at('GET', 'v2/position/getMarginMode', 'symbol', (own, account, fields) =>
      marginModeBody(own, account, marketOf(own, 'swap', fields)),
    ),
    at('POST', 'v2/position/changeMarginMode', 'symbol marginMode', changeMarginMode),
    at('GET', 'v2/position/getPositionMode', '', (_own, account) => positionModeBody(account)),
    at('POST', 'v2/position/switchPositionMode', 'positionMode', changePositionMode),
    at('GET', 'v1/funding-history', 'symbol startAt endAt from to reverse offset forward maxCount', fundings),
  ];
}

const balances: Question = ({ world }, account, fields) => {
  const type = read.text(fields, 'type');
  const currency = read.text(fields, 'currency');
  if (type !== undefined && type !== 'trade' && type !== 'trade_hf') return [];
  return account.spot
    .all()
    .filter((balance) => currency === undefined || balance.currency === currency)
    .map((balance, index) => ({
      id: String(700_000 + index),
      currency: balance.currency,
      type: type ?? 'trade',
      balance: show(add(balance.free, balance.locked)),
      available: show(balance.free),
      holds: show(balance.locked),
      time: world.clock.now(),
    }));
};

function keyBody({ owner, request }: Call): unknown {
  const permissions = owner?.key.permissions;
  const granted = [
    ['General', permissions?.read],
    ['Spot', permissions?.trade],
    ['Futures', permissions?.trade],
    ['Withdrawal', permissions?.withdraw],
  ] as const;
  return {
    remark: owner?.account.id ?? '',
    apiKey: request.headers['kc-api-key'],
    apiVersion: 3,
    permission: granted.flatMap(([name, isGranted]) => (isGranted === true ? [name] : [])).join(','),
    ipWhitelist: '',
    createdAt: 1_600_000_000_000,
    uid: 165_111_215,
    isMaster: true,
  };
}

const overview: Question = ({ world }, account, fields) => {
  const currency = read.text(fields, 'currency') ?? 'USDT';
  const money = swapMoney(world, account, currency);
  return {
    currency,
    accountEquity: number(add(money.wallet, money.unrealized)),
    unrealisedPNL: number(money.unrealized),
    marginBalance: number(money.wallet),
    positionMargin: number(money.positionMargin),
    orderMargin: number(money.orderMargin),
    frozenFunds: 0,
    availableBalance: number(money.available),
    availableMargin: number(money.available),
    maxWithdrawAmount: number(money.available),
    riskRatio: 0,
  };
};

/** The position's id stays the same while the account has this contract and side. */
const positionIdOf = (market: ExchangeMarket, side: PositionSide): string => `5000${nativeId(market)}${side}`;

export function positionBody({ world }: KucoinContext, account: ExchangeAccount, position: SwapPosition) {
  const { market, side, quantity, averagePrice, cost } = position;
  const { mark } = world.feed.of(market);
  const { leverage, marginMode } = termsOf(world, account, market);
  const put = divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even');
  const unrealized = unrealizedOf(world, position);
  const share = put === ZERO ? ZERO : divideProducts([unrealized], [put], 'half_even');
  const maintenance = maintenanceMargin(world, position);
  return {
    ...emptyPosition(market, side),
    crossMode: marginMode === 'cross',
    marginMode: marginMode.toUpperCase(),
    leverage,
    realLeverage: leverage,
    isOpen: true,
    openingTimestamp: position.openedAt,
    currentTimestamp: world.clock.now(),
    currentQty: number(quantity),
    currentCost: number(cost),
    unrealisedCost: number(cost),
    realisedGrossPnl: number(position.realized),
    realisedPnl: number(position.realized),
    markPrice: number(mark),
    markValue: number(notionalOf(market, mark, quantity)),
    posCost: number(cost),
    posInit: number(put),
    posMargin: number(positionMargin(world, account, position)),
    posMaint: number(maintenance),
    maintMargin: number(add(put, unrealized)),
    unrealisedPnl: number(unrealized),
    unrealisedPnlPcnt: number(share),
    unrealisedRoePcnt: number(share),
    avgEntryPrice: number(averagePrice),
    liquidationPrice: number(liquidationPrice(world, account, position)),
    bankruptPrice: number(liquidationPrice(world, account, position)),
  };
}

function emptyPosition(market: ExchangeMarket, side: PositionSide) {
  return {
    id: positionIdOf(market, side),
    symbol: nativeId(market),
    positionSide: side.toUpperCase(),
    settleCurrency: market.settle,
    isInverse: false,
    isOpen: false,
    currentQty: 0,
    maintMarginReq: number(market.maintenanceRate),
    maintainMargin: number(market.maintenanceRate),
    riskLimit: 100_000_000,
    delevPercentage: 0,
    autoDeposit: false,
  };
}

const onePosition: Question = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const held = account.positions.get(positionKey(market, 'both'));
  return held === undefined ? emptyPosition(market, 'both') : positionBody(context, account, held);
};

const changeLeverage: Question = ({ world, markets }, account, fields) => {
  const market = marketOf({ world, markets }, 'swap', fields);
  const outcome = setLeverage(world, account, { market, leverage: Number(read.need(fields, 'leverage')) });
  if (outcome.kind === 'refused') throwError(ERRORS.leverageTooHigh);
  return true;
};

const marginModeBody = ({ world }: KucoinContext, account: ExchangeAccount, market: ExchangeMarket) => ({
  symbol: nativeId(market),
  marginMode: termsOf(world, account, market).marginMode.toUpperCase(),
});

const changeMarginMode: Question = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const mode = read.word(fields, 'marginMode', { among: ['CROSS', 'ISOLATED'] });
  const marginMode = mode === 'CROSS' ? 'cross' : 'isolated';
  const outcome = setMarginMode(context.world, account, { market, marginMode });
  if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError(ERRORS.modeBlocked);
  return marginModeBody(context, account, market);
};

const positionModeBody = ({ positionMode }: ExchangeAccount) => ({ positionMode: positionMode === 'hedge' ? 1 : 0 });

const changePositionMode: Question = ({ world }, account, fields) => {
  const mode = read.word(fields, 'positionMode', { among: ['0', '1'] });
  const outcome = setPositionMode(world, account, { mode: mode === '1' ? 'hedge' : 'one_way' });
  if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError(ERRORS.modeBlocked);
  return positionModeBody(account);
};

const fundings: Question = (context, account, fields) => {
  const market = marketFilter(context, 'swap', fields) ?? throwWrongSymbol();
  const paid = account.incomes.filter((income) => income.kind === 'funding' && income.market === market);
  const { items } = pageOf(paid, ({ time }) => time, fields);
  const amount = (value: Decimal): number => number(value);
  return {
    dataList: items.map((income) => ({
      id: income.number,
      symbol: nativeId(income.market),
      timePoint: income.time,
      fundingRate: 0.0001,
      markPrice: amount(context.world.feed.of(income.market).mark),
      funding: amount(income.amount),
      settleCurrency: income.currency,
    })),
    hasMore: false,
  };
};

function throwWrongSymbol(): never {
  throw wrongParameter('symbol');
}
