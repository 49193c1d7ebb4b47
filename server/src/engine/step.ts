/**
 * The engine of one account, and it is a function: step(state, input) → { events, effects }. Live, paper, backtest and the
 * simulator run this same code with other ports around it. The events are folded into the state already; the caller makes
 * them durable before it carries out one effect, and throws the state away when it can't.
 */
import { isInFlight, isTerminal, isWorking } from '#domain/order.ts';
import type { Reason } from '#domain/order.ts';
import { workParents } from './algos/work-parents.ts';
import type { Effect } from './effects.ts';
import type { EngineEvent } from './events.ts';
import { execute } from './execute-command.ts';
import { takeVenueOrders } from './external.ts';
import type { Command, EngineInput } from './inputs.ts';
import { touchRefused } from './passing-refusals.ts';
import { amendOrder, cancelOrder, decideHeld, resetLatch, resolveUnknown, setTradingState } from './person-commands.ts';
import { adoptPosition, ignoreDifference } from './position-differences.ts';
import { isProtective } from './protection-group.ts';
import { lookWhetherCompared } from './protection-while-comparing.ts';
import { syncProtection } from './protection.ts';
import { applyAnswer } from './query-answer.ts';
import { convertMoney } from './rates.ts';
import { afterReplay, reconcile } from './recovery.ts';
import { applyReport } from './reports.ts';
import { type AccountState, openOrdersOf } from './state.ts';
import { StepRun } from './step-run.ts';
import { poll } from './unknown.ts';
import { noteBalances } from './venue-money.ts';
import { makeRoom } from './waiting-closes.ts';
import { lookForRoom, lookWhetherOpen, watchTargets } from './waiting-protection.ts';

export interface StepResult {
  readonly events: readonly EngineEvent[];
  readonly effects: readonly Effect[];
  /** Why a command was not carried out at all, for the one who gave it. */
  readonly refusal: Reason | undefined;
}

/** Takes in one input. Changes `state` in place; throws only for a programmer's error, after which the state is void. */
export function step(state: AccountState, input: EngineInput): StepResult {
  const run = new StepRun(state, input.now);
  const refusal = dispatch(run, input);
  if (state.liveParents.size > 0) workParents(run, input);
  return { events: run.events, effects: run.effects, refusal };
}

function dispatch(run: StepRun, input: EngineInput): Reason | undefined {
  const { state } = run;
  switch (input.kind) {
    case 'quote':
      state.volatile.quotes.set(input.quote.instrumentId, input.quote);
      if (state.volatile.awaitingOpening.size > 0) lookWhetherOpen(run, input.quote.instrumentId);
      if (state.unconverted.length > 0) convertMoney(run);
      watchTargets(run, input.quote.instrumentId);
      return undefined;
    case 'conversion_rate':
      state.volatile.rates.set(input.currency, input.rate);
      if (state.unconverted.length > 0) convertMoney(run);
      return undefined;
    case 'limits':
      state.volatile.limits = input.limits;
      return undefined;
    case 'balances':
      if (!isAnyBusy(state)) noteBalances(run, input);
      return undefined;
    case 'venue_orders':
      takeVenueOrders(run, input);
      return undefined;
    case 'directory':
      state.volatile.settings = { ...state.volatile.settings, directory: input.directory };
      return undefined;
    case 'report':
      applyReport(run, input.report);
      return undefined;
    case 'execute':
      execute(run, input);
      return undefined;
    case 'query_answer':
      answered(run, input);
      return undefined;
    case 'poll':
      asked(run, input.orderId);
      return undefined;
    case 'recovered':
      afterReplay(run);
      return undefined;
    case 'reconciled':
      reconcile(run, input);
      return undefined;
    default:
      return command(run, input);
  }
}

type PersonCommand = Exclude<Command, { kind: 'execute' }> & { readonly now: number };

function command(run: StepRun, input: PersonCommand): Reason | undefined {
  switch (input.kind) {
    case 'open_account':
      if (run.state.sequence === 0) run.emit({ kind: 'account_opened', time: run.now, account: input.account });
      return undefined;
    case 'cancel':
      return cancelOrder(run, input);
    case 'amend':
      return amendOrder(run, input);
    case 'decide_held':
      return decideHeld(run, input);
    case 'resolve_unknown':
      return resolveUnknown(run, input);
    case 'set_trading_state':
      setTradingState(run, input);
      return undefined;
    case 'reset_latch':
      resetLatch(run, input);
      return undefined;
    case 'adopt_position':
      return adoptPosition(run, input);
    case 'ignore_difference':
      return ignoreDifference(run, input);
  }
}

function answered(run: StepRun, input: Extract<EngineInput, { kind: 'query_answer' }>): void {
  const order = run.state.orders.get(input.orderId);
  if (order !== undefined && order.clientOrderId === input.clientOrderId) applyAnswer(run, order, input.answer);
}

function asked(run: StepRun, orderId: string): void {
  lookForRoom(run, orderId);
  lookWhetherCompared(run, orderId);
  const order = run.state.orders.get(orderId);
  if (order === undefined) return;
  lookWhetherOpen(run, order.request.instrumentId, order);
  makeRoom(run, order);
  const { status } = order;
  if (isProtective(order)) {
    touchRefused(run.state, order);
    syncProtection(run, order.request.instrumentId);
  }
  // What has just been asked of the venue will be answered.
  if (order.status === status) poll(run, order);
}

/** Whether something in the instrument is on its way, so that the next signal for it must wait to see its outcome. */
export function isBusy(state: AccountState, instrumentId: string): boolean {
  for (const order of openOrdersOf(state, instrumentId)) {
    if (order.status === 'unknown' || isTerminal(order.status)) continue;
    if (isInFlight(order.status) || order.status === 'approved' || state.volatile.endings.has(order.id)) return true;
    const { type, timeInForce } = order.request;
    if (isWorking(order.status) && (type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok')) return true;
  }
  return false;
}

/** Whether anything at all is on its way in the account. */
export function isAnyBusy(state: AccountState): boolean {
  for (const instrumentId of state.openByInstrument.keys()) if (isBusy(state, instrumentId)) return true;
  return false;
}
