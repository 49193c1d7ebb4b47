/**
 * Follows an account's working orders by asking, for as long as its private streams do not come up (a proxy that lets no
 * WebSocket through, an exchange whose streams are down alone). Slower than a stream, and as certain: every answer is the
 * venue's own. Without working orders it asks for next to nothing.
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
  /** The venue could not be asked several times in a row; the poller has stopped. */
  readonly onFailure: (error: unknown) => void;
}

/** Right after an order was placed: most have filled by then. */
const POLL_SOON_MS = 100;
/** While nothing works, the line is still tried. */
const IDLE_MS = 10_000;
const FAILURES_MAX = 3;
const ASK_EACH_MAX = 5;

export class OrderPoller {
  readonly #options: OrderPollerOptions;
  #timer: Timer | undefined;
  #isRunning = false;
  #isAsking = false;
  #failures = 0;
  #idleSince = 0;

  constructor(options: OrderPollerOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#failures = 0;
    this.#later(this.#options.desk.venue.streams.pollMs);
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  /** Something was just sent: its fate is asked for at once. */
  soon(): void {
    if (this.#isRunning && !this.#isAsking) this.#later(POLL_SOON_MS);
  }

  #later(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.desk.venue.clock.after(delayMs, () => void this.#round());
  }

  async #round(): Promise<void> {
    if (!this.#isRunning) return;
    this.#isAsking = true;
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
    if (this.#isRunning) this.#later(this.#options.desk.venue.streams.pollMs);
  }

  async #ask(): Promise<void> {
    const { desk, asker } = this.#options;
    const working = desk.orders.working();
    const now = desk.venue.clock.monotonic();
    if (working.length === 0 && now - this.#idleSince < IDLE_MS) return;
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
