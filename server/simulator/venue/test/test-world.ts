/** A small world for the tests of the venue: a kernel, one process and a price, driven one call at a time. */
import { decimal, type Decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { mintApprovedAmend, mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { FillReport } from '#domain/report.ts';
import type { Broker, BrokerEvent } from '#ports/broker.ts';
import type { FaultName } from '../../faults/fault-kinds.ts';
import { FaultPlan } from '../../faults/fault-plan.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { Life } from '../../kernel/life.ts';
import { Random } from '../../kernel/random.ts';
import { Trace } from '../../trace/trace.ts';
import { SimulatedVenue, type VenueOptions, type VenuePrice } from '../simulated-venue.ts';
import { REQUEST_DEADLINE_MS, type VenueKind } from '../venue-kind.ts';

export const EPOCH_MS = 1_700_000_000_000;

export const TRADED: Instrument = {
  id: 'XYZ',
  venue: 'sim',
  kind: 'crypto_perpetual',
  baseCurrency: 'XYZ',
  quoteCurrency: 'USD',
  tickSize: decimal('0.01'),
  lotStep: ONE,
  quantityMin: ONE,
  quantityMax: decimal('1000000'),
  notionalMin: ZERO,
  contractSize: ONE,
  lotSize: ONE,
  marginRate: ONE,
  shortable: true,
  tradable: true,
  timeZone: 'UTC',
  sessions: [],
  aliases: [],
};

export type TestTerms = Partial<Omit<OrderRequest, 'quantity' | 'limitPrice' | 'stopPrice'>> & {
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
};

export interface TestWorldOptions extends Partial<Pick<VenueOptions, 'hasWhims' | 'balance' | 'numbersReports'>> {
  readonly seed?: number;
  /** These faults happen at every opportunity, until `faults.isOver`. */
  readonly always?: readonly FaultName[];
  /** How often one of them happens at most. */
  readonly times?: number;
}

/** Faults that strike whenever they are asked for. */
class CertainFaults extends FaultPlan {
  /** How often one may still happen. */
  left: number;

  constructor(seed: number, choice: { names: readonly FaultName[]; times: number }, now: () => number) {
    super(seed, { only: choice.names }, { now, onInjected: () => undefined });
    this.left = choice.times;
  }

  override strikes(name: FaultName): boolean {
    if (this.left <= 0 || !super.strikes(name, Number.POSITIVE_INFINITY)) return false;
    this.left -= 1;
    return true;
  }
}

export class TestWorld {
  readonly kernel = new Kernel();
  readonly trace = new Trace(() => this.kernel.now, true);
  readonly faults: CertainFaults;
  readonly venue: SimulatedVenue;
  readonly events: BrokerEvent[] = [];
  readonly crashes: string[] = [];
  life: Life;
  broker: Broker;
  price: VenuePrice = { bid: decimal('99.99'), ask: decimal('100.01') };
  #lives = 0;
  #driving: Promise<unknown> = Promise.resolve();

  constructor(
    kind: VenueKind,
    { seed = 1, always = [], times = Number.POSITIVE_INFINITY, ...rest }: TestWorldOptions = {},
  ) {
    this.faults = new CertainFaults(seed, { names: always, times }, () => this.kernel.now);
    this.venue = new SimulatedVenue({
      kernel: this.kernel,
      faults: this.faults,
      trace: this.trace,
      random: new Random(seed).fork('venue'),
      kind,
      wallMs: () => this.wallMs,
      price: () => this.price,
      crash: (life, why) => {
        life.end();
        this.crashes.push(why);
      },
      currency: 'USD',
      instruments: [TRADED],
      ...rest,
    });
    this.life = this.#newLife();
    this.broker = this.venue.connect(this.life, this.#lives);
  }

  get wallMs(): number {
    return EPOCH_MS + this.kernel.now;
  }

  get fills(): readonly FillReport[] {
    return this.events.filter((event) => event.kind === 'fill');
  }

  /** The faults may strike so often again. */
  allow(times: number): void {
    this.faults.left = times;
  }

  /** Another life of the process, connected and listening. */
  async restart(): Promise<void> {
    this.life.end();
    this.life = this.#newLife();
    this.broker = this.venue.connect(this.life, this.#lives);
    await this.start();
  }

  start(): Promise<void> {
    return this.drive(this.broker.start((event) => void this.events.push(event)));
  }

  /** Lets time pass until the promise is settled. One after the other, so that calls made together stay together. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    promise.then(settled, settled);
    this.#driving = this.#driving.then(() =>
      isSettled
        ? undefined
        : this.kernel.run(
            this.kernel.now + 120_000,
            () => undefined,
            () => isSettled,
          ),
    );
    await this.#driving;
    if (!isSettled) throw new Error('it was never settled');
    return await promise;
  }

  /** Lets so much time pass. */
  async pass(durationMs: number): Promise<void> {
    await this.kernel.run(
      this.kernel.now + durationMs,
      () => undefined,
      () => false,
    );
  }

  async setPrice(bid: string, ask: string, quantity?: string): Promise<void> {
    const depth = quantity === undefined ? {} : { quantity: decimal(quantity) };
    this.price = { bid: decimal(bid), ask: decimal(ask), ...depth };
    this.venue.pricesChanged(TRADED.id);
    await this.pass(5_000);
  }

  order(clientOrderId: string, terms: TestTerms = {}, deadlineInMs = REQUEST_DEADLINE_MS) {
    return mintApprovedOrder({
      accountId: 'a',
      orderId: `order-${clientOrderId}`,
      clientOrderId,
      attempt: 1,
      approvedAt: this.wallMs,
      limitsVersion: '1',
      deadlineAt: this.wallMs + deadlineInMs,
      request: requestOf(terms),
    });
  }

  place(clientOrderId: string, terms: TestTerms = {}, deadlineInMs = REQUEST_DEADLINE_MS) {
    return this.drive(this.broker.place(this.order(clientOrderId, terms, deadlineInMs)));
  }

  cancel(clientOrderId: string) {
    return this.drive(this.broker.cancel(targetOf(clientOrderId)));
  }

  amend(clientOrderId: string, quantity: string, limitPrice?: string) {
    const price = limitPrice === undefined ? {} : { limitPrice: decimal(limitPrice) };
    const fields = { accountId: 'a', orderId: 'o', ...targetOf(clientOrderId), quantity: decimal(quantity), ...price };
    return this.drive(this.broker.amend(mintApprovedAmend(fields)));
  }

  query(clientOrderId: string) {
    return this.drive(this.broker.query(targetOf(clientOrderId)));
  }

  #newLife(): Life {
    this.#lives += 1;
    return new Life(this.kernel, () => this.wallMs);
  }
}

/** A world whose process is connected. Faults begin afterwards. */
export async function openWorld(kind: VenueKind, options: TestWorldOptions = {}): Promise<TestWorld> {
  const world = new TestWorld(kind, options);
  world.faults.isOver = true;
  await world.start();
  world.faults.isOver = false;
  return world;
}

export const targetOf = (clientOrderId: string) => ({ clientOrderId, instrumentId: TRADED.id });

export function requestOf({ quantity = '10', limitPrice, stopPrice, ...terms }: TestTerms): OrderRequest {
  return {
    instrumentId: TRADED.id,
    side: 'buy',
    type: stopPrice !== undefined ? 'stop' : limitPrice !== undefined ? 'limit' : 'market',
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    role: 'entry',
    ...terms,
    quantity: decimal(quantity),
    ...(limitPrice === undefined ? {} : { limitPrice: decimal(limitPrice) }),
    ...(stopPrice === undefined ? {} : { stopPrice: decimal(stopPrice) }),
  };
}

export const sumOf = (parts: readonly { readonly quantity: Decimal }[]): Decimal =>
  parts.reduce((sum, { quantity }) => (sum + quantity) as Decimal, ZERO);
