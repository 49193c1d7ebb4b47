/** A broker that does at once, later or never what it is told to; its books are the truth, whoever else forgets them. */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import { add, type Decimal, negate, ZERO } from '#domain/decimal.ts';
import type { FillReport, OrderReport, QueryAnswer, VenueOrder, VenuePosition } from '#domain/report.ts';
import type { Broker, BrokerEvent, BrokerListener, CancelTarget } from '#ports/broker.ts';

interface Held {
  readonly order: ApprovedOrder;
  status: VenueOrder['status'];
  readonly fills: FillReport[];
}

export interface ScriptedBroker extends Broker {
  readonly placed: ApprovedOrder[];
  readonly canceled: CancelTarget[];
  readonly amended: ApprovedAmend[];
  readonly queried: CancelTarget[];
  readonly held: Map<string, Held>;
  /** fill: market orders fill at once. rest: everything is accepted and rests. silent: accepted, but nobody is told. */
  mode: 'fill' | 'rest' | 'silent';
  /** What each answer to a question waits for. */
  delay: () => Promise<void>;
  /** Overrides what it says it holds. */
  claims: (() => Promise<readonly VenuePosition[]>) | undefined;
  fill(clientOrderId: string, options?: { readonly unheard?: true }): void;
  say(event: BrokerEvent): void;
}

const PRICE = '60010';

export function createScriptedBroker(price: (text: string) => Decimal, now: () => number): ScriptedBroker {
  let listener: BrokerListener = () => undefined;
  let trades = 0;
  const held = new Map<string, Held>();
  const positions = (): readonly VenuePosition[] => {
    const sums = new Map<string, Decimal>();
    for (const { order, fills } of held.values()) {
      for (const { quantity, side } of fills) {
        const id = order.request.instrumentId;
        sums.set(id, add(sums.get(id) ?? ZERO, side === 'buy' ? quantity : negate(quantity)));
      }
    }
    return [...sums]
      .filter(([, quantity]) => quantity !== ZERO)
      .map(([id, quantity]) => ({ positionId: id, instrumentId: id, quantity, averagePrice: ZERO }));
  };
  const broker: ScriptedBroker = {
    capabilities: {
      orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
      timesInForce: ['gtc', 'ioc', 'fok', 'day'],
      postOnly: true,
      reduceOnly: true,
      amend: true,
      oneCancelsOther: true,
      positionModes: ['netting'],
      clientOrderIdUnique: 'ever',
      proofDelayMs: 0,
    },
    placed: [],
    canceled: [],
    amended: [],
    queried: [],
    held,
    mode: 'fill',
    delay: () => Promise.resolve(),
    claims: undefined,
    start(heard) {
      listener = heard;
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
    instruments: () => Promise.resolve([]),
    async place(order) {
      broker.placed.push(order);
      const { clientOrderId, request } = order;
      const time = now();
      if (held.has(clientOrderId)) throw new Error(`placed twice: ${clientOrderId}`);
      held.set(clientOrderId, { order, status: 'open', fills: [] });
      if (broker.mode === 'silent') return new Promise(() => undefined);
      if (broker.mode === 'fill' && request.type === 'market') queueMicrotask(() => broker.fill(clientOrderId));
      await Promise.resolve();
      return { kind: 'accepted', clientOrderId, venueOrderId: `V-${clientOrderId}`, time };
    },
    async cancel(target) {
      broker.canceled.push(target);
      const order = held.get(target.clientOrderId);
      await Promise.resolve();
      if (order?.status !== 'open')
        return { kind: 'cancel_rejected', ...target, venueCode: 'CLOSED', message: '', time: now() };
      order.status = 'canceled';
      const filledQuantity = filledOf(order);
      return { kind: 'canceled', clientOrderId: target.clientOrderId, filledQuantity, time: now() };
    },
    amend(amend) {
      broker.amended.push(amend);
      return Promise.resolve({ kind: 'amended', time: now(), ...amend });
    },
    async query(target): Promise<QueryAnswer> {
      broker.queried.push(target);
      await broker.delay();
      const order = held.get(target.clientOrderId);
      if (order === undefined) return { kind: 'not_found', venueTime: now() };
      return { kind: 'found', order: venueOrder(order, now()), fills: [...order.fills] };
    },
    openOrders: () => Promise.resolve([]),
    fillsSince: (time) =>
      Promise.resolve([...held.values()].flatMap(({ fills }) => fills.filter((fill) => fill.time >= time))),
    positions: async () => {
      await broker.delay();
      return broker.claims === undefined ? positions() : await broker.claims();
    },
    balances: () => Promise.resolve([]),
    fill(clientOrderId, options = {}) {
      const order = held.get(clientOrderId);
      if (order === undefined) throw new Error(`no order ${clientOrderId}`);
      trades += 1;
      const { request } = order.order;
      const fill: FillReport = {
        kind: 'fill',
        clientOrderId,
        tradeId: `t${trades}`,
        instrumentId: request.instrumentId,
        side: request.side,
        price: price(PRICE),
        quantity: request.quantity,
        fee: ZERO,
        liquidity: 'taker',
        time: now(),
      };
      order.status = 'filled';
      order.fills.push(fill);
      if (options.unheard === undefined) listener(fill satisfies OrderReport);
    },
    say: (event) => listener(event),
  };
  return broker;
}

function filledOf({ fills }: Pick<Held, 'fills'>): Decimal {
  return fills.reduce<Decimal>((sum, { quantity }) => add(sum, quantity), ZERO);
}

function venueOrder({ order, status, fills }: Held, updatedAt: number): VenueOrder {
  const { request, clientOrderId } = order;
  return {
    clientOrderId,
    venueOrderId: `V-${clientOrderId}`,
    instrumentId: request.instrumentId,
    side: request.side,
    type: request.type,
    quantity: request.quantity,
    ...(request.limitPrice === undefined ? {} : { limitPrice: request.limitPrice }),
    ...(request.stopPrice === undefined ? {} : { stopPrice: request.stopPrice }),
    filledQuantity: filledOf({ fills }),
    averagePrice: ZERO,
    status,
    updatedAt,
  };
}
