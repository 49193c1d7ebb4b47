/**
 * A simulated venue with one netting account: the truth, and the wires that lead to it. Each life of a process has a
 * connection of its own; whatever is said on it, the truth is here.
 */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { FillReport, OrderReport } from '#domain/report.ts';
import type { Broker } from '#ports/broker.ts';
import type { Life } from '../kernel/life.ts';
import { Line } from './line.ts';
import { OrderFlow } from './order-flow.ts';
import { ReportStream } from './report-stream.ts';
import { VenueAdapter } from './venue-adapter.ts';
import { VenueBooks } from './venue-books.ts';
import { VenueDesk } from './venue-desk.ts';
import { mannerOf, type VenueManner } from './venue-kind.ts';
import type { VenueOptions } from './venue-options.ts';
import type { TrueAnswer, TrueOrder, TrueQuestion, TrueTrade, TrueWrite, VenueTruth } from './venue-truth.ts';
import { Weather } from './weather.ts';

export type { VenueOptions, VenuePrice } from './venue-options.ts';

interface Connection {
  readonly life: Life;
  readonly stream: ReportStream;
}

export class SimulatedVenue implements VenueTruth {
  readonly #options: VenueOptions;
  readonly #manner: VenueManner;
  readonly #books: VenueBooks;
  readonly #flow: OrderFlow;
  readonly #desk: VenueDesk;
  readonly #weather: Weather;
  readonly #writes: TrueWrite[] = [];
  /** What was asked about single orders, and the answers that arrived. */
  readonly questions: TrueQuestion[] = [];
  readonly answers: TrueAnswer[] = [];
  readonly unanswered: TrueQuestion[] = [];
  readonly toldPositions = new Set<number>();
  #connections: Connection[] = [];

  constructor(options: VenueOptions) {
    this.#options = options;
    this.#manner = mannerOf(options.kind, options);
    this.#books = new VenueBooks(options, (report) => this.#publish(report));
    this.#flow = new OrderFlow(options, this.#books, this.#manner.capabilities.reduceOnly);
    this.#desk = new VenueDesk(options, this.#books, this.#flow);
    this.#weather = new Weather(options, {
      linesDown: (detail, backAtMs) => {
        for (const { stream } of this.#connections) stream.linesDown(detail, backAtMs);
      },
      terminalDies: () => this.#desk.terminalDies(),
      terminalReturns: (isRenumbered) => this.#desk.terminalReturns(isRenumbered),
    });
  }

  get accepted(): readonly TrueOrder[] {
    return this.#books.accepted;
  }

  get trades(): readonly TrueTrade[] {
    return this.#books.trades;
  }

  get writes(): readonly TrueWrite[] {
    return this.#writes;
  }

  position(instrumentId: string): Decimal {
    return this.#books.position(instrumentId);
  }

  /** A broker for this life alone; what it writes is noted under `lifeNumber`. */
  connect(life: Life, lifeNumber: number): Broker {
    const stream = new ReportStream(this.#options, this.#weather, life);
    const { kernel } = this.#options;
    const noted = (clientOrderId: string): TrueQuestion => ({ clientOrderId, atMs: kernel.now, life: lifeNumber });
    const noteAnswer = (clientOrderId: string, fills: readonly FillReport[]): void => {
      const tradeIds = fills.map(({ tradeId }) => tradeId);
      this.answers.push({ ...noted(clientOrderId), tradeIds });
    };
    this.#connections = this.#connections.filter((connection) => !connection.life.isOver);
    this.#connections.push({ life, stream });
    return new VenueAdapter({
      desk: this.#desk,
      manner: this.#manner,
      line: new Line(this.#options, this.#weather, life),
      stream,
      life,
      noteWrite: (order) => this.#noteWrite(order, lifeNumber),
      noteQuestion: (clientOrderId) => {
        const question = noted(clientOrderId);
        this.questions.push(question);
        return question;
      },
      noteAnswer,
      notePositions: () => void this.toldPositions.add(lifeNumber),
      noteSilence: (clientOrderId) => void this.unanswered.push(noted(clientOrderId)),
    });
  }

  /** Stops, limits and what waits for a price look at the new one. */
  pricesChanged(instrumentId: string): void {
    this.#flow.pricesChanged(instrumentId);
  }

  /** Nothing keeps anybody from the venue any more: called when the world comes to rest. */
  clearWeather(): void {
    this.#weather.clear();
  }

  #publish(report: OrderReport): void {
    for (const { stream } of this.#connections) stream.publish(report);
  }

  #noteWrite({ clientOrderId, orderId, attempt }: ApprovedOrder, life: number): number {
    const writeNumber = this.#writes.length + 1;
    this.#writes.push({ writeNumber, clientOrderId, orderId, attempt, atMs: this.#options.kernel.now, life });
    return writeNumber;
  }
}
