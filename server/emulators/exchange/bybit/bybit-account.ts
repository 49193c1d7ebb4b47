/** Bybit: the unified account with its one wallet, what the key may do, and the terms swaps are traded on. */
import { add, type Decimal, formatDecimal, multiplyRounded, ONE, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { swapMoney, termsOf } from '../core/swap-margin.ts';
import { setLeverage, setMarginMode, setPositionMode } from '../core/swap-settings.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ERRORS, REFUSALS, throwError, wrongParameter } from './bybit-errors.ts';
import { type BybitContext, categoryIn, documented, marketOf, nativeId, read, scopeOf } from './bybit-params.ts';
import { positionList, TRADING_STOP_NAMES, tradingStop } from './bybit-positions.ts';

const show = (value: Decimal): string => formatDecimal(value);

type Answered = (context: BybitContext, account: ExchangeAccount, fields: Fields) => unknown;

export function accountRoutes(context: BybitContext): readonly Route[] {
  const route =
    (method: 'GET' | 'POST') =>
    (path: string, names: readonly string[], answered: Answered): Route =>
      documented(context, {
        method,
        path,
        access: method === 'GET' ? 'read' : 'trade',
        names,
        handle: (fields, call) => answered(context, accountOf(call), fields),
      });
  const [get, post] = [route('GET'), route('POST')];
  return [
    get('/account/wallet-balance', ['accountType', 'coin'], walletBalance),
    get('/account/info', [], info),
    get('/account/fee-rate', ['category', 'symbol', 'baseCoin'], feeRate),
    documented(context, {
      method: 'GET',
      path: '/user/query-api',
      access: 'read',
      names: [],
      handle: (_fields, call) => keyInfo(call),
    }),
    get('/asset/coin/query-info', ['coin'], coins),
    get('/position/list', ['category', 'symbol', 'baseCoin', 'settleCoin', 'limit', 'cursor'], positionList),
    post('/position/set-leverage', ['category', 'symbol', 'buyLeverage', 'sellLeverage'], changeLeverage),
    post('/position/switch-mode', ['category', 'symbol', 'coin', 'mode'], switchMode),
    post('/position/trading-stop', TRADING_STOP_NAMES, tradingStop),
    post('/account/set-margin-mode', ['setMarginMode'], changeMarginMode),
  ];
}

/** The wallet as the balance call and the stream tell it. */
export function walletBody(context: BybitContext, account: ExchangeAccount, coin?: string): unknown {
  const names = coin?.split(',');
  const held = account.spot.all().filter(({ currency }) => names === undefined || names.includes(currency));
  const rows = held.map(({ currency }) => coinBody(context, account, currency));
  const total = rows.reduce((sum, { worth }) => add(sum, worth), ZERO);
  return {
    accountType: 'UNIFIED',
    accountLTV: '',
    accountIMRate: '',
    accountMMRate: '',
    totalEquity: show(total),
    totalWalletBalance: show(total),
    totalMarginBalance: show(total),
    totalAvailableBalance: show(total),
    totalPerpUPL: show(rows.reduce((sum, { unrealized }) => add(sum, unrealized), ZERO)),
    totalInitialMargin: '',
    totalMaintenanceMargin: '',
    coin: rows.map(({ body }) => body),
  };
}

function coinBody(context: BybitContext, account: ExchangeAccount, coin: string) {
  const { world } = context;
  const money = swapMoney(world, account, coin);
  const wallet = account.spot.total(coin);
  const equity = add(wallet, money.unrealized);
  const worth = multiplyRounded(equity, dollarsOf(context, coin), 'half_even');
  const body = {
    coin,
    equity: show(equity),
    usdValue: show(worth),
    walletBalance: show(wallet),
    locked: show(account.spot.locked(coin)),
    spotHedgingQty: '0',
    borrowAmount: '0',
    accruedInterest: '0',
    availableToBorrow: '',
    availableToWithdraw: '',
    totalOrderIM: show(money.orderMargin),
    totalPositionIM: show(money.positionMargin),
    totalPositionMM: show(money.maintenance),
    unrealisedPnl: show(money.unrealized),
    cumRealisedPnl: '0',
    bonus: '0',
    collateralSwitch: true,
    marginCollateral: true,
  };
  return { body, worth, unrealized: money.unrealized };
}

/** What one unit is worth in US dollars: the last price of its market, else one (a dollar coin). */
function dollarsOf({ world, markets }: BybitContext, coin: string): Decimal {
  const market = [...markets.spot.values()].find(({ base }) => base === coin);
  return market === undefined ? ONE : world.feed.of(market).last;
}

const walletBalance: Answered = (context, account, fields) => {
  if (read.need(fields, 'accountType') !== 'UNIFIED') throw wrongParameter('accountType invalid');
  return { list: [walletBody(context, account, read.text(fields, 'coin'))] };
};

const MARGIN_MODES = { cross: 'REGULAR_MARGIN', isolated: 'ISOLATED_MARGIN' } as const;

/** The margin mode is the account's, the same for every market. */
const info: Answered = ({ world, markets }, account) => {
  const [market] = markets.linear.values();
  const mode = market === undefined ? 'cross' : termsOf(world, account, market).marginMode;
  return {
    unifiedMarginStatus: 6,
    marginMode: MARGIN_MODES[mode],
    isMasterTrader: false,
    spotHedgingStatus: 'OFF',
    dcpStatus: 'OFF',
    timeWindow: 0,
    smpGroup: 0,
    updatedTime: '1600000000000',
  };
};

const feeRate: Answered = (context, _account, fields) => ({
  category: categoryIn(fields),
  list: scopeOf(context, fields).map((market) => ({
    symbol: nativeId(market),
    baseCoin: market.base,
    takerFeeRate: show(market.takerRate),
    makerFeeRate: show(market.makerRate),
  })),
});

function keyInfo({ owner }: Call): unknown {
  const permissions = owner?.key.permissions;
  const mayTrade = permissions?.trade === true;
  return {
    id: '1',
    note: owner?.account.id ?? '',
    apiKey: owner?.key.apiKey ?? '',
    secret: '',
    readOnly: mayTrade ? 0 : 1,
    permissions: {
      ContractTrade: mayTrade ? ['Order', 'Position'] : [],
      Spot: mayTrade ? ['SpotTrade'] : [],
      Wallet: permissions?.withdraw === true ? ['AccountTransfer', 'Withdraw'] : [],
      Options: [],
      Derivatives: mayTrade ? ['DerivativesTrade'] : [],
      Exchange: [],
      Earn: [],
    },
    ips: ['*'],
    type: 1,
    deadlineDay: 80,
    expiredAt: '2100-01-01T00:00:00Z',
    createdAt: '2020-01-01T00:00:00Z',
    unified: 0,
    uta: 1,
    userID: 1,
    inviterID: 0,
    vipLevel: 'No VIP',
    mktMakerLevel: '0',
    affiliateID: 0,
    isMaster: true,
    parentUid: '0',
  };
}

const coins: Answered = ({ world }, _account, fields) => {
  const asked = read.text(fields, 'coin');
  const names = new Set([...world.markets.values()].flatMap((market) => [market.base, market.quote]));
  const rows = [...names]
    .filter((name) => asked === undefined || name === asked)
    .map((name) => ({ name, coin: name, remainAmount: '0', chains: [] }));
  return { rows };
};

const changeLeverage: Answered = ({ world, ...context }, account, fields) => {
  const market = marketOf({ world, ...context }, fields);
  if (market.type === 'spot') throw wrongParameter('category invalid');
  const [buy, sell] = ['buyLeverage', 'sellLeverage'].map((name) => read.need(fields, name));
  if (buy !== sell) throw wrongParameter('buy leverage not equal sell leverage');
  const leverage = /^\d{1,4}$/.test(buy ?? '') ? Number(buy) : 0;
  if (leverage < 1) throw wrongParameter('buyLeverage invalid');
  if (leverage > market.leverageMax) throwError(ERRORS.leverageHigh);
  if (termsOf(world, account, market).leverage === leverage) throwError(ERRORS.leverageSame);
  setLeverage(world, account, { market, leverage });
  return {};
};

const switchMode: Answered = (context, account, fields) => {
  if (categoryIn(fields) !== 'linear') throw wrongParameter('category invalid');
  if (read.text(fields, 'symbol') === undefined) read.need(fields, 'coin');
  const mode = read.word(fields, 'mode', { among: ['0', '3'] }) === '3' ? 'hedge' : 'one_way';
  const outcome = setPositionMode(context.world, account, { mode });
  if (outcome.kind === 'refused') throwError(REFUSALS.swap[outcome.reason]);
  return {};
};

const changeMarginMode: Answered = ({ world, markets }, account, fields) => {
  const given = read.word(fields, 'setMarginMode', {
    among: ['REGULAR_MARGIN', 'ISOLATED_MARGIN', 'PORTFOLIO_MARGIN'],
  });
  if (given === 'PORTFOLIO_MARGIN') throwError(ERRORS.marginMode);
  const marginMode = given === 'REGULAR_MARGIN' ? 'cross' : 'isolated';
  const isBusy =
    account.positions.size > 0 || world.orders.list({ accountId: account.id, type: 'swap', live: true }).length > 0;
  const [first] = markets.linear.values();
  const isSame = first !== undefined && termsOf(world, account, first).marginMode === marginMode;
  if (isBusy && !isSame) throwError(ERRORS.marginMode);
  for (const market of markets.linear.values()) setMarginMode(world, account, { market, marginMode });
  return { reasons: [] };
};
