/**
 * Whether the private streams tell what happens. A stream that is silent says nothing of itself: most of the time nothing
 * happens. So what an answer shows is held against what was told: an order that has come or ended, or a trade, that is long
 * past and of which its stream has said no word, proves that its channel is deaf, however lively its socket is.
 */
import type { FillReport, QueryAnswer, VenueOrder } from '#domain/report.ts';
import type { AccountDesk } from './account-desk.ts';
import type { KnownOrder } from './known-orders.ts';
import type { SeenOrder } from './order-reading.ts';
import type { SeenTrade } from './trade-reading.ts';

export interface StreamWitnessOptions {
  readonly desk: AccountDesk;
  /** A channel is proven deaf; the text says by what. */
  readonly onDeaf: (reason: string) => void;
}

const HEARD_MAX = 10_000;
const APART_LONGEST_MS = 3_600_000;

export class StreamWitness {
  readonly #options: StreamWitnessOptions;
  readonly #orders = new Heard();
  readonly #ends = new Heard();
  readonly #trades = new Heard();
  /** Since when the streams stand, ms of the venue's clock; undefined while they don't. */
  #since: number | undefined;
  #quietUntil = Number.NEGATIVE_INFINITY;
  #apartMs: number;

  constructor(options: StreamWitnessOptions) {
    this.#options = options;
    this.#apartMs = options.desk.venue.streams.deafApartMs;
  }

  /** The streams stand from now on, or don't. */
  stands(isUp: boolean): void {
    this.#since = isUp ? this.#venueNow() : undefined;
  }

  /** A stream has told of an order. */
  order(seen: SeenOrder, known: KnownOrder | undefined): void {
    const isEnd = seen.status !== undefined && seen.status !== 'open';
    const now = this.#venueNow();
    for (const id of [known?.clientOrderId, seen.venueOrderId, seen.clientOrderId]) {
      if (id === undefined) continue;
      this.#orders.add(id, now);
      if (isEnd || seen.triggered === true) this.#ends.add(id, now);
    }
  }

  /** A stream has told of a trade. */
  trade({ symbol, tradeId, venueOrderId }: SeenTrade): void {
    const { listing, venue } = this.#options.desk;
    const listed = listing.bySymbol(symbol);
    if (listed === undefined) return;
    const id = venue.profile.talk.tradesByOrder === true ? venueOrderId : tradeId;
    this.#trades.add(`${listed.instrument.id}/${id}`, this.#venueNow());
  }

  /** What an answer shows of an order of ours. */
  shown(known: KnownOrder, answer: QueryAnswer): void {
    if (answer.kind !== 'found') return;
    this.trades(answer.fills);
    const { orders, stops } = this.#options.desk.market(known.listed).streams;
    const isUntold = known.type?.startsWith('stop') === true && stops === false;
    if (!orders || isUntold) return;
    const { order } = answer;
    const isOpen = order.status === 'open';
    const heard = isOpen ? this.#orders : this.#ends;
    if (!this.#shouldBeTold(heard, isOpen ? this.#sentAt(known) : order.updatedAt)) return;
    if (idsOf(known, order).some((id) => heard.has(id))) return;
    this.#deaf(`an order was found ${order.status} that no stream had told of`);
  }

  /** What an answer shows of trades, ours or others'. */
  trades(fills: readonly FillReport[]): void {
    const { desk } = this.#options;
    const byOrder = desk.venue.profile.talk.tradesByOrder === true;
    const untold = fills.find(({ instrumentId, tradeId, venueOrderId, time }) => {
      const listed = desk.listing.byId(instrumentId);
      const isTold = listed !== undefined && desk.market(listed).streams.trades;
      const id = byOrder ? `${instrumentId}/${venueOrderId}` : tradeId;
      return isTold && this.#shouldBeTold(this.#trades, time) && !this.#trades.has(id);
    });
    if (untold !== undefined) this.#deaf('a trade was found that no stream had told of');
  }

  /** Whether it happened while the streams stood, and so long ago that word of it can't be on its way. */
  #shouldBeTold(heard: Heard, time: number | undefined): boolean {
    const { deafMs } = this.#options.desk.venue.streams;
    if (time === undefined || this.#since === undefined) return false;
    return time > Math.max(this.#since, heard.forgottenUntil) + deafMs && time < this.#venueNow() - deafMs;
  }

  /** When this process sent it, by the venue's clock. */
  #sentAt({ sentAt }: KnownOrder): number | undefined {
    return sentAt === undefined ? undefined : sentAt + this.#options.desk.venue.line.offset.offsetMs;
  }

  /** Streams that stay deaf although they were made anew are not made anew for each thing that they do not tell. */
  #deaf(reason: string): void {
    const { desk, onDeaf } = this.#options;
    const now = desk.venue.clock.monotonic();
    const { deafApartMs } = desk.venue.streams;
    if (now < this.#quietUntil) return;
    // It has held for long since then: this is another case.
    if (now > this.#quietUntil + APART_LONGEST_MS) this.#apartMs = deafApartMs;
    this.#quietUntil = now + this.#apartMs;
    this.#apartMs = Math.min(this.#apartMs * 2, APART_LONGEST_MS);
    onDeaf(reason);
  }

  #venueNow(): number {
    return this.#options.desk.venue.line.offset.venueNow();
  }
}

const idsOf = (known: KnownOrder, { venueOrderId }: VenueOrder): readonly string[] =>
  [known.clientOrderId, known.venueOrderId, known.workingOrderId, venueOrderId].filter((id) => id !== undefined);

/** What was heard of, the newest of it. */
class Heard {
  /** What was heard of until then may not be known any more. */
  forgottenUntil = Number.NEGATIVE_INFINITY;
  readonly #at = new Map<string, number>();

  add(text: string, at: number): void {
    this.#at.delete(text);
    this.#at.set(text, at);
    if (this.#at.size <= HEARD_MAX) return;
    const [oldest] = this.#at;
    if (oldest === undefined) return;
    this.forgottenUntil = oldest[1];
    this.#at.delete(oldest[0]);
  }

  has(text: string): boolean {
    return this.#at.has(text);
  }
}
