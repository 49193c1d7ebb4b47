/**
 * Halt, reduce, resume. A halt takes effect in memory before anything else is tried: from that moment no approved order is
 * handed to a broker. Then it is made to last, and what rests at the venues is canceled through the one path or, when the
 * journal can't be written, past it: a cancel can only make things smaller.
 */
import { isStricter, type TradingState } from '#domain/account.ts';
import { isTerminal, isWorking, type Order, type Reason } from '#domain/order.ts';
import { openingParents } from '#engine/algos/shown-orders.ts';
import type { Clock } from '#ports/clock.ts';
import type { AccountRunner } from './account-runner.ts';
import type { TradingStateRequest, TradingStateResult } from './desk.ts';
import type { HaltLatch } from '#ports/halt-latch.ts';
import type { Stops } from './missing-halts.ts';

/** How long a halt may wait for the journal before it goes on without. */
const DURABLE_WITHIN_MS = 1_000;
/** A sequence that no account reaches. */
const NOT_YET = Number.POSITIVE_INFINITY;

export class TradingSwitch {
  readonly #runners: ReadonlyMap<string, AccountRunner>;
  readonly #latch: HaltLatch;
  readonly #clock: Clock;
  /**
   * Accounts that are halted for themselves, and those of which a halt of the server is being lifted: nothing is placed
   * before the resume is in the books, which is with that sequence of theirs. What the resume itself brings about, such as
   * a stop-loss that was denied meanwhile, is placed.
   */
  readonly #killed = new Map<string, number>();
  readonly #lifting = new Map<string, number>();
  #server: TradingState;
  /** The newest change of each account: what comes of an earlier one is not to undo it. */
  readonly #newest = new Map<string, symbol>();

  constructor(options: {
    readonly runners: ReadonlyMap<string, AccountRunner>;
    readonly latch: HaltLatch;
    readonly clock: Clock;
  }) {
    this.#runners = options.runners;
    this.#latch = options.latch;
    this.#clock = options.clock;
    this.#server = options.latch.read();
  }

  /** The state of the server as a whole. */
  get server(): TradingState {
    return this.#server;
  }

  /** Whether nothing may be placed for the account from now on. */
  isKilled(accountId: string): boolean {
    return this.#server === 'halted' || this.#isHeld(this.#killed, accountId) || this.#isHeld(this.#lifting, accountId);
  }

  #isHeld(held: ReadonlyMap<string, number>, accountId: string): boolean {
    const until = held.get(accountId);
    return until !== undefined && (this.#runners.get(accountId)?.durableSequence ?? 0) < until;
  }

  /** What stops the account, whether or not it could be written down. */
  stops(accountId: string): Stops {
    return { server: this.#server, account: this.#killed.has(accountId) };
  }

  /** Of one account for itself, or of the server as a whole, which lies over what each account is for itself. */
  async change(request: TradingStateRequest): Promise<TradingStateResult> {
    const targets = [...this.#runners.values()].filter(
      (runner) => request.account === undefined || runner.accountId === request.account,
    );
    const halting = request.state === 'halted';
    const change = Symbol(request.state);
    for (const { accountId } of targets) this.#newest.set(accountId, change);
    const whole = request.account === undefined;
    let latched = false;
    if (whole) {
      if (!halting && this.#server === 'halted')
        for (const { accountId } of targets) this.#lifting.set(accountId, NOT_YET);
      this.#server = request.state;
      latched = this.#latch.write(request.state);
    } else if (halting) for (const { accountId } of targets) this.#killed.set(accountId, NOT_YET);
    const accounts = await Promise.all(
      targets.map((runner) => this.#apply(runner, request, { latched: halting && latched, change })),
    );
    if (!halting) for (const { accountId } of targets) this.#release(whole ? this.#lifting : this.#killed, accountId);
    const cancels =
      halting && request.cancelOrders
        ? await Promise.all(targets.map((runner) => this.#cancelAll(runner, actorName(request))))
        : [];
    const cancelsRequested = cancels.flatMap(({ requested }) => requested);
    return {
      accounts,
      stillStopped: targets.flatMap((runner) => stillStopped(runner, request.state)),
      cancelsRequested,
      notCanceled: cancels.flatMap(({ failed }) => failed),
      entryOrdersOpen: halting ? targets.flatMap((runner) => openEntries(runner, new Set(cancelsRequested))) : [],
    };
  }

  /** Holds the account no longer, unless it was halted again meanwhile. */
  #release(held: Map<string, number>, accountId: string): void {
    if (held.get(accountId) !== NOT_YET) held.delete(accountId);
  }

  async #apply(
    runner: AccountRunner,
    request: TradingStateRequest,
    { latched, change }: { readonly latched: boolean; readonly change: symbol },
  ): Promise<TradingStateResult['accounts'][number]> {
    const actor = actorName(request);
    const submitted = runner.submit({
      kind: 'set_trading_state',
      state: request.state,
      reason: { code: 'TRADING_STATE_SET', values: { actor, note: request.reason } },
      actor,
      ...(request.account === undefined ? { scope: 'server' } : {}),
    });
    const held = request.account === undefined ? this.#lifting : this.#killed;
    if (request.state !== 'halted' && held.get(runner.accountId) === NOT_YET)
      held.set(runner.accountId, runner.state.sequence);
    const result = await this.#within(submitted);
    const durable = result?.kind === 'durable';
    const isNewest = change === this.#newest.get(runner.accountId);
    if (!durable && request.state === 'halted' && isNewest) runner.state.tradingState = 'halted';
    return { account: runner.accountId, state: runner.state.tradingState, durable: durable || latched };
  }

  /**
   * Cancels what may still open or close a position. Stop-loss and take-profit stay: without them, and with nothing new
   * permitted, a halt would leave its positions bare. What is on its way can't be canceled yet, and is named.
   */
  async #cancelAll(
    runner: AccountRunner,
    actor: string,
  ): Promise<{ requested: string[]; failed: { orderId: string; reason: Reason }[] }> {
    const requested: string[] = [];
    const failed: { orderId: string; reason: Reason }[] = [];
    // What the engine carries out is ended first, or it would place again what is canceled here.
    const open = [...openingParents(runner.state), ...runner.state.orders.values()].filter(
      ({ status, request: { role } }) => !isTerminal(status) && role !== 'stop_loss' && role !== 'take_profit',
    );
    await Promise.all(
      open.map(async (order) => {
        const result = await this.#within(runner.submit({ kind: 'cancel', orderId: order.id, actor }));
        const reason = result?.kind === 'durable' ? result.refusal : await this.#cancelPastJournal(runner, order);
        if (reason === undefined) requested.push(order.id);
        else failed.push({ orderId: order.id, reason });
      }),
    );
    return { requested, failed };
  }

  async #cancelPastJournal(runner: AccountRunner, order: Order): Promise<Reason | undefined> {
    if (!isWorking(order.status) || order.clientOrderId === undefined)
      return { code: 'ORDER_NOT_CANCELABLE', values: { order: order.id, status: order.status } };
    const outcome = await runner.broker.cancel({
      clientOrderId: order.clientOrderId,
      instrumentId: order.request.instrumentId,
      ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }),
    });
    if (outcome.kind === 'canceled' || outcome.kind === 'accepted') return undefined;
    const detail = outcome.kind === 'ambiguous' ? outcome.detail : outcome.message;
    return { code: 'STORAGE_UNAVAILABLE', values: { detail } };
  }

  #within<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(DURABLE_WITHIN_MS, () => resolve(undefined));
      promise.then(
        (value) => {
          timer.cancel();
          resolve(value);
        },
        () => resolve(undefined),
      );
    });
  }
}

/** The account, if it stays stricter than what was asked for. */
function stillStopped({ accountId, state }: AccountRunner, asked: TradingState): TradingStateResult['stillStopped'] {
  const { tradingState, tradingStateReason } = state;
  if (!isStricter(tradingState, asked) || tradingStateReason === undefined) return [];
  return [{ account: accountId, state: tradingState, reason: tradingStateReason }];
}

/** Entry orders that may still fill. */
function openEntries({ state }: AccountRunner, canceled: ReadonlySet<string>): string[] {
  const open: string[] = [];
  for (const { id, status, request } of [...openingParents(state), ...state.orders.values()]) {
    if (request.role === 'entry' && !isTerminal(status) && !canceled.has(id)) open.push(id);
  }
  return open;
}

const actorName = ({ actor }: TradingStateRequest): string => `${actor.kind}:${actor.id}`;
