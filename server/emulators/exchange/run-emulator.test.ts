import { describe, expect, it } from 'vitest';
import { EMULATED_EXCHANGES } from './dialects.ts';
import { runEmulator } from './run-emulator.ts';

describe('an emulator for a person', () => {
  it.each(EMULATED_EXCHANGES)('of %s opens with a key, pretend money and its markets', async (exchange) => {
    const started = await runEmulator({ exchange, port: 0, walkMs: 0, markets: 40 });
    if (started.kind !== 'running') throw new Error(`${exchange} is unknown`);
    const { emulator } = started;
    try {
      const ask = async (path: string): Promise<Record<string, unknown>> =>
        (await (await fetch(`${emulator.origin}/_emulator${path}`)).json()) as Record<string, unknown>;
      expect(await ask('')).toMatchObject({ exchange, markets: 40, sockets: 0 });
      expect(emulator.key.apiKey).not.toBe('');
      expect(emulator.hosts.length).toBeGreaterThan(0);
      const [account] = (await ask('/accounts'))['accounts'] as { spot: { free: string }[] }[];
      expect(account?.spot.some(({ free }) => free !== '0')).toBe(true);
    } finally {
      await emulator.close();
    }
  });

  it('gives the same prices for the same seed, and others for another', async () => {
    const prices = async (seed: number): Promise<string> => {
      const started = await runEmulator({ exchange: 'binance', port: 0, walkMs: 0, seed });
      if (started.kind !== 'running') throw new Error('binance is unknown');
      const { origin } = started.emulator;
      await fetch(`${origin}/_emulator/walk`, { method: 'POST', body: JSON.stringify({ steps: 20 }) });
      const answer = (await (await fetch(`${origin}/_emulator/prices`)).json()) as { prices: { last: string }[] };
      await started.emulator.close();
      return answer.prices.map(({ last }) => last).join(' ');
    };
    expect(await prices(7)).toBe(await prices(7));
    expect(await prices(7)).not.toBe(await prices(8));
  });
});
