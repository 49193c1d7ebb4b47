import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { VenueTraits } from '../state.ts';
import { buy, EngineBench, sell } from '../test/engine-harness.ts';
import { RISK_CHECKS } from './gate.ts';

interface Case {
  readonly name: string;
  readonly code: string;
  readonly limits?: Partial<RiskLimits>;
  readonly prepare?: (bench: EngineBench) => void;
  readonly command: SignalCommand;
  readonly exact?: true;
}

const shares = (action: 'buy' | 'sell', quantity: string): SignalCommand => ({
  ...buy(quantity),
  action,
  symbol: '600000.SH',
  quantityUnit: 'units',
});
const limit = (price: string, more: Partial<SignalCommand> = {}) =>
  buy('0.1', { orderType: 'limit', price: decimal(price), ...more });
const halt = (state: 'halted' | 'reducing') => (bench: EngineBench) =>
  void bench.send({ kind: 'set_trading_state', state, reason: { code: 'TRADING_STATE_SET', values: {} }, actor: 'me' });
const LUNCH = { name: 'lunch', start: '12:00', end: '12:01', timeZone: 'UTC' };

const DENIALS: readonly Case[] = [
  { name: 'halted', code: 'TRADING_HALTED', prepare: halt('halted'), command: buy('0.1') },
  { name: 'reducing', code: 'TRADING_REDUCING', prepare: halt('reducing'), command: buy('0.1') },
  {
    name: 'a symbol that is not permitted',
    code: 'SYMBOL_NOT_ALLOWED',
    limits: { allowedSymbols: ['ETHUSDT'] },
    command: buy('0.1'),
  },
  {
    name: 'a time check outside the intervals',
    code: 'OUTSIDE_INTERVAL',
    limits: { intervals: [LUNCH] },
    command: buy('0.1', { timeCheck: true }),
  },
  { name: 'a time check without an interval', code: 'INTERVALS_MISSING', command: buy('0.1', { timeCheck: true }) },
  {
    name: 'a target that asks for the time check',
    code: 'OUTSIDE_INTERVAL',
    limits: { intervals: [LUNCH] },
    command: { action: 'target', symbol: 'BTCUSDT', targetQuantity: decimal('0.1'), timeCheck: true },
  },
  { name: 'off the lot step', code: 'QUANTITY_NOT_ON_STEP', command: buy('0.00015'), exact: true },
  {
    name: 'below the smallest',
    code: 'QUANTITY_BELOW_MINIMUM',
    limits: { quantityMin: new Map([['BTCUSDT', decimal('0.5')]]) },
    command: buy('0.1'),
  },
  {
    name: 'above the account’s largest',
    code: 'QUANTITY_ABOVE_MAXIMUM',
    limits: { quantityMax: new Map([['default', decimal('0.05')]]) },
    command: buy('0.1'),
  },
  { name: 'a quantity of zero', code: 'QUANTITY_ZERO', command: buy('0') },
  { name: 'off the tick', code: 'PRICE_NOT_ON_TICK', command: limit('59000.005'), exact: true },
  { name: 'a limit without a price', code: 'PRICE_MISSING', command: buy('0.1', { orderType: 'limit' }) },
  {
    name: 'a stale price',
    code: 'REFERENCE_PRICE_STALE',
    prepare: (bench) => void (bench.now += 10_001),
    command: buy('0.1'),
  },
  { name: 'a limit far through the market', code: 'PRICE_OUTSIDE_COLLAR', command: limit('63100') },
  {
    name: 'a stop-loss above a buy',
    code: 'PROTECTION_WRONG_SIDE',
    command: buy('0.1', { stopLoss: decimal('61000') }),
  },
  {
    name: 'a take-profit below a buy',
    code: 'PROTECTION_WRONG_SIDE',
    command: buy('0.1', { takeProfit: decimal('59000') }),
  },
  {
    name: 'below the smallest value',
    code: 'NOTIONAL_BELOW_MINIMUM',
    command: limit('100', { quantity: decimal('0.01') }),
  },
  {
    name: 'worth too much',
    code: 'ORDER_VALUE_ABOVE_MAXIMUM',
    limits: { orderValueMax: decimal('6000') },
    command: buy('0.1'),
  },
  {
    name: 'a position worth too much',
    code: 'POSITION_VALUE_ABOVE_MAXIMUM',
    limits: { positionValueMax: decimal('6000') },
    command: buy('0.1'),
  },
  {
    name: 'too many open orders',
    code: 'OPEN_ORDERS_ABOVE_MAXIMUM',
    limits: { openOrdersMax: 0 },
    command: buy('0.1'),
  },
  { name: 'shares sold short', code: 'SHORT_NOT_ALLOWED', command: shares('sell', '100') },
  { name: 'a close of nothing', code: 'POSITION_NOT_FOUND', command: sell('0.1', { reduceOnly: true }) },
  {
    name: 'more margin than there is',
    code: 'MARGIN_INSUFFICIENT',
    limits: { orderValueMax: decimal('1e9'), positionValueMax: decimal('1e9'), quantityMax: new Map() },
    command: buy('100', {}),
    prepare: (bench) => bench.quote('BTCUSDT', '600000', '600010'),
  },
  {
    name: 'no limit set for value',
    code: 'LIMIT_MISSING',
    limits: {},
    command: buy('0.1'),
    prepare: dropLimit,
  },
];

function dropLimit(bench: EngineBench): void {
  const { orderValueMax: _gone, ...limits } = bench.state.volatile.limits as RiskLimits;
  bench.send({ kind: 'limits', limits });
}

describe('the gate', () => {
  it.each(DENIALS)('denies $name with $code', ({ code, limits, prepare, command, exact }) => {
    const bench = new EngineBench(limits === undefined ? {} : { limits });
    prepare?.(bench);
    const [order] = bench.execute(command, exact ? { route: { exact: true } } : {});
    expect(order?.reason?.code).toBe(code);
    expect(order?.status).toBe('denied');
    expect(bench.effectsOf('place')).toHaveLength(0);
    expect(bench.state.reserved).toBe(0n);
  });

  it('denies what the market of the order lacks at this venue, as the venue’s adapter says it, and nothing else', () => {
    const asked: string[] = [];
    const reason = { code: 'VENUE_LACKS_TIME_IN_FORCE', values: { venue: 'OKX' } };
    const lacks: VenueTraits['lacks'] = ({ timeInForce, reduceOnly }, { id }) => {
      asked.push(`${id} ${timeInForce} ${reduceOnly}`);
      return timeInForce === 'fok' ? reason : undefined;
    };
    const bench = new EngineBench({ traits: { lacks } });
    const [denied] = bench.execute(limit('60000', { timeInForce: 'fok' }));
    expect(denied).toMatchObject({ status: 'denied', reason });
    const [taken] = bench.execute(limit('60000', { timeInForce: 'ioc' }));
    expect(taken?.status).toBe('submitting');
    expect(asked).toEqual(['BTCUSDT fok false', 'BTCUSDT ioc false']);
  });

  it.each<[string, Partial<SignalCommand>]>([
    ['does not ask', {}],
    ['says no', { timeCheck: false }],
  ])('leaves an order alone that %s for the time check', (_what, more) => {
    const bench = new EngineBench({ limits: { intervals: [LUNCH] } });
    expect(bench.execute(buy('0.1', more))[0]?.status).toBe('submitting');
  });

  it.each([
    ['without any interval', []],
    ['outside them', [LUNCH]],
  ])('lets a close pass that asks for the time check %s', (_when, intervals) => {
    const bench = new EngineBench({ limits: { intervals } });
    const [entry] = bench.execute(buy('1'));
    if (entry !== undefined) bench.fill(entry, { price: '60010' });
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT', timeCheck: true });
    expect(close?.status).toBe('submitting');
  });

  it('lets an order pass that asks for the time check within an interval', () => {
    const whole = { name: 'day', start: '00:00', end: '24:00', timeZone: 'Asia/Shanghai' };
    const bench = new EngineBench({ limits: { intervals: [LUNCH, whole] } });
    expect(bench.execute(buy('0.1', { timeCheck: true }))[0]?.status).toBe('submitting');
  });

  it('denies everything before the account is reconciled', () => {
    const bench = new EngineBench({ unreconciled: true });
    expect(bench.execute(buy('0.1'))[0]?.reason?.code).toBe('ACCOUNT_RECONCILING');
  });

  it('counts each message, and the one too many is denied until the window has passed', () => {
    const bench = new EngineBench({ limits: { messageRate: { count: 3, windowMs: 1_000 } } });
    const codes = [1, 2, 3, 4].map(() => bench.execute(buy('0.01'))[0]?.reason?.code);
    expect(codes).toEqual([undefined, undefined, undefined, 'MESSAGE_RATE_EXCEEDED']);
    bench.now += 1_100;
    expect(bench.execute(buy('0.01'))[0]?.reason).toBeUndefined();
  });

  it('takes the same wish only so often', () => {
    const bench = new EngineBench({ limits: { duplicateIntent: { count: 1, windowMs: 1_000 } } });
    bench.execute(buy('0.01'));
    expect(bench.execute(buy('0.01'))[0]?.reason?.code).toBe('DUPLICATE_INTENT');
    expect(bench.execute(buy('0.02'))[0]?.reason).toBeUndefined();
  });

  it('latches a source that runs away until a person resets it, and no other source', () => {
    const bench = new EngineBench({ limits: { repeatedExecution: { count: 2, windowMs: 60_000 } } });
    for (let run = 0; run < 3; run += 1) bench.execute(buy('0.01'));
    expect(bench.state.latched.has('hook:one')).toBe(true);
    bench.now += 120_000;
    bench.quote('BTCUSDT', '60000', '60010');
    expect(bench.execute(buy('0.01'))[0]?.reason?.code).toBe('REPEATED_EXECUTION_LATCHED');
    expect(bench.execute(buy('0.01'), { source: 'hook:two' })[0]?.reason).toBeUndefined();
    bench.send({ kind: 'reset_latch', source: 'hook:one', actor: 'me' });
    expect(bench.execute(buy('0.01'))[0]?.reason).toBeUndefined();
  });

  it('counts what is under way and unknown against the margin', () => {
    const bench = new EngineBench({ limits: { orderValueMax: decimal('1e9'), positionValueMax: decimal('1e9') } });
    expect(bench.execute(buy('100'))[0]?.reason).toBeUndefined();
    const second = bench.execute(buy('100'))[0];
    expect(second?.reason?.code).toBe('MARGIN_INSUFFICIENT');
    expect(second?.reason?.values['reserved']).not.toBe('0');
  });

  it('lets a close pass where an opening order may not', () => {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1'));
    if (entry !== undefined) bench.fill(entry, { price: '60010' });
    halt('reducing')(bench);
    bench.now += 60_000;
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT' });
    expect(close?.status).toBe('submitting');
  });

  it('shows each check with the numbers it compared', () => {
    const bench = new EngineBench();
    bench.execute(buy('0.1'));
    const approved = bench.events.find((event) => event.kind === 'order_approved');
    const names = approved?.kind === 'order_approved' ? approved.checks.map(({ check }) => check) : [];
    expect(names).toEqual(RISK_CHECKS.map(({ name }) => name));
    const value =
      approved?.kind === 'order_approved' ? approved.checks.find(({ check }) => check === 'order_value') : undefined;
    expect(value?.values).toMatchObject({ maximum: decimal('500000') });
  });

  it('gives each check its own name', () => {
    expect(new Set(RISK_CHECKS.map(({ name }) => name)).size).toBe(RISK_CHECKS.length);
  });
});
