/** Exchanges that accounts share: opened once, closed after the last, whatever goes wrong in between. */
import { describe, expect, it } from 'vitest';
import { createSimulatedMarket } from '#adapters/market-data/simulated-market.ts';
import type { Account } from '#domain/account.ts';
import { decimal } from '#domain/decimal.ts';
import type { Logger } from '#ports/logger.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { ExchangeVenues } from './exchange-venues.ts';

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

const at = (environment: Account['environment'], endpoint?: string): Account => ({
  id: 'main',
  name: 'Main',
  broker: 'ccxt:binance',
  environment,
  currency: 'USDT',
  positionMode: 'netting',
  initialBalance: decimal('0'),
  createdAt: 0,
  exchange: { markets: ['swap'], marginMode: 'cross', ...(endpoint === undefined ? {} : { endpoint }) },
});

function trial() {
  const said: string[] = [];
  const breakers: unknown[] = [];
  const clock = createManualClock(0);
  let fails = 0;
  const venues = new ExchangeVenues({
    clock,
    logger: SILENT,
    cacheDirectory: '',
    breaker: { failuresMax: 7, openMs: 9_000 },
    open: ({ environment, endpoint = '', breaker }) => {
      breakers.push(breaker);
      if (fails > 0) {
        fails -= 1;
        return Promise.reject(new Error('no adapter'));
      }
      said.push(`open ${environment} ${endpoint}`.trim());
      return Promise.resolve({
        market: { ...createSimulatedMarket({ clock, seed: '1' }), source: 'venue' },
        createBroker: () => Promise.reject(new Error('not asked')),
        examine: () => Promise.reject(new Error('not asked')),
        close: () => {
          said.push(`close ${environment}`);
          return Promise.resolve();
        },
      });
    },
  });
  return { venues, said, breakers, failOnce: () => (fails = 1) };
}

describe('an exchange that accounts share', () => {
  it('is opened with the settings of when it gets no new orders', async () => {
    const { venues, breakers } = trial();
    await venues.lease(at('live'));
    expect(breakers).toEqual([{ failuresMax: 7, openMs: 9_000 }]);
  });

  it('is opened once, also for those who come at the same moment, and closed after the last', async () => {
    const { venues, said } = trial();
    const [first, second] = await Promise.all([venues.lease(at('live')), venues.lease(at('live'))]);
    expect([first.venue === second.venue, said]).toEqual([true, ['open live']]);
    await first.release();
    expect(said).toEqual(['open live']);
    await second.release();
    expect(said).toEqual(['open live', 'close live']);
  });

  it('is not closed under one account because another gave it back twice', async () => {
    const { venues, said } = trial();
    const [first] = await Promise.all([venues.lease(at('live')), venues.lease(at('live'))]);
    await first.release();
    await first.release();
    expect(said).toEqual(['open live']);
  });

  it('is another one in another environment, and at another emulator', async () => {
    const { venues, said } = trial();
    for (const account of [
      at('live'),
      at('sandbox'),
      at('emulated', 'http://127.0.0.1:1'),
      at('emulated', 'http://127.0.0.1:2'),
    ])
      await venues.lease(account);
    expect(said).toEqual([
      'open live',
      'open sandbox',
      'open emulated http://127.0.0.1:1',
      'open emulated http://127.0.0.1:2',
    ]);
  });

  it('that could not be opened is opened for who comes next', async () => {
    const { venues, said, failOnce } = trial();
    failOnce();
    await expect(venues.lease(at('live'))).rejects.toThrow('no adapter');
    await venues.lease(at('live'));
    expect(said).toEqual(['open live']);
  });

  it('says that its prices are made up where it is an emulator, and only there', async () => {
    const { venues } = trial();
    const { market: emulated } = await venues.lease(at('emulated', 'http://127.0.0.1:1'));
    const { market: live } = await venues.lease(at('live'));
    expect([emulated.source, live.source]).toEqual(['simulated', 'venue']);
    expect(emulated.quote('BTCUSDT')?.source).toBe('simulated');
  });
});
