/**
 * The running venue: one place through which every input goes to the matching, and from which nothing gets out before
 * the journal holds it. The state in memory may be ahead of the journal by what is being written; when writing fails,
 * that part never happened and the state is built again from the journal. Quotes and requests under way survive that.
 */
import { createVenue, nextDueAt, type Venue, type VenueSettings } from '#matching/venue.ts';
import { isRecorded, type VenueEvent, type VenueInput } from '#matching/venue-event.ts';
import { step } from '#matching/venue-step.ts';
import type { BrokerEvent } from '#ports/broker.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import { extendMarks } from './stream-marks.ts';
import { encodeEvent, encodeImage, SNAPSHOT_VERSION, type StreamMark } from './venue-codec.ts';
import { type LogFailure, type LogSettlement, VenueLog } from './venue-log.ts';
import { type RecoveryOptions, recoverVenue } from './venue-recovery.ts';
import { answeredRequest, type RequestOutcome, storageRefusal, toReport } from './venue-reports.ts';
import { WaitingRequests } from './waiting-requests.ts';

export interface VenueProcessOptions {
  readonly settings: VenueSettings;
  readonly recovery: RecoveryOptions;
  readonly clock: Clock;
  /** Records between two snapshots. */
  readonly snapshotEvery: number;
  readonly report: (event: BrokerEvent) => void;
}

/** What one step brought, and the number of the last trade after it. */
interface Written {
  readonly events: readonly VenueEvent[];
  readonly trades: number;
}

/** stopped: not started, or stopped. recovering: reading the journal. lost: the stream belongs to someone else. */
type ProcessStatus = 'stopped' | 'recovering' | 'running' | 'lost';

const RECOVERY_RETRY_MS = 1_000;
/** Timers are set anew at least this often: longer ones are not exact everywhere. */
const WAKE_MAX_MS = 3_600_000;

export class VenueProcess {
  readonly waiting = new WaitingRequests();
  readonly #options: VenueProcessOptions;
  readonly #log: VenueLog;
  #status: ProcessStatus = 'stopped';
  #venue: Venue | undefined;
  #marks: StreamMark[] = [];
  #snapshotSequence = 0;
  #recovery: Promise<void> = Promise.resolve();
  /** How many facts of an order are being written, by client order id. */
  readonly #unwritten = new Map<string, number>();
  #durableTrades = 0;
  #wake: { readonly at: number; readonly timer: Timer } | undefined;
  #retry: Timer | undefined;

  constructor(options: VenueProcessOptions) {
    this.#options = options;
    const { journal, stream } = options.recovery;
    this.#log = new VenueLog({ journal, stream, onFailure: (failure) => this.#onFailure(failure) });
  }

  get marks(): readonly StreamMark[] {
    return this.#marks;
  }

  /** Rejects when the stream can't be read: a venue that does not know what it accepted must not open. */
  async start(): Promise<void> {
    if (this.#status !== 'stopped') throw new Error('the venue is running already');
    this.#status = 'recovering';
    try {
      await this.#load();
    } catch (error) {
      this.#status = 'stopped';
      throw error;
    }
  }

  /** Writes down what is under way, and leaves a snapshot for the next start. */
  async stop(): Promise<void> {
    const image = this.#status === 'running' ? this.#venue : undefined;
    this.#status = 'stopped';
    this.#wake?.timer.cancel();
    this.#retry?.cancel();
    this.#wake = undefined;
    await this.#log.idle();
    this.waiting.abandon('the venue was stopped', this.#options.clock.now());
    const isTrue = image !== undefined && !this.#log.isBroken;
    if (isTrue && this.#log.pushedSequence > this.#snapshotSequence) {
      await this.#saveSnapshot(encodeImage(image.state, this.#marks), this.#log.pushedSequence);
    }
    this.#venue = undefined;
  }

  /** The venue, once a recovery under way is over; undefined when it is not open. */
  async opened(): Promise<Venue | undefined> {
    if (this.#status === 'recovering') await this.#recovery;
    return this.current();
  }

  /** The venue, once what it knew at the call is durable; undefined when it is not open. */
  async settled(): Promise<Venue | undefined> {
    await this.#log.idle();
    return await this.opened();
  }

  /** The venue, once everything it knows of this order is durable; undefined when it is not open. */
  async settledFor(clientOrderId: string): Promise<Venue | undefined> {
    let venue = await this.settled();
    while (this.#unwritten.has(clientOrderId)) venue = await this.settled();
    return venue;
  }

  /** How many trades are durable; a trade with a higher number may still turn out not to have happened. */
  get durableTrades(): number {
    return this.#durableTrades;
  }

  /** The venue as it stands at this instant; undefined when it is not open. */
  current(): Venue | undefined {
    return this.#status === 'running' ? this.#venue : undefined;
  }

  /** Hands one input to the venue. What comes of it gets out when it is durable. Ignored while the venue is not open. */
  feed(input: VenueInput): void {
    const venue = this.current();
    if (venue === undefined) return;
    const events = step(venue, input);
    if (events.length > 0) this.#record(venue, events);
    if (nextDueAt(venue) !== this.#wake?.at) this.#scheduleWake(venue);
  }

  #record(venue: Venue, events: readonly VenueEvent[]): void {
    const records = events.filter(isRecorded).map(encodeEvent);
    for (const { clientOrderId } of events) {
      this.#unwritten.set(clientOrderId, (this.#unwritten.get(clientOrderId) ?? 0) + 1);
    }
    const trades = venue.state.lastTradeNumber;
    this.#log.push({ records, settle: (settlement) => this.#settle({ events, trades }, settlement) });
    const sequence = this.#log.pushedSequence;
    extendMarks(this.#marks, sequence, venue.state.time);
    if (sequence - this.#snapshotSequence < this.#options.snapshotEvery) return;
    this.#snapshotSequence = sequence;
    const body = encodeImage(venue.state, this.#marks);
    this.#log.push({
      records: [],
      settle: (settlement) => {
        if (settlement === 'durable') void this.#saveSnapshot(body, sequence);
      },
    });
  }

  #settle({ events, trades }: Written, settlement: LogSettlement): void {
    const reports: BrokerEvent[] = [];
    if (settlement === 'durable') this.#durableTrades = trades;
    for (const event of events) {
      this.#forget(event.clientOrderId);
      const request = answeredRequest(event);
      const report = settlement === 'durable' ? toReport(event, this.#venue) : undefined;
      if (request === undefined) {
        if (report !== undefined) reports.push(report);
        continue;
      }
      const { clientOrderId, time } = event;
      const detail = 'the venue does not know whether its record was written';
      const outcome =
        (report as RequestOutcome | undefined) ??
        (settlement === 'refused'
          ? storageRefusal(request, clientOrderId, time)
          : ({ kind: 'ambiguous', clientOrderId, detail, time } as const));
      if (!this.waiting.answer(request, clientOrderId, outcome) && report !== undefined) reports.push(report);
    }
    if (reports.length === 0) return;
    // The one who asked hears the answer before the listener hears what came of it.
    queueMicrotask(() => {
      for (const report of reports) this.#options.report(report);
    });
  }

  #forget(clientOrderId: string): void {
    const count = this.#unwritten.get(clientOrderId) ?? 0;
    if (count > 1) this.#unwritten.set(clientOrderId, count - 1);
    else this.#unwritten.delete(clientOrderId);
  }

  #onFailure({ kind, detail }: LogFailure): void {
    if (this.#status !== 'running') return;
    if (kind === 'lost') {
      this.#status = 'lost';
      this.#wake?.timer.cancel();
      this.waiting.abandon(detail, this.#options.clock.now());
      this.#options.report({ kind: 'disconnected', detail, time: this.#options.clock.now() });
      return;
    }
    this.#status = 'recovering';
    this.#recovery = this.#recover();
  }

  /** Never rejects: after a failed attempt the venue is closed for a moment, and tries again. */
  async #recover(): Promise<void> {
    const { clock, report } = this.#options;
    const before = this.#venue;
    try {
      await this.#load();
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'the journal can not be read';
      report({ kind: 'disconnected', detail, time: clock.now() });
      this.#retry = clock.after(RECOVERY_RETRY_MS, () => {
        this.#recovery = this.#recover().then(() => {
          if (this.current() !== undefined) report({ kind: 'connected', time: clock.now() });
        });
      });
      return;
    }
    const venue = this.current();
    if (venue === undefined || before === undefined) return;
    for (const [instrumentId, market] of before.market) venue.market.set(instrumentId, market);
    venue.underWay.push(...before.underWay);
    venue.time = Math.max(venue.time, before.time);
    this.#scheduleWake(venue);
  }

  async #load(): Promise<void> {
    const recovered = await recoverVenue(this.#options.recovery);
    if (this.#status !== 'recovering') return;
    this.#venue = createVenue(this.#options.settings, recovered.state);
    this.#marks = recovered.marks;
    this.#snapshotSequence = recovered.snapshotSequence;
    this.#durableTrades = recovered.state.lastTradeNumber;
    this.#log.resumeAt(recovered.sequence);
    this.#status = 'running';
    this.#scheduleWake(this.#venue);
  }

  #scheduleWake(venue: Venue): void {
    this.#wake?.timer.cancel();
    this.#wake = undefined;
    const at = nextDueAt(venue);
    if (at === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#options;
    const delayMs = Math.min(Math.max(at - clock.now(), 0), WAKE_MAX_MS);
    const timer = clock.after(delayMs, () => {
      this.#wake = undefined;
      this.feed({ kind: 'time', time: clock.now() });
    });
    this.#wake = { at, timer };
  }

  async #saveSnapshot(body: string, sequence: number): Promise<void> {
    const { journal, stream } = this.#options.recovery;
    try {
      await journal.saveSnapshot({ stream, sequence, version: SNAPSHOT_VERSION, body });
    } catch {
      // A snapshot only saves time: without it the next start reads more of the stream.
      this.#snapshotSequence = Math.min(this.#snapshotSequence, sequence - 1);
    }
  }
}
