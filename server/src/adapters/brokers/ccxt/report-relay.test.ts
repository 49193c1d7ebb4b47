/** When the venue is asked for what its messages leave out, by a clock that stands still until it is moved. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { FillReport } from '#domain/report.ts';
import { ManualClock } from '../../system/manual-clock.ts';
import type { AccountDesk } from './account-desk.ts';
import { KnownOrders } from './known-orders.ts';
import type { ListedInstrument } from './market-instruments.ts';
import type { SeenOrder } from './order-reading.ts';
import type { SeenTrade } from './trade-reading.ts';
import { ReportRelay } from './report-relay.ts';

const SYMBOL = 'BTC/USDT';
const LISTED = { instrument: { id: 'BTCUSDT' }, market: { symbol: SYMBOL } } as unknown as ListedInstrument;
const FILL = { tradeId: 'BTCUSDT/1', quantity: decimal('1') } as unknown as FillReport;
const MATCH: SeenOrder = { venueOrderId: '7', symbol: SYMBOL, filledQuantity: decimal('1') };
const TRADE: SeenTrade = {
  tradeId: '1',
  venueOrderId: '7',
  symbol: SYMBOL,
  side: 'buy',
  price: decimal('100'),
  quantity: decimal('1'),
  liquidity: 'taker',
  time: 1,
};

/** A relay of one order; the desk is no more than it asks of it. */
function bench({ tellsTrades = true } = {}) {
  const clock = new ManualClock();
  const orders = new KnownOrders();
  const known = orders.note('ours', LISTED, 'ours');
  const asks: number[] = [];
  let fills: readonly FillReport[] = [];
  const desk = {
    orders,
    now: () => clock.now(),
    recognize: () => known,
    market: () => ({ streams: { trades: tellsTrades } }),
    venue: { clock, logger: { debug: () => undefined } },
  } as unknown as AccountDesk;
  const told: unknown[] = [];
  const relay = new ReportRelay({
    desk,
    tell: (event) => void told.push(event),
    tradesOf: async () => {
      asks.push(clock.now());
      return await Promise.resolve(fills);
    },
    onStreamDeaf: () => undefined,
    onStranger: () => undefined,
  });
  const begun = clock.now();
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return {
    known,
    relay,
    told,
    pass,
    asks: () => asks.map((time) => time - begun),
    venueHas: (...all: readonly FillReport[]) => void (fills = all),
  };
}

describe('a message without a fee', () => {
  it('is completed at once, though the order was told of in it first', async () => {
    const { relay, pass, asks, told, venueHas } = bench();
    venueHas(FILL);
    relay.order(MATCH);
    relay.trade(TRADE);
    await pass(50);
    expect(asks()).toEqual([50]);
    expect(told).toContain(FILL);
    await pass(5_000);
    expect(asks()).toEqual([50]);
  });

  it('does not put the question off when another follows it', async () => {
    const { relay, pass, asks } = bench();
    relay.trade(TRADE);
    await pass(30);
    relay.trade({ ...TRADE, tradeId: '2' });
    await pass(20);
    expect(asks()).toEqual([50]);
  });
});

describe('an order that fills', () => {
  it('waits a while for its trades where a stream tells them', async () => {
    const { relay, pass, asks } = bench();
    relay.order(MATCH);
    await pass(599);
    expect(asks()).toEqual([]);
    await pass(1);
    expect(asks()).toEqual([600]);
  });

  it('waits for none where no stream does', async () => {
    const { relay, pass, asks } = bench({ tellsTrades: false });
    relay.order(MATCH);
    await pass(50);
    expect(asks()).toEqual([50]);
  });
});

describe('an order that ends while it is changed', () => {
  const canceled: SeenOrder = { venueOrderId: '7', symbol: SYMBOL, status: 'canceled', filledQuantity: ZERO };
  const terms = { quantity: decimal('0.4'), limitPrice: decimal('99') };

  it('was changed before, where its message shows the new terms', () => {
    const { relay, known, told } = bench();
    known.acceptedTold = true;
    known.amendTo = terms;
    relay.order({ ...canceled, ...terms, updatedAt: 5 });
    const ended = { kind: 'canceled', clientOrderId: 'ours', filledQuantity: ZERO, time: 5 };
    expect(told).toEqual([{ kind: 'amended', clientOrderId: 'ours', ...terms, time: 5 }, ended]);
  });

  it('was not, where it shows the old ones', () => {
    const { relay, known, told } = bench();
    known.acceptedTold = true;
    known.amendTo = terms;
    relay.order({ ...canceled, ...terms, quantity: decimal('1'), updatedAt: 5 });
    expect(told).toMatchObject([{ kind: 'canceled', filledQuantity: ZERO }]);
  });

  it('is told in a way that has it looked up, where its message does not tell its size', () => {
    const { relay, known, told } = bench();
    known.acceptedTold = true;
    known.amendTo = terms;
    relay.order({ ...canceled, updatedAt: 5 });
    expect(told).toEqual([{ kind: 'canceled', clientOrderId: 'ours', time: 5 }]);
  });
});

describe('a stop that was triggered', () => {
  const gone: SeenOrder = { venueOrderId: '7', symbol: SYMBOL, status: 'open', triggered: true };

  it('is asked for until it is known what it became, and no longer', async () => {
    const { relay, known, pass, asks } = bench();
    relay.order(gone);
    await pass(50);
    expect(asks()).toEqual([50]);
    await pass(600);
    expect(asks()).toEqual([50, 650]);
    known.workingOrderId = '8';
    await pass(60_000);
    expect(asks()).toEqual([50, 650]);
  });

  it('is not asked for where its message says it', async () => {
    const { relay, known, pass, asks } = bench();
    known.workingOrderId = '8';
    relay.order(gone);
    await pass(60_000);
    expect([asks(), known.filledTold]).toEqual([[], ZERO]);
  });
});
