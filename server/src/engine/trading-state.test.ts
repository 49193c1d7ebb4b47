/** What stops an account: its own state and that of the server as a whole, each lifted by itself, the stricter one in force. */
import { describe, expect, it } from 'vitest';
import type { TradingState } from '#domain/account.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { benchSettings, buy, EngineBench } from './test/engine-harness.ts';

const set = (bench: EngineBench, state: TradingState, scope?: 'server'): void => {
  const reason = { code: 'TRADING_STATE_SET', values: { actor: scope ?? 'own' } };
  bench.send({ kind: 'set_trading_state', state, reason, actor: 'me', ...(scope === undefined ? {} : { scope }) });
};
const shown = ({ state }: EngineBench) => [state.tradingState, state.tradingStateReason?.values['actor']];

describe('a state of the server as a whole', () => {
  it.each<[TradingState, TradingState, TradingState]>([
    ['active', 'halted', 'halted'],
    ['reducing', 'halted', 'halted'],
    ['halted', 'halted', 'halted'],
    ['halted', 'reducing', 'halted'],
    ['reducing', 'reducing', 'reducing'],
    ['active', 'reducing', 'reducing'],
  ])('over an account that is %s is %s: it is %s, and back to its own after', (own, server, both) => {
    const bench = new EngineBench();
    set(bench, own);
    set(bench, server, 'server');
    expect(bench.state.tradingState).toBe(both);
    set(bench, 'active', 'server');
    expect(shown(bench)).toEqual([own, own === 'active' ? undefined : 'own']);
  });

  it('does not hide that the account is halted for itself meanwhile', () => {
    const bench = new EngineBench();
    set(bench, 'halted', 'server');
    set(bench, 'halted');
    set(bench, 'active', 'server');
    expect(shown(bench)).toEqual(['halted', 'own']);
    set(bench, 'active');
    expect(shown(bench)).toEqual(['active', undefined]);
  });

  it('does not hide that a report was put aside meanwhile', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('0.5'));
    set(bench, 'halted', 'server');
    if (order !== undefined) bench.fill(order, { price: '60010', quantity: '0.6' });
    set(bench, 'active', 'server');
    expect([bench.state.tradingState, bench.state.tradingStateReason?.code]).toEqual(['halted', 'REPORT_OVERFILL']);
  });

  it('stays above an account that is let go for itself', () => {
    const bench = new EngineBench();
    set(bench, 'halted', 'server');
    set(bench, 'active');
    expect(shown(bench)).toEqual(['halted', 'server']);
  });

  it('is in the snapshot', () => {
    const bench = new EngineBench();
    set(bench, 'reducing');
    set(bench, 'halted', 'server');
    const restored = decodeState(encodeState(bench.state), benchSettings());
    expect(restored.serverTrading).toEqual(bench.state.serverTrading);
    expect(restored.ownTrading).toEqual(bench.state.ownTrading);
  });
});
