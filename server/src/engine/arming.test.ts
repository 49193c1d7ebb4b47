/** Whether an account where it matters has been armed: a layer of its own over the other two, there from the first event on. */
import { describe, expect, it } from 'vitest';
import type { AccountEnvironment } from '#domain/account.ts';
import { decimal } from '#domain/decimal.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { benchSettings, buy, EngineBench, sell } from './test/engine-harness.ts';

const arm = (bench: EngineBench, state: 'active' | 'reducing' = 'active'): void => {
  const reason = { code: 'ACCOUNT_NOT_ARMED', values: { account: 'paper' } };
  bench.send({ kind: 'set_trading_state', scope: 'arming', state, reason, actor: 'me' });
};
const resume = (bench: EngineBench, scope?: 'server'): void => {
  const reason = { code: 'TRADING_STATE_SET', values: {} };
  const layer = scope === undefined ? {} : { scope };
  bench.send({ kind: 'set_trading_state', state: 'active', reason, actor: 'me', ...layer });
};
const inForce = ({ state }: EngineBench) => [state.tradingState, state.tradingStateReason?.code];

describe('an account that must be armed', () => {
  it.each<[AccountEnvironment, string]>([
    ['live', 'reducing'],
    ['sandbox', 'reducing'],
    ['emulated', 'active'],
    ['paper', 'active'],
  ])('in the environment %s opens %s', (environment, expected) => {
    const bench = new EngineBench({ environment });
    expect(bench.state.tradingState).toBe(expected);
  });

  it('opens nothing before it is armed, and says so by a code of its own', () => {
    const bench = new EngineBench({ environment: 'live' });
    const [order] = bench.execute(buy('0.5'));
    expect([order?.status, order?.reason]).toEqual([
      'denied',
      { code: 'ACCOUNT_NOT_ARMED', values: { account: 'paper' } },
    ]);
    expect(bench.effectsOf('place')).toEqual([]);
    arm(bench);
    expect(bench.execute(buy('0.5'))[0]?.status).toBe('submitting');
  });

  it('closes and cancels also when it is not armed', () => {
    const bench = new EngineBench({ environment: 'live' });
    arm(bench);
    const [entry] = bench.execute(buy('0.5'));
    const [resting] = bench.execute(buy('0.1', { orderType: 'limit', price: decimal('59000') }));
    if (entry === undefined || resting === undefined) throw new Error('no orders');
    bench.fill(entry, { price: '60010' });
    bench.accept(resting);
    arm(bench, 'reducing');
    bench.send({ kind: 'cancel', orderId: resting.id, actor: 'me' });
    expect(resting.status).toBe('pending_cancel');
    const [more] = bench.execute(sell('0.6'));
    expect([more?.status, more?.reason?.code]).toEqual(['denied', 'ACCOUNT_NOT_ARMED']);
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT' });
    expect([close?.request.side, close?.status]).toEqual(['sell', 'submitting']);
  });

  it('is not armed by a resume, neither its own nor that of the server', () => {
    const bench = new EngineBench({ environment: 'live' });
    resume(bench);
    resume(bench, 'server');
    expect(inForce(bench)).toEqual(['reducing', 'ACCOUNT_NOT_ARMED']);
  });

  it('stays halted when it is armed while it is halted', () => {
    const bench = new EngineBench({ environment: 'live' });
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'me' });
    arm(bench);
    expect(inForce(bench)).toEqual(['halted', 'TRADING_STATE_SET']);
  });

  it('is as it was after a replay and after a snapshot', () => {
    const bench = new EngineBench({ environment: 'live', leverage: '3' });
    const replayed = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    expect(replayed.armTrading).toEqual(bench.state.armTrading);
    expect(replayed.account.exchange?.leverage).toBe(decimal('3'));
    const restored = decodeState(encodeState(bench.state), benchSettings());
    expect([restored.armTrading, restored.tradingState]).toEqual([bench.state.armTrading, 'reducing']);
    expect(restored.account).toEqual(bench.state.account);
  });
});

describe('a list of instruments that comes later', () => {
  it('takes the place of the one there was, for the next command on', () => {
    const bench = new EngineBench();
    const { directory } = benchSettings();
    const instrument = directory.byId('BTCUSDT');
    if (instrument === undefined) throw new Error('no instrument');
    bench.send({ kind: 'directory', directory: { ...directory, byId: () => undefined } });
    expect(bench.execute(buy('0.5'))[0]?.reason?.code).toBe('INSTRUMENT_UNKNOWN');
    bench.send({ kind: 'directory', directory });
    expect(bench.execute(buy('0.5'))[0]?.status).toBe('submitting');
  });
});
