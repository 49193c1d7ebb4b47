/** What is paid for perpetuals is wanted of those that are held, for as long as they are. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { FundingPayment } from '#domain/report.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, EngineBench, START } from '#engine/test/engine-harness.ts';
import type { Broker } from '#ports/broker.ts';
import type { Logger } from '#ports/logger.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { HeldFunding } from './held-funding.ts';

const quiet = (): void => undefined;
const LOGGER: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => LOGGER };

function trial(kind: 'crypto_spot' | 'crypto_perpetual', fundingSince?: Broker['fundingSince']) {
  const bench = new EngineBench({ leverage: '3', traits: { balanceIsTruth: true } });
  bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, kind }]) });
  const wanted: string[] = [];
  const clock = createManualClock(0);
  const funding = new HeldFunding({
    state: () => bench.state,
    broker: fundingSince === undefined ? {} : { fundingSince },
    clock,
    logger: LOGGER,
    watchFunding: (id) => {
      wanted.push(id);
      return () => void wanted.splice(wanted.indexOf(id), 1);
    },
  });
  const trade = (command: Parameters<EngineBench['execute']>[0]): void => {
    const [order] = bench.execute(command);
    if (order !== undefined) bench.fill(order, { price: '60010' });
    funding.look();
  };
  return { bench, clock, funding, wanted, trade };
}

const SELL = { action: 'close', symbol: 'BTCUSDT' } as const;

describe('the funding of what is held', () => {
  it('is wanted once while the perpetual is held', () => {
    const { funding, wanted, trade } = trial('crypto_perpetual');
    funding.look();
    expect(wanted).toEqual([]);
    trade(buy('0.5'));
    trade(buy('0.1'));
    expect(wanted).toEqual(['BTCUSDT']);
    trade(SELL);
    expect(wanted).toEqual([]);
  });

  it('is nothing to coins', () => {
    const { wanted, trade } = trial('crypto_spot');
    trade(buy('0.5'));
    expect(wanted).toEqual([]);
  });

  it('is not wanted any more by an account that has stopped', () => {
    const { funding, wanted, trade } = trial('crypto_perpetual');
    trade(buy('0.5'));
    funding.stop();
    funding.look();
    expect(wanted).toEqual([]);
  });
});

const MONEY = ['USD', 'USDT'].map((currency) => {
  return { currency, total: decimal('1000000'), free: decimal('1000000') };
});

describe('what was paid', () => {
  const payment = (id: string, time: number): FundingPayment => {
    return { id, instrumentId: 'BTCUSDT', currency: 'USD', amount: decimal('-3'), time };
  };

  function asked(answer: () => Promise<readonly FundingPayment[]> = () => Promise.resolve([])) {
    const since: number[] = [];
    const parts = trial('crypto_perpetual', (time) => {
      since.push(time);
      return answer();
    });
    const look = async (): Promise<readonly FundingPayment[] | undefined> => {
      const payments = await parts.funding.payments();
      if (payments === undefined) return undefined;
      parts.bench.send({ kind: 'balances', balances: MONEY, funding: payments });
      parts.funding.told(payments);
      return payments;
    };
    return { ...parts, since, look };
  }

  it('is asked for at the beginning, now and then while something is held, and once when nothing is any more', async () => {
    const { since, look, trade, clock } = asked();
    await look();
    await look();
    expect(since).toHaveLength(1);
    trade(buy('0.5'));
    await look();
    await look();
    expect(since).toHaveLength(2);
    clock.pass(300_000);
    await look();
    expect(since).toHaveLength(3);
    trade(SELL);
    await look();
    await look();
    expect(since).toHaveLength(4);
  });

  it('is asked for again at once when there was no answer', async () => {
    const { since, look } = asked(() => Promise.reject(new Error('down')));
    expect(await look()).toBeUndefined();
    expect(await look()).toBeUndefined();
    expect(since).toHaveLength(2);
  });

  it('is asked for from a little before the newest payment that is in the books', async () => {
    const { since, look, bench, clock, trade } = asked(() => Promise.resolve([payment('1', START + 3_600_000)]));
    trade(buy('0.5'));
    await look();
    expect(bench.state.fundingTimes.size).toBe(1);
    clock.pass(300_000);
    await look();
    expect(since).toEqual([START - 600_000, START + 3_000_000]);
  });

  it('that the engine could not take yet is asked for again', async () => {
    const foreign = { ...payment('1', START + 1), currency: 'JPY' };
    const { since, look } = asked(() => Promise.resolve([foreign]));
    await look();
    await look();
    expect(since).toHaveLength(2);
  });

  it('is not asked of a venue that does not list it', async () => {
    expect(await trial('crypto_perpetual').funding.payments()).toBeUndefined();
  });
});
