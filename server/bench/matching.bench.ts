/**
 * How fast the pretend venue and the paper broker are. Run it by itself with `node server/bench/matching.bench.ts`.
 * Quotes are measured on a book of resting orders that they mostly miss, as in a backtest; the paper broker on a journal
 * in memory, so that the number is its own cost and not the disk's.
 */
import { type Decimal, decimal, fromInteger, multiply } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import { createPaperBroker } from '#adapters/brokers/paper/paper-broker.ts';
import { COMMON_FEES, scheduledFees } from '#matching/fee-model.ts';
import { noLatency } from '#matching/latency-model.ts';
import { noSlippage } from '#matching/slippage-model.ts';
import { sessionCalendar } from '#matching/trading-calendar.ts';
import { createVenue, type Venue } from '#matching/venue.ts';
import { createVenueState } from '#matching/venue-state.ts';
import { step } from '#matching/venue-step.ts';
import type { Clock } from '#ports/clock.ts';
import type { Journal, Snapshot } from '#ports/journal.ts';
import { createTestPrices } from '../test/venue/test-prices.ts';
import { instrument, placing, quoteOf, request } from '../test/venue/venue-orders.ts';

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

const QUOTES = 1_000_000;
const ORDERS = 100_000;
const PAPER_ORDERS = 20_000;
const RESTING_ORDERS = 1_000;
const ROUNDS = 3;

function openVenue(): Venue {
  return createVenue(
    {
      positionMode: 'netting',
      instruments: new Map([['XYZ', instrument()]]),
      conversionRate: () => decimal('1'),
      models: { fees: scheduledFees(COMMON_FEES), slippage: noSlippage, latency: noLatency, calendar: sessionCalendar },
    },
    createVenueState({ initialBalance: decimal('1000000') }),
  );
}

function ticks(count: number): Decimal {
  return multiply(fromInteger(count), decimal('0.01'));
}

/** Quotes that wander between the resting orders without reaching one. */
function wanderingQuotes(): readonly Quote[] {
  const base = quoteOf('100', '100.01');
  return Array.from({ length: 1_024 }, (_, index) => {
    const offset = Math.round(400 * Math.sin(index / 50));
    return { ...base, bid: ticks(10_000 + offset), ask: ticks(10_001 + offset) };
  });
}

function quotesPerSecond(): number {
  const venue = openVenue();
  for (let index = 0; index < RESTING_ORDERS; index += 1) {
    const side = index % 2 === 0 ? 'buy' : 'sell';
    const limitPrice = side === 'buy' ? `${50 + (index % 40)}` : `${150 + (index % 40)}`;
    step(venue, { kind: 'place', time: 1, order: placing(`r${index}`, { side, type: 'limit', limitPrice }) });
  }
  const quotes = wanderingQuotes();
  const began = performance.now();
  for (let index = 0; index < QUOTES; index += 1) {
    const quote = quotes[index & 1_023];
    if (quote !== undefined) step(venue, { kind: 'quote', time: index, quote });
  }
  return perSecond(QUOTES, began);
}

function ordersPerSecond(): number {
  const venue = openVenue();
  step(venue, { kind: 'quote', time: 0, quote: quoteOf('100', '100.01') });
  const orders = Array.from({ length: ORDERS }, (_, index) =>
    placing(`o${index}`, { side: index % 2 === 0 ? 'buy' : 'sell', quantity: '0.5' }),
  );
  const began = performance.now();
  orders.forEach((order, index) => step(venue, { kind: 'place', time: index, order }));
  return perSecond(ORDERS, began);
}

async function paperCpuMsPerOrder(): Promise<number> {
  const marketData = createTestPrices();
  marketData.push(quoteOf('100', '100.01'));
  const broker = createPaperBroker({
    account: { id: 'bench', currency: 'USD', positionMode: 'netting', initialBalance: decimal('1000000') },
    instruments: [instrument()],
    journal: countingJournal(),
    clock: systemClock,
    marketData,
  });
  await broker.start(() => {});
  const began = process.cpuUsage();
  for (let index = 0; index < PAPER_ORDERS; index += 10) {
    const burst = Array.from({ length: 10 }, (_, offset) => broker.place(approved(index + offset)));
    await Promise.all(burst);
  }
  const used = process.cpuUsage(began);
  await broker.stop();
  return (used.user + used.system) / 1_000 / PAPER_ORDERS;
}

function approved(index: number) {
  return mintApprovedOrder({
    accountId: 'bench',
    orderId: `order${index}`,
    clientOrderId: `client${index}`,
    attempt: 1,
    request: request({ side: index % 2 === 0 ? 'buy' : 'sell' }),
    approvedAt: 0,
    limitsVersion: '1',
    deadlineAt: Number.MAX_SAFE_INTEGER,
  });
}

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Takes everything and keeps nothing. */
function countingJournal(): Journal {
  let position = 0;
  return {
    append({ records }) {
      position += records.length;
      return Promise.resolve({ kind: 'appended', position });
    },
    read: () => Promise.resolve([]),
    readAll: () => Promise.resolve([]),
    trail: () => Promise.resolve([]),
    lastSequence: () => Promise.resolve(position),
    lastPosition: () => Promise.resolve(position),
    streams: () => Promise.resolve([]),
    saveSnapshot: () => Promise.resolve(),
    loadSnapshot: () => Promise.resolve<Snapshot | undefined>(undefined),
    verify: () => Promise.resolve({ records: position }),
  };
}

function perSecond(count: number, began: number): number {
  return Math.round((count * 1_000) / (performance.now() - began));
}

function best(measure: () => number): number {
  return Math.max(...Array.from({ length: ROUNDS }, measure));
}

/** One thread, the best of several rounds. */
export async function run(): Promise<BenchResult[]> {
  return [
    {
      name: 'matching_quotes',
      value: best(quotesPerSecond),
      unit: 'quotes/s',
      note: `${RESTING_ORDERS} resting orders, none reached`,
    },
    {
      name: 'matching_orders',
      value: best(ordersPerSecond),
      unit: 'orders/s',
      note: 'market orders that fill at once',
    },
    {
      name: 'paper_broker_cpu',
      value: Number((await paperCpuMsPerOrder()).toFixed(4)),
      unit: 'ms/order',
      note: 'accept and fill, JSON and snapshots included, journal in memory',
    },
  ];
}

if (import.meta.main) console.table(await run());
