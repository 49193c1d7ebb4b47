/** OKX: the trading account with its one wallet, what the key may do, and the terms swaps are traded on. */
import { type Decimal, formatDecimal, negate } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { termsOf } from '../core/swap-margin.ts';
import { setLeverage, setPositionMode } from '../core/swap-settings.ts';
import { isLive } from '../core/exchange-order.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ok, REFUSALS, throwError, wrongParameter } from './okx-errors.ts';
import { leverageKey } from './okx-order-reading.ts';
import { documented, marketOf, nativeId, type OkxContext, read } from './okx-params.ts';
import { closePosition, positionsOf } from './okx-positions.ts';
import { balanceBody, billsOf } from './okx-wallet.ts';

const show = (value: Decimal): string => formatDecimal(value);
const MODES = ['cross', 'isolated'] as const;

type Answered = (context: OkxContext, account: ExchangeAccount, fields: Fields) => readonly unknown[];

export function accountRoutes(context: OkxContext): readonly Route[] {
  const get = (path: string, names: string, answered: Answered): Route =>
    documented({
      method: 'GET',
      path,
      access: 'read',
      names: names.split(' '),
      handle: (fields, call) => ok(answered(context, accountOf(call), fields)),
    });
  const post = (path: string, names: string, answered: Answered): Route =>
    documented({
      method: 'POST',
      path,
      access: 'trade',
      names: names.split(' '),
      handle: (fields, call) => ok(answered(context, accountOf(call), fields)),
    });
  const bills = 'instType instId ccy mgnMode ctType type subType after before begin end limit';
  return [
    get('/account/balance', 'ccy', balance),
    get('/asset/balances', 'ccy', () => []),
    documented({
      method: 'GET',
      path: '/account/config',
      access: 'read',
      names: [],
      handle: (_fields, call) => ok([config(call)]),
    }),
    get('/account/positions', 'instType instId posId', positionsOf),
    get('/account/leverage-info', 'instId ccy mgnMode', leverageInfo),
    post('/account/set-leverage', 'instId ccy lever mgnMode posSide', changeLeverage),
    post('/account/set-position-mode', 'posMode', changePositionMode),
    get('/account/trade-fee', 'instType instId uly instFamily ruleType groupId', tradeFee),
    get('/account/bills', bills, billsOf),
    get('/account/bills-archive', bills, billsOf),
    post('/trade/close-position', 'instId posSide mgnMode ccy autoCxl clOrdId tag', (...asked) => [
      closePosition(...asked),
    ]),
    post('/trade/cancel-all-after', 'timeOut tag', cancelAllAfter),
  ];
}

function config({ owner }: Call): unknown {
  const permissions = owner?.key.permissions;
  const granted = [
    ['read_only', permissions?.read],
    ['withdraw', permissions?.withdraw],
    ['trade', permissions?.trade],
  ] as const;
  return {
    uid: '44705892343619584',
    mainUid: '44705892343619584',
    acctLv: '2',
    acctStpMode: 'cancel_maker',
    posMode: owner?.account.positionMode === 'hedge' ? 'long_short_mode' : 'net_mode',
    autoLoan: false,
    greeksType: 'PA',
    level: 'Lv1',
    levelTmp: '',
    ctIsoMode: 'automatic',
    mgnIsoMode: 'automatic',
    spotOffsetType: '',
    roleType: '0',
    traderInsts: [],
    spotRoleType: '0',
    spotTraderInsts: [],
    opAuth: '0',
    kycLv: '3',
    label: owner?.account.id ?? '',
    ip: '',
    perm: granted.flatMap(([name, isGranted]) => (isGranted === true ? [name] : [])).join(','),
    liquidationGear: '-1',
    enableSpotBorrow: false,
    spotBorrowAutoRepay: false,
    type: '0',
  };
}

const balance: Answered = (context, account, fields) => [
  balanceBody(context, account, read.text(fields, 'ccy')?.split(',')),
];

function leverageOf({ world, leverages }: OkxContext, account: ExchangeAccount, market: ExchangeMarket, mode: string) {
  const terms = termsOf(world, account, market);
  if (terms.marginMode === mode) return terms.leverage;
  return leverages.get(leverageKey(account, market, mode)) ?? world.rules.swapTerms.leverage;
}

const leverageInfo: Answered = (context, account, fields) => {
  const mgnMode = read.word(fields, 'mgnMode', { among: MODES });
  return read
    .need(fields, 'instId')
    .split(',')
    .flatMap((instId) => {
      const market = marketOf(context, { instId });
      const lever = String(leverageOf(context, account, market, mgnMode));
      const isBySide = account.positionMode === 'hedge' && mgnMode === 'isolated';
      const sides = isBySide ? ['long', 'short'] : ['net'];
      return sides.map((posSide) => ({ instId, ccy: '', mgnMode, posSide, lever }));
    });
};

const changeLeverage: Answered = (context, account, fields) => {
  const { world, leverages } = context;
  const market = marketOf(context, fields);
  if (market.type === 'spot') throw wrongParameter('instId');
  const mgnMode = read.word(fields, 'mgnMode', { among: MODES });
  const posSide = read.word(fields, 'posSide', { among: ['net', 'long', 'short'], standard: 'net' });
  const isBySide = account.positionMode === 'hedge' && mgnMode === 'isolated';
  if (isBySide ? posSide === 'net' : account.positionMode === 'one_way' && posSide !== 'net') {
    throw wrongParameter('posSide');
  }
  const lever = read.need(fields, 'lever');
  const leverage = /^\d{1,4}$/.test(lever) ? Number(lever) : 0;
  if (leverage < 1) throw wrongParameter('lever');
  if (leverage > market.leverageMax) throwError(REFUSALS.leverage_invalid);
  leverages.set(leverageKey(account, market, mgnMode), leverage);
  if (termsOf(world, account, market).marginMode === mgnMode) setLeverage(world, account, { market, leverage });
  return [{ instId: nativeId(market), lever, mgnMode, posSide: read.text(fields, 'posSide') ?? '' }];
};

const changePositionMode: Answered = (context, account, fields) => {
  const posMode = read.word(fields, 'posMode', { among: ['net_mode', 'long_short_mode'] });
  const mode = posMode === 'net_mode' ? 'one_way' : 'hedge';
  const outcome = setPositionMode(context.world, account, { mode });
  if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError(REFUSALS[outcome.reason]);
  return [{ posMode }];
};

const tradeFee: Answered = ({ world }, _account, fields) => {
  const type = read.word(fields, 'instType', { among: ['SPOT', 'SWAP'] });
  const market = [...world.markets.values()].find((known) => known.type === (type === 'SPOT' ? 'spot' : 'swap'));
  const rate = (value: Decimal | undefined): string => (value === undefined ? '' : show(negate(value)));
  const [maker, taker] = [rate(market?.makerRate), rate(market?.takerRate)];
  const ts = String(world.clock.now());
  return [
    { instType: type, level: 'Lv1', category: '1', maker, taker, makerU: maker, takerU: taker, feeGroup: [], ts },
  ];
};

const TIMEOUT_S_MIN = 10;
const TIMEOUT_S_MAX = 120;
const switches = new WeakMap<ExchangeAccount, NodeJS.Timeout>();

/** A dead man's switch: all orders go when it is not set again in time; zero disarms it. */
const cancelAllAfter: Answered = ({ world }, account, fields) => {
  const timeOut = read.integer(fields, 'timeOut');
  if (timeOut === undefined || (timeOut !== 0 && (timeOut < TIMEOUT_S_MIN || timeOut > TIMEOUT_S_MAX))) {
    throw wrongParameter('timeOut');
  }
  clearTimeout(switches.get(account));
  const now = world.clock.now();
  const cancelAll = (): void => {
    for (const order of world.orders.list({ accountId: account.id, live: true }))
      if (isLive(order)) world.cancel(order);
  };
  if (timeOut > 0) switches.set(account, setTimeout(cancelAll, timeOut * 1000).unref());
  const triggerTime = timeOut === 0 ? '0' : String(now + timeOut * 1000);
  return [{ triggerTime, tag: read.text(fields, 'tag') ?? '', ts: String(now) }];
};
