/** An engine on a bench: an opened, reconciled account with two instruments, fresh prices and generous limits. */
import type { Account, AccountEnvironment, ExchangeTerms, PositionMode } from '#domain/account.ts';
import { decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Order } from '#domain/order.ts';
import type { OrderReport } from '#domain/report.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import type { Effect } from '../effects.ts';
import type { EngineEvent } from '../events.ts';
import type { EngineInput } from '../inputs.ts';
import { type AccountState, createAccountState, type VenueTraits } from '../state.ts';
import { step, type StepResult } from '../step.ts';

export const START = 1_800_000_000_000;

export const BTC: Instrument = {
  id: 'BTCUSDT',
  venue: 'paper',
  kind: 'crypto_spot',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  tickSize: decimal('0.01'),
  lotStep: decimal('0.0001'),
  quantityMin: decimal('0.0001'),
  quantityMax: decimal('100'),
  notionalMin: decimal('5'),
  contractSize: ONE,
  lotSize: ONE,
  marginRate: decimal('0.1'),
  shortable: true,
  tradable: true,
  timeZone: 'UTC',
  sessions: [],
  aliases: [],
};

export const SHARES: Instrument = {
  ...BTC,
  id: '600000.SH',
  kind: 'stock',
  baseCurrency: '600000',
  quoteCurrency: 'USD',
  lotStep: decimal('100'),
  quantityMin: decimal('100'),
  quantityMax: decimal('1000000'),
  notionalMin: ZERO,
  lotSize: decimal('100'),
  marginRate: ONE,
  shortable: false,
};

export const LIMITS: RiskLimits = {
  version: 'v1',
  orderValueMax: decimal('500000'),
  positionValueMax: decimal('2000000'),
  priceCollarPercent: decimal('5'),
  referenceMaxAgeMs: 10_000,
  messageRate: { count: 1_000_000, windowMs: 1_000 },
  repeatedExecution: { count: 1_000_000, windowMs: 60_000 },
  duplicateIntent: { count: 1_000_000, windowMs: 1_000 },
  openOrdersMax: 10_000,
  quantityMin: new Map(),
  quantityMax: new Map(),
  defaultQuantity: new Map([['BTCUSDT', decimal('0.01')]]),
  allowedSymbols: ['*'],
  intervals: [],
};

export const TRAITS: VenueTraits = {
  orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
  timesInForce: ['gtc', 'ioc', 'fok', 'day'],
  postOnly: true,
  reduceOnly: true,
  amend: true,
  oneCancelsOther: true,
  requestDeadlineMs: 1_000,
  proofDelayMs: 0,
};

export const ROUTE: Route = {
  accounts: ['paper'],
  mode: 'trade',
  symbolMap: new Map(),
  levelUnit: 'price',
  riskUnit: 'lots',
  allowedActions: [],
  windows: [],
  maxAgeMs: 60_000,
};

export interface BenchOptions {
  readonly positionMode?: PositionMode;
  readonly limits?: Partial<RiskLimits>;
  readonly traits?: Partial<VenueTraits>;
  /** Absent: paper. */
  readonly environment?: AccountEnvironment;
  readonly leverage?: string;
  /** Absent: reconciled and ready. */
  readonly unreconciled?: true;
}

/** One account's engine with a hand on its clock, and memory of all it said. */
export class EngineBench {
  readonly state: AccountState;
  readonly events: EngineEvent[] = [];
  readonly effects: Effect[] = [];
  now = START;
  #signals = 0;
  #trades = 0;

  constructor(options: BenchOptions = {}) {
    const account: Account = {
      id: 'paper',
      name: 'Paper',
      broker: 'paper',
      environment: options.environment ?? 'paper',
      currency: 'USD',
      positionMode: options.positionMode ?? 'netting',
      initialBalance: decimal('1000000'),
      createdAt: START,
      ...(options.leverage === undefined ? {} : { exchange: termsOf(options.leverage) }),
    };
    this.state = createAccountState(account, benchSettings(options.traits));
    this.send({ kind: 'limits', limits: { ...LIMITS, ...options.limits } });
    this.send({ kind: 'conversion_rate', currency: 'USDT', rate: ONE });
    this.send({ kind: 'conversion_rate', currency: 'USD', rate: ONE });
    this.quote('BTCUSDT', '60000', '60010');
    this.quote('600000.SH', '10', '10.02');
    this.send({ kind: 'open_account', account });
    if (options.unreconciled === undefined) this.send({ kind: 'reconciled', positions: [], ordersCompared: 0 });
  }

  send(input: Unstamped<EngineInput>): StepResult {
    const result = step(this.state, { ...input, now: this.now } as EngineInput);
    this.events.push(...result.events);
    this.effects.push(...result.effects);
    return result;
  }

  quote(instrumentId: string, bid: string, ask: string): void {
    const quote = {
      instrumentId,
      bid: decimal(bid),
      ask: decimal(ask),
      last: decimal(bid),
      time: this.now,
      source: 'simulated' as const,
    };
    this.send({ kind: 'quote', quote });
  }

  /** Executes one command; answers the orders it made. */
  execute(
    command: SignalCommand,
    more: { readonly route?: Partial<Route>; readonly signalId?: string; readonly source?: string } = {},
  ): Order[] {
    this.#signals += 1;
    const signalId = more.signalId ?? `signal${this.#signals}`;
    const route = { ...ROUTE, ...more.route };
    const result = this.send({
      kind: 'execute',
      signalId,
      source: more.source ?? 'hook:one',
      index: 0,
      command,
      route,
      receivedAt: this.now,
    });
    const decision = result.events.find((event) => event.kind === 'signal_decided');
    const ids = decision?.kind === 'signal_decided' ? decision.orderIds : [];
    return ids.map((id) => this.order(id));
  }

  order(id: string): Order {
    const order = this.state.orders.get(id);
    if (order === undefined) throw new Error(`no order ${id}`);
    return order;
  }

  accept(order: Order): void {
    this.report({
      kind: 'accepted',
      clientOrderId: clientIdOf(order),
      venueOrderId: `v-${clientIdOf(order)}`,
      time: this.now,
    });
  }

  fill(
    order: Order,
    fill: {
      readonly price: string;
      readonly quantity?: string;
      readonly fee?: string;
      readonly feeCurrency?: string;
      readonly tradeId?: string;
    },
  ): void {
    this.#trades += 1;
    this.report({
      kind: 'fill',
      clientOrderId: clientIdOf(order),
      tradeId: fill.tradeId ?? `t${this.#trades}`,
      instrumentId: order.request.instrumentId,
      side: order.request.side,
      price: decimal(fill.price),
      quantity: fill.quantity === undefined ? order.request.quantity : decimal(fill.quantity),
      fee: decimal(fill.fee ?? '0'),
      ...(fill.feeCurrency === undefined ? {} : { feeCurrency: fill.feeCurrency }),
      liquidity: 'taker',
      time: this.now,
    });
  }

  /** The venue has canceled the order and says that nothing more of it filled than was heard of. */
  cancel(order: Order, venueReason?: string): void {
    this.report({
      kind: 'canceled',
      clientOrderId: clientIdOf(order),
      filledQuantity: order.filledQuantity,
      time: this.now,
      ...(venueReason === undefined ? {} : { venueReason }),
    });
  }

  report(report: OrderReport): StepResult {
    return this.send({ kind: 'report', report });
  }

  /** Open orders of a role, oldest first. */
  open(role: Order['request']['role']): Order[] {
    return [...this.state.orders.values()].filter(
      (order) =>
        order.request.role === role && !['filled', 'canceled', 'denied', 'expired', 'rejected'].includes(order.status),
    );
  }

  effectsOf<K extends Effect['kind']>(kind: K): Extract<Effect, { kind: K }>[] {
    return this.effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
  }
}

const termsOf = (leverage: string): ExchangeTerms => ({
  markets: ['swap'],
  marginMode: 'cross',
  leverage: decimal(leverage),
});

type Unstamped<T> = T extends unknown ? Omit<T, 'now'> : never;

export function benchSettings(traits: Partial<VenueTraits> = {}) {
  return {
    directory: createInstrumentDirectory([BTC, SHARES]),
    traits: { ...TRAITS, ...traits },
    deriveId: (parts: readonly string[]) => parts.join('~'),
  };
}

export function clientIdOf(order: Order): string {
  if (order.clientOrderId === undefined) throw new Error('not signed yet');
  return order.clientOrderId;
}

export const buy = (quantity: string, more: Partial<SignalCommand> = {}): SignalCommand =>
  command('buy', quantity, more);
export const sell = (quantity: string, more: Partial<SignalCommand> = {}): SignalCommand =>
  command('sell', quantity, more);

function command(action: 'buy' | 'sell', quantity: string, more: Partial<SignalCommand>): SignalCommand {
  return {
    action,
    symbol: 'BTCUSDT',
    quantity: decimal(quantity),
    quantityUnit: 'units',
    orderType: 'market',
    ...more,
  };
}
