/** Markets are loaded once for all, remembered for a start without network, and a failed load is not the last word. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CcxtClient, ClientMarket } from './client-surface.ts';
import { MarketShare } from './market-share.ts';
import { createLines } from './test/emulated-account.ts';

const MARKET: ClientMarket = {
  id: 'BTCUSDT',
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  type: 'spot',
  spot: true,
  precision: { amount: '0.001', price: '0.01' },
  limits: {},
  info: { orderTypes: ['LIMIT'], filters: 'megabytes' },
};

/** A client that fails so many times before it answers. */
function bench(options: { failures?: number; cacheFile?: string } = {}) {
  let failures = options.failures ?? 0;
  const loads: boolean[] = [];
  const client = {
    id: 'binance',
    markets: undefined as Record<string, ClientMarket> | undefined,
    loadMarkets(reload: boolean) {
      loads.push(reload);
      if (failures-- > 0) return Promise.reject(new Error('no network'));
      client.markets = { [MARKET.symbol]: { ...MARKET }, other: { ...MARKET, spot: false, type: 'option' } };
      return Promise.resolve(client.markets);
    },
    close: () => Promise.resolve(),
  };
  const logger = createLines();
  const share = new MarketShare({
    createClient: () => Promise.resolve(client as unknown as CcxtClient),
    call: (call) => call(),
    logger,
    ...(options.cacheFile === undefined ? {} : { cacheFile: options.cacheFile }),
  });
  return { share, loads, logger };
}

function cacheFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-markets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'deep', 'instruments.json');
}

describe('shared markets', () => {
  it('are loaded once, however many ask, and only those we trade are kept, without their bulk', async () => {
    const { share, loads } = bench();
    await Promise.all([share.load(), share.load(), share.load()]);
    await share.load();
    expect(loads).toHaveLength(1);
    const known = await share.known();
    expect(known.map(({ symbol, info }) => [symbol, info])).toEqual([['BTC/USDT', { orderTypes: ['LIMIT'] }]]);
  });

  it('are asked for anew after a failure, which the client would remember', async () => {
    const { share, loads } = bench({ failures: 1 });
    await expect(share.load()).rejects.toThrow('no network');
    expect([share.isLoaded, await share.known()]).toEqual([false, []]);
    await share.load();
    expect([share.isLoaded, loads]).toEqual([true, [true, true]]);
  });

  it('are known from the last time when there is no network, and no client is given them', async () => {
    const file = cacheFile();
    await bench({ cacheFile: file }).share.load();
    const { share } = bench({ cacheFile: file, failures: 9 });
    await expect(share.load()).rejects.toThrow();
    expect((await share.known()).map(({ symbol }) => symbol)).toEqual(['BTC/USDT']);
    expect(() => share.shareWith({} as CcxtClient)).toThrow('not loaded');
    expect(readFileSync(file, 'utf8')).not.toContain('megabytes');
  });

  it('are not known from a file that is broken, and a folder that can not be written stops nothing', async () => {
    const file = cacheFile();
    await bench({ cacheFile: file }).share.load();
    writeFileSync(file, '{"version":1,"mar');
    expect(await bench({ cacheFile: file, failures: 9 }).share.known()).toEqual([]);
    const { share, logger } = bench({ cacheFile: join(file, 'below-a-file.json') });
    await share.load();
    expect(share.isLoaded).toBe(true);
    expect(logger.lines).toHaveLength(1);
  });

  it('tell all who listen when they have come', async () => {
    const { share } = bench();
    let heard = 0;
    const end = share.onLoaded(() => {
      heard += 1;
    });
    await share.load();
    await share.load(true);
    end();
    await share.load(true);
    expect(heard).toBe(2);
  });
});
