/** What the paper broker does when the journal, the clock or the process is not as it should be. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { mintApprovedAmend, mintApprovedOrder } from '#domain/mint-approval.ts';
import { fixedLatency } from '#matching/latency-model.ts';
import type { Broker, BrokerEvent } from '#ports/broker.ts';
import { createManualClock } from '../../../../test/venue/manual-clock.ts';
import { createMemoryJournal } from '../../../../test/venue/memory-journal.ts';
import { createTestPrices } from '../../../../test/venue/test-prices.ts';
import { instrument, type OrderTerms, quoteOf, request } from '../../../../test/venue/venue-orders.ts';
import { createPaperBroker, type PaperBrokerOptions, paperStream } from './paper-broker.ts';

const STREAM = paperStream('acct');
const START = 1_700_000_000_000;

function world(options: Partial<PaperBrokerOptions> = {}) {
  const clock = createManualClock(START);
  const journal = createMemoryJournal();
  const marketData = createTestPrices();
  marketData.push(quoteOf('99', '101'));
  const events: BrokerEvent[] = [];
  const create = (): Broker =>
    createPaperBroker({
      account: { id: 'acct', currency: 'USD', positionMode: 'netting', initialBalance: decimal('1000') },
      instruments: [instrument()],
      journal,
      clock,
      marketData,
      ...options,
    });
  return { clock, journal, marketData, events, create, listen: (event: BrokerEvent) => void events.push(event) };
}

function approved(clientOrderId: string, terms: OrderTerms = {}, deadlineMs = 60_000) {
  return mintApprovedOrder({
    accountId: 'acct',
    orderId: `order-${clientOrderId}`,
    clientOrderId,
    attempt: 1,
    request: request(terms),
    approvedAt: START,
    limitsVersion: '1',
    deadlineAt: START + deadlineMs,
  });
}

const target = (clientOrderId: string) => ({ clientOrderId, instrumentId: 'XYZ' });
const resting: OrderTerms = { type: 'limit', limitPrice: '98' };

async function ticks(count = 30): Promise<void> {
  for (let round = 0; round < count; round += 1) await Promise.resolve();
}

async function opened(options: Partial<PaperBrokerOptions> = {}) {
  const rest = world(options);
  const broker = rest.create();
  await broker.start(rest.listen);
  return { ...rest, broker };
}

function gate() {
  let release = (): void => {};
  const passed = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { passed, release: () => release() };
}

describe('before anything gets out', () => {
  it('neither outcome nor report is given before the journal holds the facts', async () => {
    const { broker, journal, events } = await opened();
    const disk = gate();
    journal.delay = () => disk.passed;
    let outcome = 'none';
    const placing = broker.place(approved('a')).then((answer) => {
      outcome = answer.kind;
    });
    await ticks();
    expect([outcome, events.map(({ kind }) => kind)]).toEqual(['none', ['connected']]);
    disk.release();
    await placing;
    await ticks();
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'fill']);
    expect(journal.records.map(({ kind, correlation }) => `${kind} ${correlation}`)).toEqual(['accepted a', 'fill a']);
  });

  it('the one who placed hears the answer before the listener hears of the fill', async () => {
    const heard: string[] = [];
    const { broker } = await opened();
    const other = world();
    const second = other.create();
    await second.start((event) => void heard.push(event.kind));
    await second.place(approved('a')).then(({ kind }) => heard.push(kind));
    await ticks();
    expect(heard).toEqual(['connected', 'accepted', 'fill']);
    await broker.stop();
  });

  it('a question about an order waits until what it would tell is durable', async () => {
    const { broker, journal } = await opened();
    const disk = gate();
    journal.delay = () => disk.passed;
    const placing = broker.place(approved('a'));
    let answer = 'none';
    const asking = broker.query(target('a')).then(({ kind }) => {
      answer = kind;
    });
    await ticks();
    expect(answer).toBe('none');
    disk.release();
    await Promise.all([placing, asking]);
    expect(answer).toBe('found');
  });

  it('a question does not see what was written down only after it was asked, before that is durable', async () => {
    const { broker, journal } = await opened();
    const disks = [gate(), gate()];
    let appends = 0;
    journal.delay = () => disks[Math.min(appends++, 1)]?.passed ?? Promise.resolve();
    const first = broker.place(approved('first', resting));
    await ticks();
    let answer = 'none';
    const asking = broker.query(target('second')).then(({ kind }) => {
      answer = kind;
    });
    const second = broker.place(approved('second', resting));
    disks[0]?.release();
    await first;
    await ticks();
    expect(answer).toBe('none');
    disks[1]?.release();
    await Promise.all([second, asking]);
    expect(answer).toBe('found');
  });

  it('a list of open orders waits as well', async () => {
    const { broker, journal } = await opened();
    const disk = gate();
    journal.delay = () => disk.passed;
    const placing = broker.place(approved('a', resting));
    let count = -1;
    const listing = broker.openOrders().then((orders) => {
      count = orders.length;
    });
    await ticks();
    expect(count).toBe(-1);
    disk.release();
    await Promise.all([placing, listing]);
    expect(count).toBe(1);
  });

  it('what queues up during one append goes in the next as a whole', async () => {
    const { broker, journal } = await opened();
    const disk = gate();
    journal.delay = () => disk.passed;
    const first = broker.place(approved('first', resting));
    await ticks();
    const others = Array.from({ length: 20 }, (_, index) => broker.place(approved(`o${index}`, resting)));
    await ticks();
    disk.release();
    await Promise.all([first, ...others]);
    expect(journal.appends.map(({ records }) => records.length)).toEqual([1, 20]);
  });

  it('quotes leave no trace in the journal', async () => {
    const { broker, journal, marketData } = await opened();
    await broker.place(approved('a', resting));
    for (let index = 0; index < 100; index += 1) marketData.push(quoteOf('99', `10${index % 10}`));
    await ticks();
    expect(journal.records).toHaveLength(1);
  });
});

describe('when the journal takes nothing', () => {
  it('rejects the placement with VENUE_STORAGE, forgets the order, and goes on', async () => {
    const { broker, journal, events } = await opened();
    journal.failures.push({ kind: 'unavailable', detail: 'disk full' });
    expect(await broker.place(approved('a'))).toMatchObject({ kind: 'rejected', venueCode: 'VENUE_STORAGE' });
    expect((await broker.query(target('a'))).kind).toBe('not_found');
    expect(await broker.positions()).toEqual([]);
    expect(await broker.place(approved('b'))).toMatchObject({ kind: 'accepted', venueOrderId: 'V1' });
    await ticks();
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'fill']);
  });

  it('takes the same client order id later: there never was such an order', async () => {
    const { broker, journal } = await opened();
    journal.failures.push({ kind: 'unavailable', detail: 'disk full' });
    expect((await broker.place(approved('a'))).kind).toBe('rejected');
    expect((await broker.place(approved('a'))).kind).toBe('accepted');
    expect(await broker.fillsSince(0)).toHaveLength(1);
  });

  it('refuses with it everything that built upon what was not written', async () => {
    const { broker, journal } = await opened();
    await broker.place(approved('a', resting));
    journal.failures.push({ kind: 'unavailable', detail: 'disk full' });
    const amend = mintApprovedAmend({ accountId: 'acct', orderId: 'o', ...target('a'), quantity: decimal('5') });
    const outcomes = await Promise.all([broker.amend(amend), broker.place(approved('b')), broker.cancel(target('a'))]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['amend_rejected', 'rejected', 'cancel_rejected']);
    const [order] = await broker.openOrders();
    expect([order?.clientOrderId, order?.quantity]).toEqual(['a', decimal('1')]);
  });

  it('fills a resting order by the next quote when the fill could not be written', async () => {
    const { broker, journal, marketData, events } = await opened();
    await broker.place(approved('a', resting));
    journal.failures.push({ kind: 'unavailable', detail: 'busy' });
    marketData.push(quoteOf('96', '97'));
    await ticks();
    expect(events.map(({ kind }) => kind)).toEqual(['connected']);
    marketData.push(quoteOf('96', '97'));
    await ticks();
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'fill']);
  });

  it('is disconnected while the journal can not be read either, and comes back', async () => {
    const { broker, journal, clock, events } = await opened();
    await broker.place(approved('a', resting));
    journal.failures.push({ kind: 'unavailable', detail: 'gone' });
    journal.isUnreadable = true;
    await broker.place(approved('b', resting));
    await ticks();
    expect((await broker.place(approved('c', resting))).kind).toBe('ambiguous');
    expect((await broker.query(target('a'))).kind).toBe('unreachable');
    await expect(broker.openOrders()).rejects.toThrow('not open');
    journal.isUnreadable = false;
    clock.pass(1_000);
    await ticks();
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'disconnected', 'connected']);
    expect((await broker.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual(['a']);
  });

  it.each([
    ['another writer owns the stream', { kind: 'fenced', actualSequence: 7 } as const],
    ['the append broke off', 'throw' as const],
  ])('says ambiguous and stays away when %s', async (_case, failure) => {
    const { broker, journal, events } = await opened();
    journal.failures.push(failure);
    expect((await broker.place(approved('a'))).kind).toBe('ambiguous');
    expect((await broker.place(approved('b'))).kind).toBe('ambiguous');
    expect((await broker.query(target('a'))).kind).toBe('unreachable');
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'disconnected']);
  });
});

describe('after a restart', () => {
  it('refuses to open on a stream with a gap or a foreign record', async () => {
    const gap = world();
    gap.journal.records.push({ sequence: 2, position: 1, stream: STREAM, time: 1, kind: 'fill', body: '{}' });
    await expect(gap.create().start(gap.listen)).rejects.toThrow('gap');
    const foreign = world();
    foreign.journal.records.push({ sequence: 1, position: 1, stream: STREAM, time: 1, kind: 'posting', body: '{}' });
    await expect(foreign.create().start(foreign.listen)).rejects.toThrow('foreign');
  });

  it('is the same venue, whether from a snapshot and its tail or from the whole stream', async () => {
    const { broker, journal, marketData, create, listen } = await opened({ snapshotEvery: 7, closedMax: 4 });
    for (let index = 0; index < 15; index += 1) {
      await broker.place(approved(`m${index}`, { side: index % 3 === 0 ? 'sell' : 'buy' }));
      await broker.place(approved(`r${index}`, { ...resting, limitPrice: `9${index % 8}` }));
      marketData.push(quoteOf('93', '95', { askQuantity: '0.5' }));
      marketData.push(quoteOf('99', '101'));
    }
    const tell = async (one: Broker) =>
      JSON.stringify(
        [await one.openOrders(), await one.positions(), await one.balances(), await one.fillsSince(0)],
        (_key, field: unknown) => (typeof field === 'bigint' ? String(field) : field),
      );
    const truth = await tell(broker);
    await ticks();
    expect(journal.snapshots.length).toBeGreaterThan(2);
    marketData.disconnectAll();
    const fromSnapshot = create();
    await fromSnapshot.start(listen);
    expect(await tell(fromSnapshot)).toBe(truth);
    journal.snapshots = [];
    marketData.disconnectAll();
    const fromStream = create();
    await fromStream.start(listen);
    expect(await tell(fromStream)).toBe(truth);
  });

  it('answers a repeated id from the journal when its order has long left memory', async () => {
    const { broker, journal } = await opened({ closedMax: 3 });
    for (let index = 0; index < 10; index += 1) await broker.place(approved(`m${index}`));
    const before = journal.records.length;
    expect(await broker.place(approved('m0'))).toMatchObject({ kind: 'accepted', venueOrderId: 'V1' });
    expect(journal.records).toHaveLength(before);
    const answer = await broker.query(target('m1'));
    expect(answer).toMatchObject({ kind: 'found', order: { status: 'filled' }, fills: [{ tradeId: 'T2' }] });
    expect((await broker.fillsSince(0)).map(({ tradeId }) => tradeId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `T${index + 1}`),
    );
  });

  it('reads only what the named orders have filled, when it is asked for no more', async () => {
    const { broker, journal } = await opened({ closedMax: 3 });
    for (let index = 0; index < 10; index += 1) await broker.place(approved(`m${index}`));
    let pages = 0;
    const { read } = journal;
    journal.read = (...input) => {
      pages += 1;
      return read.apply(journal, input);
    };
    const trades = async (...ids: string[]): Promise<string[]> =>
      (await broker.fillsSince(0, ids)).map(({ tradeId }) => tradeId);
    expect(await trades('m9', 'm2', 'never', 'm8')).toEqual(['T3', 'T9', 'T10']);
    expect(await trades()).toEqual([]);
    expect(pages).toBe(0);
  });

  it('asks the journal only for an order that may be among the forgotten, after a restart too', async () => {
    const { broker, journal, create, listen } = await opened({ closedMax: 3 });
    let lookups = 0;
    const { trail } = journal;
    journal.trail = (...input) => {
      lookups += 1;
      return trail.apply(journal, input);
    };
    for (let index = 0; index < 10; index += 1) await broker.place(approved(`m${index}`, {}, 60_000 + index));
    expect(lookups).toBe(0);
    await broker.stop();
    const again = create();
    await again.start(listen);
    await again.place(approved('new', {}, 60_010));
    expect(lookups).toBe(0);
    expect(await again.place(approved('m5', {}, 60_005))).toMatchObject({ kind: 'accepted', venueOrderId: 'V6' });
    expect(lookups).toBe(1);
  });

  it('places an order once that is asked for several times at once, also when it has to look it up first', async () => {
    const { broker } = await opened({ closedMax: 1 });
    for (const id of ['x', 'y', 'z']) await broker.place(approved(id));
    const outcomes = await Promise.all([1, 2, 3].map(() => broker.place(approved('a'))));
    expect(new Set(outcomes.map((outcome) => outcome.kind === 'accepted' && outcome.venueOrderId))).toEqual(
      new Set(['V4']),
    );
    expect((await broker.fillsSince(0)).filter(({ clientOrderId }) => clientOrderId === 'a')).toHaveLength(1);
  });

  it('leaves a snapshot when it is stopped, and answers nothing any more', async () => {
    const { broker, journal } = await opened();
    await broker.place(approved('a'));
    await broker.stop();
    expect(journal.snapshots.map(({ sequence }) => sequence)).toEqual([2]);
    expect((await broker.place(approved('b'))).kind).toBe('ambiguous');
  });
});

describe('time', () => {
  it('lets a delayed order take effect by the clock alone, and refuses it when the deadline has passed by then', async () => {
    const { broker, clock } = await opened({ models: { latency: fixedLatency(50) } });
    const early = broker.place(approved('a'));
    const late = broker.place(approved('b', {}, 49));
    expect((await broker.query(target('a'))).kind).toBe('not_found');
    clock.pass(50);
    expect((await early).kind).toBe('accepted');
    expect(await late).toMatchObject({ kind: 'rejected', venueCode: 'VENUE_DEADLINE_PASSED' });
  });

  it('answers a delayed request that the stop of the venue overtook with ambiguous', async () => {
    const { broker } = await opened({ models: { latency: fixedLatency(50) } });
    const placing = broker.place(approved('a'));
    await broker.stop();
    expect((await placing).kind).toBe('ambiguous');
  });

  it('expires day orders by the clock when no quote comes', async () => {
    const { broker, clock, events } = await opened();
    await broker.place(approved('a', { ...resting, timeInForce: 'day' }));
    clock.pass(86_400_000);
    await ticks();
    expect(events.at(-1)).toMatchObject({ kind: 'expired', clientOrderId: 'a' });
  });

  it('leaves no timer behind', async () => {
    const { broker, clock } = await opened();
    await broker.place(approved('a', { ...resting, timeInForce: 'day' }));
    await broker.stop();
    expect(clock.timerCount()).toBe(0);
  });
});

describe('money', () => {
  it('shows balance and what is free of it', async () => {
    const { broker, marketData } = await opened();
    await broker.place(approved('a', { quantity: '10' }));
    marketData.push(quoteOf('111', '113'));
    const [balance] = await broker.balances();
    // Fee 0.1 % of 1,010; profit 100; margin 10 % of 1,110.
    expect(formatDecimal(balance?.total ?? decimal('0'))).toBe('998.99');
    expect(formatDecimal(balance?.free ?? decimal('0'))).toBe('987.99');
  });
});
