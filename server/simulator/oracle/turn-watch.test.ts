import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { TrueTrade } from '../venue/venue-truth.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import type { Fact } from './journal-facts.ts';
import { JournalWatch } from './journal-watch.ts';
import { TurnWatch } from './turn-watch.ts';

type Side = 'buy' | 'sell';

interface Ordered {
  readonly side: Side;
  readonly quantity: string;
  readonly role?: string;
  readonly type?: string;
  readonly ocoGroup?: string;
}

/** A journal and a venue's books beside each other, written by hand. */
class Books {
  readonly said: string[] = [];
  /** Virtual ms. */
  now = 0;
  hearingSince: number | undefined = 0;
  readonly #journal = new JournalWatch(
    {
      isClockTrue: () => true,
      messageRate: { count: 40, windowMs: 1_000 },
      quantityMax: decimal('10'),
      venueReduces: false,
      priceAgeMs: () => undefined,
      wasInForce: () => true,
    },
    () => undefined,
  );
  readonly #requests = new Map<string, { readonly side: Side }>();
  readonly #trades: TrueTrade[] = [];
  readonly #watch: TurnWatch;

  constructor(venueReduces = false) {
    this.#watch = new TurnWatch({
      truth: { trades: this.#trades },
      facts: this.#journal.facts,
      venueReduces,
      isClockTrue: () => true,
      now: () => this.now,
      hearingSince: () => this.hearingSince,
      say: (sentence) => void this.said.push(sentence),
    });
  }

  /** From then on no process hears. */
  fallSilent(atMs: number): void {
    this.now = atMs;
    this.#watch.look();
    this.hearingSince = undefined;
  }

  write(fact: Partial<Fact>): void {
    const body = JSON.stringify({ time: WALL_START_MS + this.now, ...fact });
    this.#journal.take({ body } as never);
  }

  approve(id: string, { side, quantity, role = 'entry', type = 'market', ocoGroup }: Ordered): void {
    const timeInForce = type === 'market' ? 'ioc' : 'gtc';
    const reduceOnly = role !== 'entry';
    const request = { instrumentId: 'X', side, type, timeInForce, quantity, role, reduceOnly };
    if (ocoGroup !== undefined) Object.assign(request, { ocoGroup });
    this.#requests.set(id, request);
    this.write({ kind: 'order_created', orderId: id, request });
    this.write({ kind: 'order_approved', orderId: id, limitsVersion: 'v1', reservation: '1' });
    this.write({ kind: 'order_submitting', orderId: id, clientOrderId: id, attempt: 1, limitsVersion: 'v1' });
  }

  /** At the venue; unknown to us until it is told. */
  fill(id: string, quantity: string): () => void {
    const request = this.#requests.get(id);
    const side = request?.side ?? 'buy';
    const tradeId = `T${this.#trades.length + 1}`;
    const fill = { tradeId, side, quantity: decimal(quantity) };
    this.#trades.push({ order: { orderId: id, attempt: 1, request }, fill } as unknown as TrueTrade);
    this.#watch.look();
    return () => this.write({ kind: 'order_filled', orderId: id, tradeId, instrumentId: 'X', side, quantity });
  }
}

/** Three are held, and five more are being sold by an order on its way. */
function beingSold(venueReduces = false): Books {
  const books = new Books(venueReduces);
  books.approve('sale', { side: 'sell', quantity: '5' });
  books.approve('entry', { side: 'buy', quantity: '3' });
  books.fill('entry', '3')();
  return books;
}

const TURNED = [expect.stringContaining('I-23: stop_loss stop took the position')];

describe('a stop-loss that turns its position round, where the venue does not know reduce-only', () => {
  it('may where it was no larger than the position, and the order that took it was on its way already', () => {
    for (const venueReduces of [false, true]) {
      const books = beingSold(venueReduces);
      books.approve('stop', { side: 'sell', quantity: '3', role: 'stop_loss' });
      books.fill('sale', '5')();
      books.fill('stop', '2')();
      books.fill('stop', '1')();
      expect(books.said).toHaveLength(venueReduces ? 2 : 0);
    }
  });

  /** What is said where so much happens between the fill of the other order and that of the stop-loss, ten seconds later. */
  function saidAfter(happens: (books: Books) => void): readonly string[] {
    const books = beingSold();
    books.approve('stop', { side: 'sell', quantity: '3', role: 'stop_loss' });
    books.now = 1_000;
    const tell = books.fill('sale', '5');
    books.write({ kind: 'order_accepted', orderId: 'stop' });
    tell();
    happens(books);
    books.now = 11_000;
    books.fill('stop', '1');
    return books.said;
  }

  it('may not where it is known for seconds, and nobody has asked for less of it', () => {
    expect(saidAfter(() => undefined)).toEqual(TURNED);
    const cancel = (books: Books): void => books.write({ kind: 'order_cancel_requested', orderId: 'stop' });
    expect(saidAfter(cancel)).toEqual([]);
    expect(saidAfter((books) => books.write({ kind: 'order_unknown', orderId: 'stop' }))).toEqual([]);
    expect(saidAfter((books) => books.fallSilent(3_000))).toEqual([]);
    expect(saidAfter((books) => books.fallSilent(10_000))).toEqual(TURNED);
    expect(saidAfter((books) => void (books.hearingSince = 7_000))).toEqual([]);
    expect(saidAfter((books) => void (books.hearingSince = 5_000))).toEqual(TURNED);
  });

  it('may not where it was larger than the position', () => {
    const books = beingSold();
    books.approve('stop', { side: 'sell', quantity: '4', role: 'stop_loss' });
    books.fill('sale', '5')();
    books.fill('stop', '1')();
    expect(books.said).toEqual(TURNED);
  });

  it('may not where it was made larger later', () => {
    const books = beingSold();
    books.approve('stop', { side: 'sell', quantity: '3', role: 'stop_loss' });
    books.write({ kind: 'order_amend_requested', orderId: 'stop', quantity: '4', actor: 'engine' });
    books.fill('sale', '5')();
    books.fill('stop', '1')();
    expect(books.said).toEqual(TURNED);
  });

  it('may not where what took the position was known when it was approved', () => {
    const known = beingSold();
    known.fill('sale', '2')();
    for (const id of ['stop', 'other']) known.approve(id, { side: 'sell', quantity: '1', role: 'stop_loss' });
    known.fill('other', '1')();
    known.fill('stop', '1')();
    expect(known.said).toEqual(TURNED);
  });

  it('may not where the other order had ended', () => {
    const books = beingSold();
    books.write({ kind: 'order_canceled', orderId: 'sale' });
    books.approve('stop', { side: 'sell', quantity: '3', role: 'stop_loss' });
    books.fill('sale', '5')();
    books.fill('stop', '1')();
    expect(books.said).toEqual(TURNED);
  });

  it('may not where it takes more than the other order has left of the position', () => {
    const books = beingSold();
    books.approve('stop', { side: 'sell', quantity: '3', role: 'stop_loss' });
    books.approve('other', { side: 'sell', quantity: '3', role: 'stop_loss' });
    books.fill('sale', '5')();
    books.fill('other', '3')();
    books.fill('stop', '1')();
    expect(books.said).toEqual(TURNED);
  });

  it.each(['take_profit', 'close'])('is the only one: a %s may not', (role) => {
    const books = beingSold();
    books.approve('stop', { side: 'sell', quantity: '3', role });
    books.fill('sale', '5')();
    books.fill('stop', '1')();
    expect(books.said).toHaveLength(1);
  });
});

describe('what is to close', () => {
  it('may follow an entry that was asked for later and filled before it', () => {
    const books = new Books();
    books.approve('entry', { side: 'buy', quantity: '3' });
    books.fill('entry', '3')();
    books.approve('close', { side: 'sell', quantity: '3', role: 'close' });
    books.approve('sale', { side: 'sell', quantity: '1' });
    books.fill('sale', '1');
    books.fill('close', '3');
    expect(books.said).toEqual([]);
  });

  it('may follow an entry that rested and filled unheard, and not one whose fill was known', () => {
    const saidAfter = (tells: boolean): readonly string[] => {
      const books = new Books();
      books.approve('entry', { side: 'buy', quantity: '3' });
      books.fill('entry', '3')();
      books.approve('sale', { side: 'sell', quantity: '1', type: 'limit' });
      const tell = books.fill('sale', '1');
      if (tells) tell();
      books.approve('close', { side: 'sell', quantity: '3', role: 'close' });
      books.fill('close', '3');
      return books.said;
    };
    expect(saidAfter(false)).toEqual([]);
    expect(saidAfter(true)).toHaveLength(1);
  });
});

describe('a take-profit that turns the position round whose stop-loss has filled beside it', () => {
  function said(twin: string, happens: (books: Books) => void, venueReduces = false): readonly string[] {
    const books = new Books(venueReduces);
    books.approve('entry', { side: 'buy', quantity: '3' });
    books.fill('entry', '3')();
    books.approve('stop', { side: 'sell', quantity: '3', role: 'stop_loss', type: 'stop', ocoGroup: 'one.0' });
    books.approve('target', { side: 'sell', quantity: '3', role: 'take_profit', type: 'limit', ocoGroup: twin });
    books.write({ kind: 'order_accepted', orderId: 'target' });
    books.now = 1_000;
    books.fill('stop', '3')();
    happens(books);
    books.fill('target', '3');
    return books.said;
  }
  const later = (books: Books): void => void (books.now = 11_000);
  const CROSSED = [expect.stringContaining('I-23: take_profit target took the position')];

  it('may before its cancel can have arrived, unless the venue knows reduce-only', () => {
    expect(said('one.0', () => undefined)).toEqual([]);
    expect(said('one.0', () => undefined, true)).toEqual(CROSSED);
  });

  it('may when its cancel is under way for long, and may not when nobody has asked for it', () => {
    const asked = (books: Books): void => {
      books.write({ kind: 'order_cancel_requested', orderId: 'target', actor: 'engine' });
      later(books);
    };
    expect(said('one.0', asked)).toEqual([]);
    expect(said('one.0', later)).toEqual(CROSSED);
  });

  it('may not beside the stop-loss of another part', () => {
    expect(said('two.0', () => undefined)).toEqual(CROSSED);
  });
});
