/**
 * What an exchange adapter makes of the answers: the broker port over one line and one stream. It says `rejected` only
 * with a code that proves it, and `ambiguous` for everything it can not prove.
 */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import type { Instrument } from '#domain/instrument.ts';
import type {
  FillReport,
  QueryAnswer,
  RefusalReason,
  VenueBalance,
  VenueOrder,
  VenuePosition,
} from '#domain/report.ts';
import type {
  AmendOutcome,
  Broker,
  BrokerCapabilities,
  BrokerListener,
  CancelOutcome,
  CancelTarget,
  PlaceOutcome,
} from '#ports/broker.ts';
import type { Life } from '../kernel/life.ts';
import type { Line } from './line.ts';
import type { Placed } from './order-intake.ts';
import { DEFINITIVE_CHANGE_REFUSALS, DEFINITIVE_REFUSALS, detailOf, type Reply, type VenueCode } from './reply.ts';
import type { ReportStream } from './report-stream.ts';
import type { VenueDesk } from './venue-desk.ts';
import type { TrueQuestion } from './venue-truth.ts';
import type { VenueManner } from './venue-kind.ts';

export interface VenueAdapterOptions {
  readonly desk: VenueDesk;
  readonly manner: VenueManner;
  readonly line: Line;
  readonly stream: ReportStream;
  readonly life: Life;
  /** Notes that an order goes to the socket now; returns the number of the write. */
  readonly noteWrite: (order: ApprovedOrder) => number;
  readonly noteQuestion: (clientOrderId: string) => TrueQuestion;
  readonly noteAnswer: (clientOrderId: string, fills: readonly FillReport[]) => void;
  /** No answer has come, or none that says anything of the order. */
  readonly noteSilence: (clientOrderId: string) => void;
  /** The venue has told this life what is held. */
  readonly notePositions: () => void;
}

/** What says what to do is told with a code of ours too. */
const reasonOf = (code: VenueCode): { readonly reason?: RefusalReason } =>
  code === 'RATE_LIMITED'
    ? { reason: { code: 'VENUE_RATE_LIMITED', values: { venue: 'simulated', detail: code } } }
    : {};

/** One of its own for each asker: one for all would hold on to every run that ever waited for it. */
const never = async (): Promise<never> => await new Promise(() => undefined);

export class VenueAdapter implements Broker {
  readonly #options: VenueAdapterOptions;

  constructor(options: VenueAdapterOptions) {
    this.#options = options;
  }

  get capabilities(): BrokerCapabilities {
    return this.#options.manner.capabilities;
  }

  start(listener: BrokerListener): Promise<void> {
    return this.#isDead ? never() : this.#options.stream.start(listener);
  }

  stop(): Promise<void> {
    this.#options.stream.stop();
    return Promise.resolve();
  }

  instruments(): Promise<readonly Instrument[]> {
    const { desk } = this.#options;
    return this.#asked('instruments', () => desk.instruments());
  }

  async place(order: ApprovedOrder): Promise<PlaceOutcome> {
    if (this.#isDead) return never();
    const { desk, line, manner, noteWrite } = this.#options;
    const { clientOrderId } = order;
    const writeNumber = noteWrite(order);
    const reply = await line.send<Placed>({
      what: 'place',
      id: clientOrderId,
      deadlineAt: manner.deadlineMs === undefined ? undefined : order.deadlineAt,
      processingMs: manner.processingMs,
      mayBeDuplicated: manner.capabilities.clientOrderIdUnique === 'ever',
      handle: (answer) => desk.place(order, writeNumber, answer),
    });
    const { time } = desk;
    if (reply.kind === 'ok') return { kind: 'accepted', clientOrderId, ...reply.body };
    if (reply.kind === 'refused' && DEFINITIVE_REFUSALS.has(reply.code))
      return { kind: 'rejected', clientOrderId, venueCode: reply.code, message: '', ...reasonOf(reply.code), time };
    return { kind: 'ambiguous', clientOrderId, detail: detailOf(reply), time };
  }

  async cancel(target: CancelTarget): Promise<CancelOutcome> {
    if (this.#isDead) return never();
    const { desk } = this.#options;
    const { clientOrderId } = target;
    const reply = await this.#change('cancel', clientOrderId, (deadlineAt) => desk.cancel(target, deadlineAt));
    const { time } = desk;
    if (reply.kind === 'ok') return { kind: 'canceled', clientOrderId, venueReason: 'request', ...reply.body };
    if (reply.kind === 'refused' && DEFINITIVE_CHANGE_REFUSALS.has(reply.code))
      return { kind: 'cancel_rejected', clientOrderId, venueCode: reply.code, message: '', time };
    return { kind: 'ambiguous', clientOrderId, detail: detailOf(reply), time };
  }

  async amend(amend: ApprovedAmend): Promise<AmendOutcome> {
    if (this.#isDead) return never();
    const { desk } = this.#options;
    const { clientOrderId } = amend;
    const reply = await this.#change('amend', clientOrderId, (deadlineAt) => desk.amend(amend, deadlineAt));
    const { time } = desk;
    if (reply.kind === 'ok') return { kind: 'amended', ...reply.body };
    if (reply.kind === 'refused' && DEFINITIVE_CHANGE_REFUSALS.has(reply.code))
      return { kind: 'amend_rejected', clientOrderId, venueCode: reply.code, message: '', time };
    return { kind: 'ambiguous', clientOrderId, detail: detailOf(reply), time };
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    if (this.#isDead) return never();
    const { desk, noteQuestion, noteAnswer, noteSilence } = this.#options;
    const { clientOrderId } = target;
    const question = noteQuestion(clientOrderId);
    const reply = await this.#ask(clientOrderId, () => desk.query(target));
    question.isAnswered = true;
    if (reply.kind !== 'ok') noteSilence(clientOrderId);
    else if (reply.body.kind === 'found') noteAnswer(clientOrderId, reply.body.fills);
    return reply.kind === 'ok' ? reply.body : { kind: 'unreachable', detail: detailOf(reply) };
  }

  openOrders(): Promise<readonly VenueOrder[]> {
    return this.#asked('open orders', () => this.#options.desk.openOrders());
  }

  fillsSince(time: number): Promise<readonly FillReport[]> {
    return this.#asked('fills', () => this.#options.desk.fillsSince(time));
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const positions = await this.#asked('positions', () => this.#options.desk.positions());
    this.#options.notePositions();
    return positions;
  }

  balances(): Promise<readonly VenueBalance[]> {
    return this.#asked('balances', () => this.#options.desk.balances());
  }

  get #isDead(): boolean {
    return this.#options.life.isOver;
  }

  /** Rejects when the venue did not answer. */
  async #asked<T>(what: string, handle: () => Reply<T>): Promise<T> {
    if (this.#isDead) return never();
    const reply = await this.#ask(what, handle);
    if (reply.kind === 'ok') return reply.body;
    throw new Error(`${what}: ${detailOf(reply)}`);
  }

  #ask<T>(id: string, handle: () => Reply<T>): Promise<Reply<T>> {
    return this.#options.line.send({
      what: 'ask',
      id,
      processingMs: 0,
      mayBeDuplicated: false,
      handle: (answer) => answer(handle()),
    });
  }

  /** Signed as an order is: not to be taken after its deadline, where the venue has deadlines. */
  #change<T>(
    what: 'cancel' | 'amend',
    id: string,
    handle: (deadlineAt: number | undefined) => Reply<T>,
  ): Promise<Reply<T>> {
    const { desk, line, manner } = this.#options;
    const deadlineAt = manner.deadlineMs === undefined ? undefined : desk.time + manner.deadlineMs;
    return line.send({
      what,
      id,
      deadlineAt,
      processingMs: 0,
      // A second cancel finds the order ended, a second amend sets what is set: of these a copy is harmless anywhere.
      mayBeDuplicated: manner.capabilities.clientOrderIdUnique === 'ever',
      handle: (answer) => answer(handle(deadlineAt)),
    });
  }
}
