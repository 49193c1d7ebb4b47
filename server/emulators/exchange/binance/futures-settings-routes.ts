/** Binance USD-M: the terms an account trades on, asked for and changed. */
import { formatDecimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { SettingOutcome } from '../core/order-outcome.ts';
import { termsOf } from '../core/swap-margin.ts';
import { setLeverage, setMarginMode, setPositionMode } from '../core/swap-settings.ts';
import type { Call, Route } from '../door/dialect.ts';
import { FUTURES_REFUSALS, refusal, throwError } from './binance-errors.ts';
import {
  accountOf,
  type BinanceContext,
  integerOf,
  marketIfNamed,
  marketOf,
  nativeId,
  need,
  type Params,
} from './binance-params.ts';

type Act = (context: BinanceContext, account: ExchangeAccount, params: Params) => unknown;

/** Notional caps of the leverage brackets, and how much leverage each permits. */
const BRACKETS = [
  { floor: 0, cap: 300_000, leverage: 125, rate: '0.004', cum: '0' },
  { floor: 300_000, cap: 800_000, leverage: 100, rate: '0.005', cum: '300' },
  { floor: 800_000, cap: 3_000_000, leverage: 50, rate: '0.01', cum: '4300' },
  { floor: 3_000_000, cap: 100_000_000, leverage: 20, rate: '0.025', cum: '49300' },
] as const;

function brackets(context: BinanceContext, _owner: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  const markets = market === undefined ? [...context.swap.values()] : [market];
  return markets.map((each) => ({
    symbol: nativeId(each),
    notionalCoef: 1,
    brackets: BRACKETS.map(({ floor, cap, leverage, rate, cum }, index) => ({
      bracket: index + 1,
      initialLeverage: leverage,
      notionalCap: cap,
      notionalFloor: floor,
      maintMarginRatio: Number(rate),
      cum: Number(cum),
    })),
  }));
}

export function futuresSettingsRoutes(context: BinanceContext): readonly Route[] {
  const one = (run: Act) => (call: Call) => run(context, accountOf(call), call.request.params);
  return [
    { method: 'GET', path: '/fapi/v1/leverageBracket', access: 'read', handle: one(brackets) },
    { method: 'POST', path: '/fapi/v1/leverage', access: 'trade', handle: one(changeLeverage) },
    { method: 'POST', path: '/fapi/v1/marginType', access: 'trade', handle: one(changeMarginType) },
    { method: 'GET', path: '/fapi/v1/positionSide/dual', access: 'read', weight: 30, handle: one(positionMode) },
    { method: 'POST', path: '/fapi/v1/positionSide/dual', access: 'trade', handle: one(changePositionMode) },
    {
      method: 'GET',
      path: '/fapi/v1/multiAssetsMargin',
      access: 'read',
      weight: 30,
      handle: () => ({ multiAssetsMargin: false }),
    },
    { method: 'GET', path: '/fapi/v1/accountConfig', access: 'read', weight: 5, handle: one(accountConfig) },
    { method: 'GET', path: '/fapi/v1/symbolConfig', access: 'read', weight: 5, handle: one(symbolConfig) },
    { method: 'GET', path: '/fapi/v1/commissionRate', access: 'read', weight: 20, handle: one(commissionRate) },
    {
      method: 'GET',
      path: '/fapi/v1/apiTradingStatus',
      access: 'read',
      handle: () => ({ indicators: {}, updateTime: 0 }),
    },
  ];
}

/** Throws the native refusal of a setting that was not made. */
function made(outcome: SettingOutcome): void {
  if (outcome.kind === 'refused') throwError(FUTURES_REFUSALS[outcome.reason]);
}

function changeLeverage(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const leverage = integerOf(params, 'leverage') ?? 0;
  const outcome = setLeverage(context.world, owner, { market, leverage });
  if (outcome.kind === 'refused') throw refusal(-4028, `Leverage ${leverage} is not valid`);
  return { symbol: nativeId(market), leverage, maxNotionalValue: '100000000' };
}

function changeMarginType(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const given = need(params, 'marginType');
  if (given !== 'ISOLATED' && given !== 'CROSSED') throw refusal(-4045, 'Invalid marginType.');
  const marginMode = given === 'ISOLATED' ? 'isolated' : 'cross';
  const outcome = setMarginMode(context.world, owner, { market, marginMode });
  if (outcome.kind === 'refused') throw marginTypeRefusal(outcome.reason);
  return { code: 200, msg: 'success' };
}

function marginTypeRefusal(reason: string): Error {
  if (reason === 'mode_unchanged') return refusal(-4046, 'No need to change margin type.');
  if (reason === 'mode_blocked_by_orders') {
    return refusal(-4047, 'Margin type cannot be changed if there exists open orders.');
  }
  return refusal(-4048, 'Margin type cannot be changed if there exists position.');
}

function positionMode(_context: BinanceContext, owner: ExchangeAccount): unknown {
  return { dualSidePosition: owner.positionMode === 'hedge' };
}

function changePositionMode(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const mode = need(params, 'dualSidePosition').toLowerCase() === 'true' ? 'hedge' : 'one_way';
  made(setPositionMode(context.world, owner, { mode }));
  return { code: 200, msg: 'success' };
}

function accountConfig(_context: BinanceContext, owner: ExchangeAccount): unknown {
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    dualSidePosition: owner.positionMode === 'hedge',
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
  };
}

function symbolConfig(context: BinanceContext, owner: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  const markets = market === undefined ? [...context.swap.values()] : [market];
  return markets.map((each) => {
    const { leverage, marginMode } = termsOf(context.world, owner, each);
    return {
      symbol: nativeId(each),
      marginType: marginMode === 'cross' ? 'CROSSED' : 'ISOLATED',
      isAutoAddMargin: false,
      leverage,
      maxNotionalValue: '100000000',
    };
  });
}

function commissionRate(context: BinanceContext, _owner: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  return {
    symbol: nativeId(market),
    makerCommissionRate: formatDecimal(market.makerRate),
    takerCommissionRate: formatDecimal(market.takerRate),
  };
}
