/** The desk at which the broker's promises are tested: it mints approvals, places orders, and remembers what it heard. */
import { add, type Decimal, decimal, formatDecimal, multiply, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { FillReport } from '#domain/report.ts';
import type { Broker, BrokerEvent, CancelTarget, PlaceOutcome } from './broker.ts';

export interface ConformancePrice {
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** Absent: more than any test asks for. */
  readonly quantity?: Decimal;
}

/** A venue with one fresh account, open, and with a price. */
export interface BrokerBench {
  /** The broker as it is now; another one after `restart`. */
  broker(): Broker;
  /** What the listener heard, oldest first, over restarts. */
  readonly events: readonly BrokerEvent[];
  readonly accountId: string;
  /** Tradable both ways; the test trades at most 100 of its smallest quantities. */
  readonly instrument: Instrument;
  /** The quantity the tests count in, where the smallest one is worth too little to be traded alone. */
  readonly lot?: Decimal;
  /** A market buy is sized by its cost there: what stands for one is a limit order that goes at once or not at all. */
  readonly buysAtLimit?: true;
  /** The middle of the price the venue was opened with; a multiple of the tick. */
  readonly price: Decimal;
  setPrice(price: ConformancePrice): Promise<void>;
  /** Closes everything without a farewell and opens it on what was durable. */
  restart(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
  now(): number;
  close(): Promise<void>;
}

/** How far above the middle a buy that stands for a market order may go. */
const MARKET_COLLAR_TICKS = 100;

export type Terms = Partial<Omit<OrderRequest, 'quantity'>> & { readonly lots?: number };

export class Desk {
  readonly bench: BrokerBench;
  #count = 0;

  constructor(bench: BrokerBench) {
    this.bench = bench;
  }

  get broker(): Broker {
    return this.bench.broker();
  }

  /** `count` times the smallest quantity that can be traded. */
  lots(count: number): Decimal {
    return multiply(this.bench.lot ?? this.bench.instrument.quantityMin, decimal(String(count)));
  }

  /** The price `count` ticks from the middle. */
  ticks(count: number): Decimal {
    return add(this.bench.price, multiply(this.bench.instrument.tickSize, decimal(String(count))));
  }

  async priceAt(ticks: number, lots?: number): Promise<void> {
    const quantity = lots === undefined ? {} : { quantity: this.lots(lots) };
    await this.bench.setPrice({ bid: this.ticks(ticks - 1), ask: this.ticks(ticks + 1), ...quantity });
    await this.bench.settle();
  }

  nextId(): string {
    this.#count += 1;
    return `conformanceorder${String(this.#count)
      .padStart(8, 'a')
      .replaceAll(/\d/g, (digit) => 'bcdefghijk'[Number(digit)] ?? 'b')}`;
  }

  target(clientOrderId: string): CancelTarget {
    return { clientOrderId, instrumentId: this.bench.instrument.id };
  }

  order(clientOrderId: string, { lots = 1, ...terms }: Terms = {}) {
    const now = this.bench.now();
    return mintApprovedOrder({
      accountId: this.bench.accountId,
      orderId: `o${clientOrderId.slice(1)}`,
      clientOrderId,
      attempt: 1,
      approvedAt: now,
      limitsVersion: '1',
      deadlineAt: now + 10_000,
      request: {
        instrumentId: this.bench.instrument.id,
        side: 'buy',
        type: 'market',
        timeInForce: 'gtc',
        postOnly: false,
        reduceOnly: false,
        role: 'entry',
        ...terms,
        ...this.#marketBuy(terms),
        quantity: this.lots(lots),
      },
    });
  }

  #marketBuy({ type = 'market', side = 'buy' }: Terms): Terms {
    if (this.bench.buysAtLimit !== true || type !== 'market' || side !== 'buy') return {};
    return { type: 'limit', timeInForce: 'ioc', limitPrice: this.ticks(MARKET_COLLAR_TICKS) };
  }

  /** Places an order and waits for what comes of it. */
  async place(terms: Terms = {}, clientOrderId = this.nextId()): Promise<{ id: string; outcome: PlaceOutcome }> {
    const outcome = await this.broker.place(this.order(clientOrderId, terms));
    await this.bench.settle();
    return { id: clientOrderId, outcome };
  }

  async accepted(terms: Terms = {}): Promise<string> {
    const { id, outcome } = await this.place(terms);
    if (outcome.kind !== 'accepted') throw new Error(`the venue answered ${JSON.stringify(outcome)}`);
    return id;
  }

  eventsOf(clientOrderId: string): readonly BrokerEvent[] {
    return this.bench.events.filter((event) => 'clientOrderId' in event && event.clientOrderId === clientOrderId);
  }

  fillsOf(clientOrderId: string): readonly FillReport[] {
    return this.eventsOf(clientOrderId).filter((event) => event.kind === 'fill');
  }

  filled(clientOrderId: string): string {
    return formatDecimal(this.fillsOf(clientOrderId).reduce((sum, fill) => add(sum, fill.quantity), ZERO));
  }

  async found(clientOrderId: string) {
    const answer = await this.broker.query(this.target(clientOrderId));
    if (answer.kind !== 'found') throw new Error(`the venue answered ${answer.kind}`);
    return answer;
  }

  async status(clientOrderId: string): Promise<string> {
    return (await this.found(clientOrderId)).order.status;
  }

  /** The terms under which an order closes what `openingId` opened. */
  async closing(mode: 'netting' | 'hedging'): Promise<Terms> {
    if (mode === 'netting') return { reduceOnly: true, role: 'close' };
    const [position] = await this.broker.positions();
    return { reduceOnly: true, role: 'close', positionId: position?.positionId ?? 'none' };
  }
}
