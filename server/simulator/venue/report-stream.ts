/**
 * The stream of reports to one process: in order, each once, unless a fault says otherwise. What is missed is never made
 * up for here: the stream breaks and comes back, and whoever listens has to ask. Where reports have no numbers, one that
 * is lost leaves no trace at all.
 */
import { add, type Decimal, fromInteger, multiply, negate, ZERO } from '#domain/decimal.ts';
import type { FillReport, OrderReport } from '#domain/report.ts';
import type { BrokerEvent, BrokerListener } from '#ports/broker.ts';
import type { Life } from '../kernel/life.ts';
import type { VenueOptions } from './venue-options.ts';
import type { Weather } from './weather.ts';

/** A stream that says nothing for so long is taken for dead. */
const STALE_AFTER_MS = 10_000;
/** Every so often a heartbeat shows what number the next message must have. */
const HEARTBEAT_MS = 3_000;
const ABSURD_FACTOR = fromInteger(10);

export class ReportStream {
  readonly #options: VenueOptions;
  readonly #weather: Weather;
  readonly #life: Life;
  #listener: BrokerListener | undefined;
  /** Whether messages pass. */
  #isUp = false;
  /** Whether the process believes that they do. */
  #isBelievedUp = false;
  #hasGap = false;
  /** Grows with each break: what was under way on an earlier connection is gone. */
  #connection = 0;
  /** When the newest message arrives that keeps its place. */
  #lastArrivesAt = 0;
  #lies = 0;
  #hasStopped = false;
  /** Called once, whichever attempt it is that succeeds. */
  #onFirstConnection: (() => void) | undefined;

  constructor(options: VenueOptions, weather: Weather, life: Life) {
    this.#options = options;
    this.#weather = weather;
    this.#life = life;
  }

  /** Resolves when the listener has been told that it is connected. */
  start(listener: BrokerListener): Promise<void> {
    this.#listener = listener;
    return new Promise((resolve) => {
      this.#onFirstConnection = resolve;
      this.#connectAfter(this.#latency());
    });
  }

  stop(): void {
    this.#hasStopped = true;
    this.#connection += 1;
  }

  /** The venue has something to say. */
  publish(report: OrderReport): void {
    const { faults } = this.#options;
    if (!this.#isUp || this.#life.isOver || this.#hasStopped) return;
    if (faults.strikes('stream_gap'))
      return this.#breakFor('stream_gap', faults.detail('stream_gap').skewed(50, 3_000));
    if (faults.strikes('stream_silent')) {
      return this.#silence(faults.detail('stream_silent').skewed(STALE_AFTER_MS, 60_000));
    }
    if (report.kind === 'fill') this.#perhapsLie(report);
    if (faults.strikes('report_lost')) this.#lose();
    else this.#send(report);
  }

  /** The connection is gone; it is noticed when it is missed, and another can be had at `backAtMs`. */
  linesDown(detail: string, backAtMs: number): void {
    if (!this.#isUp) return;
    const { kernel } = this.#options;
    this.#cut();
    const noticedAfterMs = Math.min(STALE_AFTER_MS, Math.max(0, backAtMs - kernel.now));
    this.#notice(detail, { noticedAfterMs, backAfterMs: Math.max(0, backAtMs - kernel.now - noticedAfterMs) });
  }

  #send(report: OrderReport): void {
    const { kernel, faults } = this.#options;
    const connection = this.#connection;
    let arrivesAt = Math.max(this.#lastArrivesAt, kernel.now + this.#latency());
    if (faults.strikes('reports_out_of_order')) {
      arrivesAt += faults.detail('reports_out_of_order').skewed(20, 3_000);
    } else {
      this.#lastArrivesAt = arrivesAt;
    }
    kernel.after(arrivesAt - kernel.now, () => this.#arrive(report, connection));
    if (!faults.strikes('report_duplicated')) return;
    const laterMs = faults.detail('report_duplicated').skewed(0.1, 5_000);
    kernel.after(arrivesAt - kernel.now + laterMs, () => this.#arrive(report, connection));
  }

  #arrive(report: OrderReport, connection: number): void {
    if (connection !== this.#connection) return;
    this.#tell(report);
    if (this.#hasGap) this.#resync();
  }

  /** The number that is missing shows with the next message or heartbeat, where reports are numbered. */
  #lose(): void {
    const { kernel, random, numbersReports } = this.#options;
    if (numbersReports === false) return;
    this.#hasGap = true;
    const connection = this.#connection;
    kernel.after(random.next() * HEARTBEAT_MS, () => {
      if (connection === this.#connection && this.#hasGap) this.#resync();
    });
  }

  #resync(): void {
    this.#breakFor('a number of the stream is missing', this.#options.random.skewed(50, 1_500));
  }

  #breakFor(detail: string, backAfterMs: number): void {
    this.#cut();
    this.#notice(detail, { noticedAfterMs: 0, backAfterMs });
  }

  /** The line stays open and nothing comes: also on a second one, until the silence is over; then numbers are missing. */
  #silence(durationMs: number): void {
    const { kernel, random } = this.#options;
    this.#cut();
    const connection = this.#connection;
    const backAfterMs = random.skewed(50, 1_500);
    const isOver = durationMs <= STALE_AFTER_MS + backAfterMs;
    if (isOver) return this.#notice('silent', { noticedAfterMs: STALE_AFTER_MS, backAfterMs });
    this.#after(STALE_AFTER_MS, connection, () => this.#say(false, 'silent'));
    this.#after(STALE_AFTER_MS + backAfterMs, connection, () => {
      if (!this.#weather.isUnreachable && !this.#weather.isClosed) this.#say(true, '');
    });
    kernel.after(durationMs, () => {
      if (connection === this.#connection)
        this.#breakFor('a number of the stream is missing', random.skewed(50, 1_500));
    });
  }

  #cut(): void {
    this.#isUp = false;
    this.#hasGap = false;
    this.#connection += 1;
  }

  #notice(detail: string, { noticedAfterMs, backAfterMs }: { noticedAfterMs: number; backAfterMs: number }): void {
    const { random } = this.#options;
    const connection = this.#connection;
    this.#after(noticedAfterMs, connection, () => {
      this.#say(false, detail);
      this.#connectAfter(backAfterMs + random.skewed(1, 500));
    });
  }

  /** Tries until it succeeds. Messages pass from the venue's side on; the process hears so first. */
  #connectAfter(delayMs: number): void {
    const { random } = this.#options;
    this.#after(delayMs, this.#connection, () => {
      if (this.#weather.isUnreachable || this.#weather.isClosed) {
        return this.#connectAfter(random.skewed(500, 2_000));
      }
      const { kernel } = this.#options;
      this.#isUp = true;
      this.#lastArrivesAt = kernel.now + this.#latency();
      const connection = this.#connection;
      this.#after(this.#lastArrivesAt - kernel.now, connection, () => {
        this.#say(true, '');
        const connected = this.#onFirstConnection;
        this.#onFirstConnection = undefined;
        if (connected !== undefined) this.#life.deliver(connected);
      });
    });
  }

  #after(delayMs: number, connection: number, run: () => void): void {
    this.#options.kernel.after(delayMs, () => {
      if (connection === this.#connection && !this.#life.isOver) run();
    });
  }

  #say(isUp: boolean, detail: string): void {
    if (this.#isBelievedUp === isUp) return;
    this.#isBelievedUp = isUp;
    const time = Math.floor(this.#options.wallMs());
    this.#tell(isUp ? { kind: 'connected', time } : { kind: 'disconnected', detail, time });
  }

  #tell(event: BrokerEvent): void {
    this.#life.deliver(() => {
      if (this.#hasStopped) return;
      const id = 'clientOrderId' in event ? event.clientOrderId : '';
      this.#options.trace.say('wire', `~ ${event.kind} ${id}`);
      this.#listener?.(event);
    });
  }

  /** Claims of trades that are in nobody's books, under numbers of their own. The true report follows. */
  #perhapsLie(fill: FillReport): void {
    const { faults } = this.#options;
    if (faults.strikes('over_fill')) {
      const quantity = multiply(add(fill.quantity, fromInteger(1)), ABSURD_FACTOR);
      this.#send({ ...fill, tradeId: this.#lieId(), quantity });
    }
    if (!faults.strikes('absurd_report')) return;
    const absurdities: readonly Partial<{ quantity: Decimal; price: Decimal }>[] = [
      { quantity: negate(fill.quantity) },
      { quantity: ZERO },
      { price: ZERO },
      { price: negate(fill.price) },
    ];
    this.#send({ ...fill, tradeId: this.#lieId(), ...faults.detail('absurd_report').pick(absurdities) });
  }

  #lieId(): string {
    return `X${(this.#lies += 1)}`;
  }

  #latency(): number {
    const { random, hasWhims } = this.#options;
    return hasWhims === false ? 10 : random.skewed(5, 300);
  }
}
