/**
 * A venue for random histories: it always tells the truth, but late, twice, out of order, or not at all. What it holds is
 * kept apart from the engine, so that after all has been said both can be compared. It fills whatever a history tells it
 * to fill; only an order that may only reduce is held to the position.
 */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import { absolute, add, type Decimal, decimal, minimum, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { FillReport, OrderReport, QueryAnswer, VenueOrder, VenuePosition } from '#domain/report.ts';
import type { Effect } from '../effects.ts';

export interface HeldOrder {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly placed: ApprovedOrder;
  readonly positionId: string;
  quantity: Decimal;
  limitPrice: Decimal | undefined;
  stopPrice: Decimal | undefined;
  filled: Decimal;
  status: VenueOrder['status'];
  readonly fills: FillReport[];
}

/** A request on its way to the venue. */
export type Flying =
  | { readonly kind: 'place'; readonly order: ApprovedOrder }
  | { readonly kind: 'cancel'; readonly clientOrderId: string }
  | { readonly kind: 'amend'; readonly amend: ApprovedAmend };

export type Question = Extract<Effect, { kind: 'query' }>;

/** The fate of a request, chosen by the history. */
export type Fate = 'answered' | 'answer lost' | 'request lost' | 'refused';

export class ModelVenue {
  readonly orders = new Map<string, HeldOrder>();
  readonly flying: Flying[] = [];
  readonly questions: Question[] = [];
  /** Said, but not heard yet. */
  readonly reports: OrderReport[] = [];
  readonly polls: { readonly orderId: string; readonly at: number }[] = [];
  readonly placedIds: string[] = [];
  /** How many attempts it has taken, by our order's id. */
  readonly taken = new Map<string, number>();
  readonly #hedging: boolean;
  #trades = 0;
  #numbers = 0;

  constructor(hedging: boolean) {
    this.#hedging = hedging;
  }

  take(effects: readonly Effect[], now: number): void {
    for (const effect of effects) {
      if (effect.kind === 'place') {
        this.placedIds.push(effect.order.clientOrderId);
        this.flying.push({ kind: 'place', order: effect.order });
      } else if (effect.kind === 'cancel') this.flying.push({ kind: 'cancel', clientOrderId: effect.clientOrderId });
      else if (effect.kind === 'amend') this.flying.push({ kind: 'amend', amend: effect.amend });
      else if (effect.kind === 'query') this.questions.push(effect);
      else if (effect.kind === 'poll_after') this.polls.push({ orderId: effect.orderId, at: now + effect.delayMs });
    }
  }

  /** One request reaches its fate. */
  arrive(index: number, fate: Fate, now: number): void {
    const request = this.flying[index];
    if (request === undefined) return;
    this.flying.splice(index, 1);
    const clientOrderId = idOf(request);
    const answer = fate === 'request lost' ? undefined : this.#carryOut(request, fate === 'refused', now);
    const silent = fate === 'request lost' || fate === 'answer lost';
    const lost: OrderReport = { kind: 'ambiguous', clientOrderId, detail: 'no answer', time: now };
    this.reports.push(silent || answer === undefined ? lost : answer);
  }

  #carryOut(request: Flying, refuse: boolean, now: number): OrderReport {
    if (request.kind === 'place') return this.#place(request.order, refuse, now);
    const clientOrderId = idOf(request);
    const order = this.orders.get(clientOrderId);
    const refusal = { clientOrderId, venueCode: 'NO', message: 'no', time: now };
    if (request.kind === 'cancel') {
      if (order?.status !== 'open') return { kind: 'cancel_rejected', ...refusal };
      order.status = 'canceled';
      return { kind: 'canceled', clientOrderId, time: now };
    }
    const { quantity, limitPrice, stopPrice } = request.amend;
    if (order?.status !== 'open' || quantity <= order.filled || refuse) return { kind: 'amend_rejected', ...refusal };
    order.quantity = quantity;
    order.limitPrice = limitPrice ?? order.limitPrice;
    order.stopPrice = stopPrice ?? order.stopPrice;
    return { kind: 'amended', clientOrderId, time: now, quantity, ...pricesOf(order) };
  }

  #place(placed: ApprovedOrder, refuse: boolean, now: number): OrderReport {
    const { clientOrderId, request, orderId } = placed;
    const refusal = { kind: 'rejected' as const, clientOrderId, venueCode: 'NO', message: 'no', time: now };
    if (refuse || now > placed.deadlineAt) return refusal;
    if (this.orders.has(clientOrderId)) throw new Error(`placed twice: ${clientOrderId}`);
    const positionId = this.#hedging ? (request.positionId ?? orderId) : request.instrumentId;
    this.#numbers += 1;
    const order: HeldOrder = {
      clientOrderId,
      venueOrderId: `V${this.#numbers}`,
      placed,
      positionId,
      quantity: request.quantity,
      limitPrice: request.limitPrice,
      stopPrice: request.stopPrice,
      filled: ZERO,
      status: 'open',
      fills: [],
    };
    if (request.reduceOnly && this.#reducible(order) === ZERO) return refusal;
    this.orders.set(clientOrderId, order);
    this.taken.set(orderId, (this.taken.get(orderId) ?? 0) + 1);
    return { kind: 'accepted', clientOrderId, venueOrderId: order.venueOrderId, time: now };
  }

  /** What an order that may only reduce can still take off. */
  #reducible(order: HeldOrder): Decimal {
    const held = this.held(order.positionId);
    const buys = order.placed.request.side === 'buy';
    return buys === held < ZERO ? absolute(held) : ZERO;
  }

  /** The signed quantity of a position: the sum of what filled. */
  held(positionId: string): Decimal {
    let sum: Decimal = ZERO;
    for (const order of this.orders.values()) {
      if (order.positionId !== positionId) continue;
      sum = order.placed.request.side === 'buy' ? add(sum, order.filled) : add(sum, negate(order.filled));
    }
    return sum;
  }

  open(): HeldOrder[] {
    return [...this.orders.values()].filter(({ status }) => status === 'open');
  }

  /** Fills what is wanted of an open order, or what there is of it. */
  fill(order: HeldOrder, trade: { quantity: Decimal; price: Decimal; now: number }): void {
    const { request } = order.placed;
    const leaves = subtract(order.quantity, order.filled);
    const most = request.reduceOnly ? minimum(leaves, this.#reducible(order)) : leaves;
    const quantity = minimum(most, trade.quantity);
    if (quantity <= ZERO) return;
    this.#trades += 1;
    const { clientOrderId, venueOrderId } = order;
    const fill: FillReport = {
      kind: 'fill',
      clientOrderId,
      venueOrderId,
      tradeId: `t${this.#trades}`,
      instrumentId: request.instrumentId,
      side: request.side,
      price: trade.price,
      quantity,
      fee: decimal('0.0123'),
      liquidity: 'taker',
      time: trade.now,
    };
    order.filled = add(order.filled, quantity);
    if (order.filled === order.quantity) order.status = 'filled';
    order.fills.push(fill);
    this.reports.push(fill);
    this.#cancelPointless(trade.now);
  }

  /** The venue ends an open order by itself. */
  cancel(order: HeldOrder, now: number): void {
    if (order.status !== 'open') return;
    order.status = 'canceled';
    this.reports.push({ kind: 'canceled', clientOrderId: order.clientOrderId, venueReason: 'venue', time: now });
  }

  #cancelPointless(now: number): void {
    for (const order of this.open()) {
      if (order.placed.request.reduceOnly && this.#reducible(order) === ZERO) this.cancel(order, now);
    }
  }

  answer(question: Pick<Question, 'clientOrderId'>, now: number): QueryAnswer {
    const order = this.orders.get(question.clientOrderId);
    if (order === undefined) return { kind: 'not_found', venueTime: now };
    const { request } = order.placed;
    return {
      kind: 'found',
      fills: [...order.fills],
      order: {
        clientOrderId: order.clientOrderId,
        venueOrderId: order.venueOrderId,
        instrumentId: request.instrumentId,
        side: request.side,
        type: request.type,
        quantity: order.quantity,
        ...pricesOf(order),
        filledQuantity: order.filled,
        averagePrice: ZERO,
        status: order.status,
        updatedAt: now,
      },
    };
  }

  positions(): VenuePosition[] {
    const ids = new Map(
      [...this.orders.values()].map((order) => [order.positionId, order.placed.request.instrumentId]),
    );
    return [...ids]
      .map(([positionId, instrumentId]) => ({
        positionId,
        instrumentId,
        quantity: this.held(positionId),
        averagePrice: ZERO,
      }))
      .filter(({ quantity }) => quantity !== ZERO);
  }

  /** The process that listened has died: what was said to it is lost, and so are its timers. */
  hangUp(): void {
    this.reports.length = 0;
    this.questions.length = 0;
    this.polls.length = 0;
  }
}

function idOf(request: Flying): string {
  if (request.kind === 'place') return request.order.clientOrderId;
  return request.kind === 'cancel' ? request.clientOrderId : request.amend.clientOrderId;
}

function pricesOf(order: HeldOrder): { limitPrice?: Decimal; stopPrice?: Decimal } {
  return {
    ...(order.limitPrice === undefined ? {} : { limitPrice: order.limitPrice }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice }),
  };
}
