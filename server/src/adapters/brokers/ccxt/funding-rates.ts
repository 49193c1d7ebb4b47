/**
 * What the holders of perpetuals pay each other at one exchange, for all accounts there: asked for where somebody holds one,
 * at most once a minute for each, one after the other, and behind everything that trades. What is too old to be true is not
 * told any more.
 */
import type { Funding } from '#domain/market.ts';
import type { Timer } from '#ports/clock.ts';
import { callMethod, type CcxtClient } from './client-surface.ts';
import { callWithin } from './client-transport.ts';
import type { Listing } from './listing.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { readFunding } from './market-reading.ts';
import type { QuestionProfile } from './question-profile.ts';
import type { SharedVenue } from './shared-venue.ts';

interface Access {
  readonly client: CcxtClient;
  readonly listing: Listing;
}

/** So many questions may go unanswered before what was told last is not believed any more. */
const BELIEVED_TIMES = 3;

/** As most clients are asked. */
const UNIFIED: NonNullable<QuestionProfile['fundingRate']> = {
  call: ({ symbol }) => ({ method: 'fetchFundingRate', args: [symbol] }),
  read: readFunding,
};

export class FundingRates {
  readonly #venue: SharedVenue;
  /** How many want it. */
  readonly #wishes = new Map<string, number>();
  readonly #told = new Map<string, { readonly funding: Funding; readonly at: number }>();
  /** Kept when nobody wishes any more: whoever comes back within the minute asks no sooner. */
  readonly #askedAt = new Map<string, number>();
  #access: Access | undefined;
  #timer: Timer | undefined;
  #isAsking = false;

  constructor(venue: SharedVenue) {
    this.#venue = venue;
  }

  /** The markets are known, or known anew. */
  begin(access: Access): void {
    this.#access = access;
    void this.#askAll();
  }

  stop(): void {
    this.#access = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#wishes.clear();
  }

  watch(instrumentId: string): () => void {
    this.#wishes.set(instrumentId, (this.#wishes.get(instrumentId) ?? 0) + 1);
    void this.#askAll();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#wishes.get(instrumentId) ?? 1) - 1;
      if (left > 0) this.#wishes.set(instrumentId, left);
      else this.#wishes.delete(instrumentId);
    };
  }

  of(instrumentId: string): Funding | undefined {
    const told = this.#told.get(instrumentId);
    if (told === undefined || this.#age(told.at) > BELIEVED_TIMES * this.#everyMs) return undefined;
    const { rate, nextTime } = told.funding;
    const isAhead = nextTime !== undefined && nextTime > this.#venue.line.offset.venueNow();
    // Between a payment and the next answer the rate is still known, its moment is not.
    return isAhead ? { rate, nextTime } : { rate };
  }

  get #everyMs(): number {
    return this.#venue.live.fundingEveryMs;
  }

  #age(at: number): number {
    return this.#venue.clock.monotonic() - at;
  }

  /** Asks for all that is due, one after the other, and comes back when the next is. */
  async #askAll(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    for (let due = this.#nextDue(); due !== undefined; due = this.#nextDue()) await this.#ask(due);
    this.#isAsking = false;
    this.#comeBack();
  }

  #nextDue(): ListedInstrument | undefined {
    for (const instrumentId of this.#wishes.keys()) {
      const listed = this.#access?.listing.byId(instrumentId);
      if (listed?.market.kind === 'swap' && this.#waitMs(instrumentId) <= 0) return listed;
    }
    return undefined;
  }

  #waitMs(instrumentId: string): number {
    const askedAt = this.#askedAt.get(instrumentId);
    return askedAt === undefined ? 0 : this.#everyMs - this.#age(askedAt);
  }

  #comeBack(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#access === undefined || this.#wishes.size === 0) return;
    const waits = [...this.#wishes.keys()].filter((id) => this.#askedAt.has(id)).map((id) => this.#waitMs(id));
    if (waits.length === 0) return;
    this.#timer = this.#venue.clock.after(Math.max(1, Math.min(...waits)), () => void this.#askAll());
  }

  async #ask({ instrument, market }: ListedInstrument): Promise<void> {
    const client = this.#access?.client;
    if (client === undefined) return;
    const { clock, live, profile, logger } = this.#venue;
    this.#askedAt.set(instrument.id, clock.monotonic());
    const { call, read } = profile.questions.fundingRate ?? UNIFIED;
    const { method, args } = call(market);
    const limit = { clock, timeoutMs: live.askTimeoutMs };
    const result = await callWithin(async () => await callMethod(client, method, args), { lane: 'poll' }, limit);
    if (result.kind === 'failure') {
      const error = result.error instanceof Error ? result.error.constructor.name : '';
      logger.debug({ symbol: market.symbol, error }, 'the funding could not be asked for');
      return;
    }
    const funding = read(result.answer);
    if (funding !== undefined) this.#told.set(instrument.id, { funding, at: clock.monotonic() });
  }
}
