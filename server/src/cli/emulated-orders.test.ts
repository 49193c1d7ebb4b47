import { describe, expect, it } from 'vitest';
import { documentOf } from './test/process-trial.ts';
import { PATIENCE_MS, useServer } from './test/server-trial.ts';

const { signalbox } = useServer();

interface Outcome {
  readonly orders: readonly { readonly ticket: number; readonly type: string; readonly emulated?: object }[];
}

describe('orders that the venue has not, from the command line', { timeout: PATIENCE_MS }, () => {
  it('are placed, shown as emulated with how far they are in both languages, and canceled', async () => {
    await signalbox('order place buy 0.02 BTCUSDT');
    const placed = await signalbox('order place sell 0.02 BTCUSDT --trail 30%');
    expect(placed.code).toBe(0);
    expect(placed.stdout).toMatch(/emulated order #\d+ made, trailing stop: sell 0\.02 BTCUSDT/);
    expect(placed.stdout).toContain('trailing stop (emulated)');
    const ticket = /order #(\d+) made, trailing/.exec(placed.stdout)?.[1];
    const english = await signalbox(`order show ${ticket}`);
    expect(english.stdout).toMatch(/Emulated: the venue has no order of this kind[\s\S]*\(waiting\)[\s\S]*Trigger \d+/);
    const chinese = await signalbox(`order show ${ticket}`, { language: 'zh' });
    expect(chinese.stdout).toMatch(/跟踪止损（模拟执行）[\s\S]*等待触发[\s\S]*模拟执行：[\s\S]*触发价 \d+/);
    const open = await signalbox('orders --open', { language: 'zh' });
    expect(open.stdout).toContain('跟踪止损（模拟执行）');
    expect((await signalbox(`cancel ${ticket}`)).code).toBe(0);
    const again = await signalbox(`cancel ${ticket} --json`);
    expect([again.code, documentOf(again)]).toMatchObject([1, { error: { code: 'ORDER_NOT_CANCELABLE' } }]);
  });

  it.each([
    ['order place buy 0.4 ETHUSDT --limit-price 100 --visible 0.1', 'iceberg'],
    ['order place buy 0.04 BTCUSDT --duration 3600 --slices 4', 'twap'],
    ['order place buy 0.04 BTCUSDT --duration 3600 --weights 1,2,1 --catch-up', 'vwap'],
    ['order place buy 0.4 ETHUSDT --type oco --limit-price 100 --stop-price 900000', 'oco'],
  ])('%s is an order of the type %s', async (words, type) => {
    const placed = documentOf<Outcome>(await signalbox(`${words} --json`));
    const parent = placed.orders.find(({ emulated }) => emulated !== undefined);
    expect(parent?.type).toBe(type);
    await signalbox(`cancel ${parent?.ticket}`);
  });

  it('says which number is none, and which term is missing', async () => {
    expect((await signalbox('order place buy 1 BTCUSDT --duration 60 --weights 1,x')).code).toBe(2);
    expect((await signalbox('order place sell 1 BTCUSDT --trail much%')).code).toBe(2);
    const missing = await signalbox('order place buy 1 BTCUSDT --type twap', { language: 'zh' });
    expect([missing.code, missing.stdout + missing.stderr]).toEqual([1, expect.stringContaining('此类委托需要')]);
  });
});
