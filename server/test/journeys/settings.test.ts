import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../process/door-client.ts';
import { Journey } from './journey.ts';

const limits = (maximum: number): string => `risk:\n  defaults:\n    max_order_value: ${maximum}\n`;

describe('the settings file is edited while the server runs', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin(limits(200_000));
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  const order = async (): Promise<string> => {
    await journey.holdPrices({ BTCUSDT: '100000' });
    const { body } = await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.5' });
    const [made] = body.orders as { status: string; reason?: { code: string; values: Record<string, string> } }[];
    return made?.reason === undefined ? String(made?.status) : `${made.reason.code} ${made.reason.values['maximum']}`;
  };
  const log = (): string => {
    const path = join(journey.directory, 'logs', 'signalbox.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };

  it('a lowered limit denies the next order with the new number', async () => {
    expect(await order()).toBe('filled');
    journey.writeSettings(limits(40_000));
    const denied = await waitUntil(order, (outcome) => outcome !== 'filled', 15_000);
    expect(denied).toBe('ORDER_VALUE_ABOVE_MAXIMUM 40000');
  });

  it('a bad edit keeps the old limits and says why, with line and key', async () => {
    journey.writeSettings('risk:\n  defaults:\n    max_order_value: lots\n');
    const said = await waitUntil(
      () => Promise.resolve(log()),
      (text) => text.includes('the old one stays in force'),
      15_000,
    );
    expect(said).toMatch(/the old one stays in force/);
    expect(said).toMatch(/signalbox\.yaml.{0,40}\b3\b.*max_order_value/);
    expect(said).not.toContain(String.raw`\\n`);
    expect(await order()).toBe('ORDER_VALUE_ABOVE_MAXIMUM 40000');
  });

  it('a bad edit is told on the terminal and as health, until it is mended', async () => {
    expect(journey.server.complaints()).toMatch(
      /signalbox\.yaml:3:\d+ {2}risk\.defaults\.max_order_value: Found “lots”/,
    );
    const health = async () => (await journey.client.get('/api/v1/health')).body;
    expect(await health()).toMatchObject({
      status: 'degraded',
      storage: 'ok',
      problems: [
        {
          code: 'CONFIGURATION_REFUSED',
          values: { line: '3', column: '22', key: 'risk.defaults.max_order_value', problem: 'CONFIG_VALUE_INVALID' },
        },
      ],
    });
    journey.writeSettings(limits(40_000));
    const mended = await waitUntil(health, ({ status }) => status !== 'degraded', 15_000);
    expect(mended).toMatchObject({ status: 'healthy', problems: [] });
  });

  it('what is right again is taken up again', async () => {
    journey.writeSettings(limits(300_000));
    expect(await waitUntil(order, (outcome) => outcome === 'filled', 15_000)).toBe('filled');
  });

  it('intervals bind the alerts that ask for the time check, and none that do not', async () => {
    const asking = async (comment: string): Promise<string> => {
      await journey.holdPrices();
      const signal = await journey.follow(`开启时间区间 开多 XAUUSD 仓位=0.01 备注=${comment}`);
      return signal.error?.code ?? signal.orders[0]?.status;
    };
    expect(await asking('none')).toBe('INTERVALS_MISSING');
    const hour = new Date().getUTCHours();
    const clock = (offset: number): string => `"${String((hour + offset) % 24).padStart(2, '0')}:00"`;
    const interval = `{ name: later, start_time: ${clock(3)}, end_time: ${clock(4)}, timezone: UTC }`;
    journey.writeSettings(`${limits(300_000)}    custom_intervals: [${interval}]\n`);
    let asked = 0;
    const ask = (): Promise<string> => asking(`again${(asked += 1)}`);
    expect(await waitUntil(ask, (code) => code !== 'INTERVALS_MISSING', 15_000)).toBe('OUTSIDE_INTERVAL');
    expect((await journey.follow('开多 XAUUSD 仓位=0.01 备注=free')).orders[0]).toMatchObject({ status: 'filled' });
  });

  it('a limit below what is held denies what opens and lets what closes pass', async () => {
    journey.writeSettings(`${limits(60_000)}    max_position_value: 60000\n`);
    const denied = await waitUntil(order, (outcome) => outcome.endsWith(' 60000'), 15_000);
    expect(denied).toBe('POSITION_VALUE_ABOVE_MAXIMUM 60000');
    const signal = await journey.follow('{"signalbox":1,"action":"close","symbol":"BTCUSDT"}');
    expect(signal.orders[0]).toMatchObject({ role: 'close', status: 'filled' });
  });

  it('a start with wrong settings is refused, and says where', async () => {
    await journey.server.stop();
    journey.writeSettings('risk:\n  defalts: {}\n');
    await expect(journey.start()).rejects.toThrow(/defalts/);
    journey.writeSettings(limits(300_000));
    await journey.start();
  });
});
