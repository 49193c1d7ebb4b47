/** The part of the desk that is about orders: place one and wait, cancel, amend, decide what is held, look things up. */
import { isTerminal, type Order, type Reason } from '#domain/order.ts';
import { openingParents, shownOrder } from '#engine/algos/shown-orders.ts';
import type { SignalDecided } from '#engine/events.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { DocumentWrite, Journal } from '#ports/journal.ts';
import type { Store } from '#ports/store.ts';
import type { Clock } from '#ports/clock.ts';
import type { OrderView, TrailEntry } from '#views/shapes.ts';
import { type PlacedEvent, trailEntry } from '#views/signal-view.ts';
import type { AccountRunner } from './account-runner.ts';
import type { Actor, AmendRequest, OrderQuery, OrderSubmission, OrderSubmissionResult, Result } from './desk.ts';
import type { UnstampedInput } from './effect-runner.ts';
import { listOrders } from './order-listing.ts';
import type { OrderWaiter } from './order-waiter.ts';
import { readTrail } from './read-trail.ts';
import { directRoute } from './signal-detail.ts';
import type { SignalIntake } from './signal-intake.ts';
import type { CommandOutcome } from './signal-processor.ts';

/** How long a direct order may wait for its turn before it is too old to send. */
const DIRECT_ORDER_MAX_AGE_MS = 60_000;

export interface OrderDeskOptions {
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly intake: SignalIntake;
  readonly waiter: OrderWaiter;
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly store: Store;
  readonly clock: Clock;
  readonly view: (order: Order) => OrderView;
}

const failed = (code: string, values: Record<string, string> = {}): { kind: 'failed'; reason: Reason } => ({
  kind: 'failed',
  reason: { code, values },
});

export class OrderDesk {
  readonly #options: OrderDeskOptions;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
  }

  async submit(submission: OrderSubmission): Promise<Result<OrderSubmissionResult>> {
    const runner = this.#options.runners.get(submission.account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account: submission.account });
    let onDecided: (outcomes: readonly CommandOutcome[]) => void = () => undefined;
    const decided = new Promise<readonly CommandOutcome[]>((resolve) => {
      onDecided = resolve;
    });
    const receivedAt = this.#options.clock.now();
    const { idempotencyKey } = submission;
    const result = await this.#options.intake.submit(
      {
        source: `rest:${submission.actor.id}`,
        parsed: { format: 'signalbox', commands: [submission.command], ignoredFields: [] },
        text: submission.text,
        bodyHash: submission.bodyHash,
        key: idempotencyKey ?? `${submission.bodyHash}:${receivedAt}:${this.#nextDirect()}`,
        receivedAt,
        route: directRoute(submission.account, DIRECT_ORDER_MAX_AGE_MS),
      },
      onDecided,
    );
    switch (result.kind) {
      case 'refused':
      case 'unavailable':
        return { kind: 'failed', reason: result.reason };
      case 'conflict':
        return failed('IDEMPOTENCY_KEY_CONFLICT', { signal: result.signalId });
      case 'duplicate':
        return { kind: 'ok', value: await this.#repeated(result.signalId) };
      default:
        if (submission.waitMs <= 0)
          return { kind: 'ok', value: { signalId: result.signalId, duplicate: false, orders: [], settled: false } };
        return {
          kind: 'ok',
          value: await this.#await(runner, result.signalId, { decided, waitMs: submission.waitMs }),
        };
    }
  }

  #direct = 0;

  #nextDirect(): number {
    this.#direct += 1;
    return this.#direct;
  }

  async #repeated(signalId: string): Promise<OrderSubmissionResult> {
    const orders = (await this.list({ signalId, limit: 100 })).toReversed();
    const row = await this.#options.inbox.find(signalId);
    return { signalId, duplicate: true, orders, settled: row?.status === 'done' };
  }

  async #await(
    runner: AccountRunner,
    signalId: string,
    { decided, waitMs }: { decided: Promise<readonly CommandOutcome[]>; waitMs: number },
  ): Promise<OrderSubmissionResult> {
    const { clock } = this.#options;
    const until = clock.monotonic() + waitMs;
    const outcomes = await Promise.race([
      decided,
      new Promise<undefined>((resolve) => void clock.after(waitMs, () => resolve(undefined))),
    ]);
    const decision = decisionAmong(outcomes) ?? (await this.#decisionInJournal(signalId));
    if (decision === undefined) {
      const reason = { code: 'OUTCOME_PENDING', values: { signal: signalId } };
      return { signalId, duplicate: false, orders: [], settled: false, reason };
    }
    const { orderIds, reason } = decision;
    const settled = await this.#options.waiter.wait(
      { runner, signalId, orderIds },
      Math.max(0, until - clock.monotonic()),
    );
    const orders = await Promise.all(orderIds.map((id) => this.#view(id)));
    return {
      signalId,
      duplicate: false,
      orders: orders.filter((order) => order !== undefined),
      settled,
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /** What was decided about a signal whose commit gave no answer; undefined when nothing is written, or can't be read. */
  async #decisionInJournal(signalId: string): Promise<SignalDecided | undefined> {
    const events = await readTrail(this.#options.journal, signalId).catch(() => []);
    return events.map(({ event }) => event).find((event) => event.kind === 'signal_decided');
  }

  async order(orderId: string): Promise<(OrderView & { readonly trail: readonly TrailEntry[] }) | undefined> {
    const view = await this.#view(orderId);
    if (view === undefined) return undefined;
    const events = await readTrail(this.#options.journal, view.signalId ?? orderId);
    const ids = new Set([orderId, ...childrenAmong(events, orderId)]);
    const own = events.filter(
      ({ event }) =>
        event.kind === 'signal_decided' ||
        !('orderId' in event) ||
        event.orderId === undefined ||
        ids.has(event.orderId),
    );
    return { ...view, trail: own.map(trailEntry) };
  }

  /** Live orders from memory, so that an answer never lags behind the one that asks; older ones from their rows. */
  async #view(orderId: string): Promise<OrderView | undefined> {
    const live = this.#find(orderId);
    if (live !== undefined) return this.#options.view(live.order);
    const row = await this.#row(orderId);
    return row === undefined ? undefined : (JSON.parse(row.body) as OrderView);
  }

  /** The row of an order that memory has forgotten: on its way to the store, or there. */
  async #row(orderId: string): Promise<DocumentWrite | undefined> {
    for (const runner of this.#options.runners.values()) {
      const row = runner.rowOnItsWay(orderId);
      if (row !== undefined) return row;
    }
    return await this.#options.store.get('order', orderId);
  }

  #find(orderId: string): { readonly runner: AccountRunner; readonly order: Order } | undefined {
    for (const runner of this.#options.runners.values()) {
      const order = shownOrder(runner.state, orderId);
      if (order !== undefined) return { runner, order };
    }
    return undefined;
  }

  list(query: OrderQuery): Promise<readonly OrderView[]> {
    return listOrders(this.#options, query);
  }

  cancel(actor: Actor, orderId: string): Promise<Result<OrderView>> {
    return this.#change(orderId, { kind: 'cancel', orderId, actor: nameOf(actor) }, 'ORDER_NOT_CANCELABLE');
  }

  amend({ actor, ...fields }: AmendRequest): Promise<Result<OrderView>> {
    return this.#change(fields.orderId, { kind: 'amend', actor: nameOf(actor), ...fields }, 'ORDER_NOT_AMENDABLE');
  }

  decideHeld(actor: Actor, orderId: string, approve: boolean): Promise<Result<OrderView>> {
    return this.#change(orderId, { kind: 'decide_held', orderId, approve, actor: nameOf(actor) }, 'ORDER_NOT_HELD');
  }

  resolveUnknown(actor: Actor, orderId: string, note: string): Promise<Result<OrderView>> {
    return this.#change(orderId, { kind: 'resolve_unknown', orderId, note, actor: nameOf(actor) }, 'ORDER_NOT_UNKNOWN');
  }

  async #change(orderId: string, input: UnstampedInput, terminalCode: string): Promise<Result<OrderView>> {
    const found = this.#find(orderId);
    if (found === undefined) {
      const row = await this.#row(orderId);
      return row === undefined
        ? failed('ORDER_NOT_FOUND', { order: orderId })
        : failed(terminalCode, { order: orderId, status: row.status ?? '' });
    }
    const result = await found.runner.submit(input);
    if (result.kind === 'unavailable') return failed('STORAGE_UNAVAILABLE', { detail: result.detail });
    if (result.refusal !== undefined) return { kind: 'failed', reason: result.refusal };
    return { kind: 'ok', value: this.#options.view(shownOrder(found.runner.state, orderId) ?? found.order) };
  }

  /** Cancels every entry order that still may fill and passes the filter; protective orders stay with their position. */
  async cancelAll(
    actor: Actor,
    filter: { readonly account?: string; readonly symbol?: string },
  ): Promise<{
    readonly requested: readonly string[];
    readonly failed: readonly { readonly orderId: string; readonly reason: Reason }[];
  }> {
    const requested: string[] = [];
    const failures: { orderId: string; reason: Reason }[] = [];
    const open = [...this.#options.runners.values()]
      .filter((runner) => filter.account === undefined || runner.accountId === filter.account)
      .flatMap((runner) => [...openingParents(runner.state), ...runner.state.orders.values()])
      .filter(
        ({ status, request }) =>
          !isTerminal(status) && (filter.symbol === undefined || request.instrumentId === filter.symbol),
      )
      .filter(({ request }) => request.role !== 'stop_loss' && request.role !== 'take_profit');
    for (const order of open) {
      const result = await this.cancel(actor, order.id);
      if (result.kind === 'ok') requested.push(order.id);
      else failures.push({ orderId: order.id, reason: result.reason });
    }
    return { requested, failed: failures };
  }
}

/** The orders that an emulated one has made. */
function childrenAmong(events: readonly PlacedEvent[], orderId: string): string[] {
  return events.flatMap(({ event }) =>
    event.kind === 'order_created' && event.parentOrderId === orderId && isParentAmong(events, orderId)
      ? [event.orderId]
      : [],
  );
}

const isParentAmong = (events: readonly PlacedEvent[], orderId: string): boolean =>
  events.some(({ event }) => event.kind === 'parent_created' && event.orderId === orderId);

function decisionAmong(outcomes: readonly CommandOutcome[] | undefined): SignalDecided | undefined {
  const events = outcomes?.flatMap(({ result }) => (result.kind === 'durable' ? result.events : []));
  return events?.find((event) => event.kind === 'signal_decided');
}

const nameOf = (actor: Actor): string => `${actor.kind}:${actor.id}`;
