/** A random history of one account: what people, the venue and the passing of time do, with the books checked after each step. */
import fc from 'fast-check';
import { add, type Decimal, decimal, ZERO } from '#domain/decimal.ts';
import { isTerminal } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, EngineBench, sell } from './engine-harness.ts';
import { type Fate, ModelVenue } from './model-venue.ts';

const SIZES = ['0.1', '0.2', '0.3', '1'] as const;
const FATES: readonly Fate[] = ['answered', 'answered', 'answered', 'answer lost', 'request lost', 'refused'];
/** In one step, beside some for each order there is, and in one history: beyond it something runs away. */
const EFFECTS_MAX = 60;
const EFFECTS_OF_ORDER = 4;
const ROUNDS_MAX = 200;

export type Action = readonly [name: ActionName, first: number, second: number];
const ACTIONS = [
  'signal',
  'signal',
  'arrive',
  'arrive',
  'fill',
  'fill',
  'deliver',
  'deliver',
  'repeat',
  'answer',
  'wait',
  'venue cancels',
  'cancel',
  'amend',
  'halt',
  'restart',
] as const;
type ActionName = (typeof ACTIONS)[number];

/** Histories as fast-check makes and shrinks them. */
export const actions = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(11), fc.nat(5)), {
  minLength: 1,
  maxLength: 90,
  size: 'max',
});

/** What must always be true, beside what the tests ask. */
function demand(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

export class History {
  readonly bench: EngineBench;
  readonly venue: ModelVenue;
  #heard: Parameters<EngineBench['report']>[0][] = [];
  #seenEvents = 0;
  #seenEffects = 0;
  readonly signed = new Set<string>();

  constructor(positionMode: 'netting' | 'hedging') {
    this.bench = new EngineBench({ positionMode });
    this.venue = new ModelVenue(positionMode === 'hedging');
    this.after();
  }

  act([name, first, second]: Action): void {
    const { bench, venue } = this;
    bench.now += 7;
    switch (name) {
      case 'signal':
        bench.quote('BTCUSDT', '60000', '60010');
        bench.execute(commandOf(first, second));
        break;
      case 'arrive':
        venue.arrive(first % Math.max(1, venue.flying.length), FATES[second] ?? 'answered', bench.now);
        break;
      case 'fill':
        this.#fill(first, second);
        break;
      case 'deliver':
        this.#deliver(first % Math.max(1, venue.reports.length));
        break;
      case 'repeat': {
        const report = this.#heard[(first * 6 + second) % Math.max(1, this.#heard.length)];
        if (report !== undefined) bench.report(report);
        break;
      }
      case 'answer':
        this.#answer(first % Math.max(1, venue.questions.length), second === 0);
        break;
      case 'wait':
        this.#pass(first * first * 100);
        break;
      case 'venue cancels': {
        const order = pick(venue.open(), first);
        if (order !== undefined) venue.cancel(order, bench.now);
        break;
      }
      case 'cancel': {
        const order = pick(
          [...bench.state.orders.values()].filter(({ status }) => !isTerminal(status)),
          first,
        );
        if (order !== undefined) bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
        break;
      }
      case 'amend':
        this.#amend(first, second);
        break;
      case 'halt':
        this.#setState(second < 3 ? 'active' : second < 5 ? 'reducing' : 'halted');
        break;
      case 'restart':
        this.#restart(second === 0);
        break;
    }
    this.after();
  }

  #fill(first: number, second: number): void {
    const order = pick(this.venue.open(), first);
    if (order === undefined) return;
    const price = decimal(String(59_990 + second * 7));
    const quantity = second % 2 === 0 ? decimal('0.05') : decimal('1');
    this.venue.fill(order, { price, quantity, now: this.bench.now });
  }

  #amend(first: number, second: number): void {
    const order = pick(
      [...this.bench.state.orders.values()].filter(({ request }) => request.type === 'limit'),
      first,
    );
    if (order === undefined) return;
    const quantity = decimal(SIZES[second % SIZES.length] ?? '1');
    this.bench.send({ kind: 'amend', orderId: order.id, quantity, actor: 'me' });
  }

  #setState(state: 'active' | 'reducing' | 'halted'): void {
    this.bench.send({
      kind: 'set_trading_state',
      state,
      reason: { code: 'TRADING_STATE_SET', values: {} },
      actor: 'me',
    });
  }

  #deliver(index: number): void {
    const [report] = this.venue.reports.splice(index, 1);
    if (report === undefined) return;
    this.#heard.push(report);
    this.bench.report(report);
  }

  #answer(index: number, unreachable: boolean): void {
    const [question] = this.venue.questions.splice(index, 1);
    if (question === undefined) return;
    const { orderId, clientOrderId } = question;
    const answer = unreachable
      ? ({ kind: 'unreachable', detail: 'down' } as const)
      : this.venue.answer(question, this.bench.now);
    this.bench.send({ kind: 'query_answer', orderId, clientOrderId, answer });
  }

  #pass(durationMs: number): void {
    this.bench.now += durationMs;
    const due = this.venue.polls.filter(({ at }) => at <= this.bench.now);
    for (const poll of due) {
      this.venue.polls.splice(this.venue.polls.indexOf(poll), 1);
      this.bench.send({ kind: 'poll', orderId: poll.orderId });
    }
  }

  /** As the runtime does: what is open is asked for one by one, then trades that were missed, then positions. */
  #restart(sameConnection: boolean): void {
    const { bench, venue } = this;
    if (!sameConnection) {
      venue.hangUp();
      bench.send({ kind: 'recovered' });
      this.after();
    }
    for (const order of [...bench.state.orders.values()]) {
      const { id: orderId, clientOrderId } = order;
      if (isTerminal(order.status) || clientOrderId === undefined) continue;
      const answer = venue.answer({ clientOrderId }, bench.now);
      bench.send({ kind: 'query_answer', orderId, clientOrderId, answer });
      this.after();
    }
    for (const { fills } of venue.orders.values()) for (const fill of fills) bench.report(fill);
    this.after();
    bench.send({ kind: 'reconciled', positions: venue.positions(), ordersCompared: 0 });
  }

  /** Checked after each step. */
  after(): void {
    const { bench, venue } = this;
    const events = bench.events.slice(this.#seenEvents);
    const effects = bench.effects.slice(this.#seenEffects);
    this.#seenEvents = bench.events.length;
    this.#seenEffects = bench.effects.length;
    for (const event of events) if (event.kind === 'order_submitting') this.signed.add(event.clientOrderId);
    for (const effect of effects) {
      if (effect.kind === 'place') demand(this.signed.has(effect.order.clientOrderId), 'placed before it was signed');
    }
    venue.take(effects, bench.now);
    const most = EFFECTS_MAX + bench.state.orders.size * EFFECTS_OF_ORDER;
    demand(effects.length < most, 'effects without end');
    demand(new Set(venue.placedIds).size === venue.placedIds.length, 'a client order id was placed twice');
    for (const [orderId, count] of venue.taken) demand(count === 1, `two attempts of ${orderId} are at the venue`);
    this.#checkBooks();
  }

  #checkBooks(): void {
    const { state } = this.bench;
    let reserved: Decimal = ZERO;
    let open = 0;
    for (const order of state.orders.values()) {
      demand(order.reservation >= ZERO, `${order.id} holds back less than nothing`);
      reserved = add(reserved, order.reservation);
      if (!isTerminal(order.status)) open += 1;
      else demand(order.reservation === ZERO, `${order.id} has ended and holds something back`);
    }
    demand(state.reserved === reserved, 'what is held back is not the sum of the orders');
    demand(state.openCount === open, 'the count of open orders is wrong');
  }

  /** Everything arrives, everything is said, asked and answered. */
  settle(): number {
    const { bench, venue } = this;
    this.#setState('active');
    this.after();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (venue.flying.length + venue.reports.length + venue.questions.length + venue.polls.length === 0) return round;
      while (venue.flying.length > 0) venue.arrive(0, 'answered', bench.now);
      for (const order of venue.open()) {
        const trade = { price: decimal('60000'), quantity: order.quantity, now: bench.now };
        if (order.placed.request.type === 'market') venue.fill(order, trade);
      }
      while (venue.reports.length > 0) this.#deliver(0);
      while (venue.questions.length > 0) this.#answer(0, false);
      this.#pass(1_100);
      this.after();
    }
    throw new Error(`after ${ROUNDS_MAX} rounds ${venue.flying.length} requests are still on their way`);
  }
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}

function commandOf(kind: number, size: number): SignalCommand {
  const quantity = SIZES[size % SIZES.length] ?? '1';
  const protectedBuy = { stopLoss: decimal('59000'), takeProfit: decimal('62000') };
  const protectedSell = { stopLoss: decimal('61000'), takeProfit: decimal('58000') };
  const commands: SignalCommand[] = [
    buy(quantity),
    sell(quantity),
    buy(quantity, protectedBuy),
    sell(quantity, protectedSell),
    buy(quantity, { orderType: 'limit', price: decimal('59500'), stopLoss: decimal('59000') }),
    sell(quantity, { orderType: 'limit', price: decimal('60500') }),
    { action: 'close', symbol: 'BTCUSDT' },
    {
      action: 'target',
      symbol: 'BTCUSDT',
      targetPosition: size < 3 ? 'long' : 'short',
      targetQuantity: decimal('0.5'),
    },
    { action: 'cancel', symbol: 'BTCUSDT' },
    { action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal(size < 3 ? '59500' : '0'), stopLossUnit: 'price' },
    buy(quantity, {
      stopLoss: decimal('59000'),
      takeProfits: [{ value: decimal('61000') }, { value: decimal('62000') }],
    }),
    { action: 'close', symbol: 'BTCUSDT', quantity: decimal('0.1'), quantityUnit: 'units' },
  ];
  return commands[kind] ?? buy(quantity);
}

/** The history, step by step. */
export function runHistory(
  positionMode: 'netting' | 'hedging',
  list: readonly Action[],
  prepare: (bench: EngineBench) => void = () => undefined,
): History {
  const history = new History(positionMode);
  prepare(history.bench);
  for (const action of list) history.act(action);
  return history;
}
