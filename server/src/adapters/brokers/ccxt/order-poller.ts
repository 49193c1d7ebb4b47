/**
 * Follows an account's working orders by asking, for as long as its private streams do not come up (a proxy that lets no
 * WebSocket through, an exchange whose streams are down alone), or those of which no stream tells. Slower than a stream, and as
 * certain: every answer is the venue's own. Without working orders it asks for next to nothing.
 */
import type { Timer } from '#ports/clock.ts';
import type { AccountDesk } from './account-desk.ts';
import type { KnownOrder } from './known-orders.ts';
import type { OrderAsker } from './order-asking.ts';
import type { ReportRelay } from './report-relay.ts';

export interface OrderPollerOptions {
  readonly desk: AccountDesk;
  readonly asker: OrderAsker;
  readonly relay: ReportRelay;
  /** Only these are followed; absent: all, and where none works the line is tried now and then. */
  readonly only?: (order: KnownOrder) => boolean;
  readonly pollMs: number;
  /** The venue could not be asked several times in a row; the poller has stopped. */
  readonly onFailure: (error: unknown) => void;
}

/** Right after an order was placed: most have filled by then. */
const POLL_SOON_MS = 100;
/** Between two rounds of orders that are asked for because of what others do. */
const ROUNDS_APART_MS = 1_000;
const FAILURES_MAX = 3;
const ASK_EACH_MAX = 5;

export class OrderPoller {
  readonly #options: OrderPollerOptions;
  #timer: Timer | undefined;
  #isRunning = false;
  #isAsking = false;
  /** A round is about to begin, or is asked for while another is under way. */
  #isSoon = false;
  #roundAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #idleSince = 0;

  constructor(options: OrderPollerOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#failures = 0;
    this.#isSoon = false;
    this.#later(this.#options.pollMs);
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  /** Something was just sent, or has happened: what became of it is asked for at once. */
  soon(): void {
    if (!this.#isRunning || this.#isSoon) return;
    this.#isSoon = true;
    if (!this.#isAsking) this.#laterSoon();
  }

  #laterSoon(): void {
    const { only, desk } = this.#options;
    const apartMs = only === undefined ? 0 : this.#roundAt + ROUNDS_APART_MS - desk.venue.clock.monotonic();
    this.#later(Math.max(POLL_SOON_MS, apartMs));
  }

  #later(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.desk.venue.clock.after(delayMs, () => void this.#round());
  }

  async #round(): Promise<void> {
    if (!this.#isRunning) return;
    this.#isAsking = true;
    this.#isSoon = false;
    this.#roundAt = this.#options.desk.venue.clock.monotonic();
    try {
      await this.#ask();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= FAILURES_MAX && this.#isRunning) {
        this.stop();
        this.#options.onFailure(error);
      }
    } finally {
      this.#isAsking = false;
    }
    if (!this.#isRunning) return;
    if (this.#isSoon) this.#laterSoon();
    else this.#later(this.#options.pollMs);
  }

  async #ask(): Promise<void> {
    const { desk, asker, only } = this.#options;
    const working = desk.orders.working().filter(only ?? (() => true));
    if (only !== undefined && working.length === 0) return;
    const now = desk.venue.clock.monotonic();
    if (working.length === 0 && this.#failures === 0 && now - this.#idleSince < desk.venue.streams.idlePollMs) return;
    this.#idleSince = now;
    // With few it is cheaper to ask for each, and tells more.
    const open = working.length > ASK_EACH_MAX ? await asker.openOrders() : [];
    const resting = new Map(open.map((order) => [order.clientOrderId, order.filledQuantity]));
    for (const known of working) {
      if (resting.get(known.clientOrderId) !== known.filledTold) await this.#follow(known);
    }
    if (working.length === 0) await asker.balances();
  }

  async #follow(known: KnownOrder): Promise<void> {
    const { asker, relay } = this.#options;
    const { clientOrderId, listed } = known;
    const answer = await asker.query({ clientOrderId, instrumentId: listed.instrument.id });
    if (answer.kind === 'unreachable') throw new Error(answer.detail);
    if (answer.kind === 'not_found' || !this.#isRunning) return;
    for (const fill of answer.fills) relay.fill(known, fill);
    const { venueOrderId, filledQuantity, status, updatedAt } = answer.order;
    relay.order({ venueOrderId, symbol: listed.market.symbol, filledQuantity, status, updatedAt });
  }
}
