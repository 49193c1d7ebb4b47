/** Recovery: the one way an account comes up. After the replay nothing is certain that the venue has not confirmed. */
import type { Decimal } from '#domain/decimal.ts';
import { isTerminal, type Order, type Reason } from '#domain/order.ts';
import type { VenuePosition } from '#domain/report.ts';
import type { EngineInput } from './inputs.ts';
import { hasRoom } from './pending-closes.ts';
import { comparePositions } from './position-differences.ts';
import { syncProtection } from './protection.ts';
import { convertMoney } from './rates.ts';
import { positionSide } from './state.ts';
import type { StepRun } from './step-run.ts';
import { countAgain } from './submission.ts';
import { becomeUnknown } from './unknown.ts';
import { makeRoom, sendOrExpire } from './waiting-closes.ts';

type Comparison = Omit<Extract<EngineInput, { kind: 'reconciled' }>, 'kind' | 'now'>;

/** Whatever was signed without an answer may have been sent: it is unknown, and never sent again before a proof. */
export function afterReplay(run: StepRun): void {
  run.state.volatile.reconciled = false;
  run.state.volatile.parentWatches.clear();
  countAgain(run.state);
  for (const order of openOrders(run)) {
    if (order.status === 'submitting') becomeUnknown(run, order, 'the server stopped before the answer came');
  }
}

/**
 * Open orders were asked for one by one; now positions are compared, and the account may trade. The journal has the first
 * comparison after a start and each that changes what differs: one that is made by the clock and finds nothing is no fact.
 */
export function reconcile(run: StepRun, comparison: Comparison): void {
  const { state, now } = run;
  const { positions, ordersCompared, isRoutine = false, positionsAt } = comparison;
  const differences = comparePositions(run, positions);
  const known = state.volatile;
  const isNews = !known.reconciled || !areSame(known.differences, differences);
  const at = positionsAt === undefined ? {} : { positionsAt };
  if (isNews) run.emit({ kind: 'account_reconciled', time: now, ordersCompared, differences, ...at });
  const liquidationPrices = liquidationPricesOf(positions);
  Object.assign(known, { reconciled: true, comparedAt: now, differences, liquidationPrices });
  known.awaitingComparison.clear();
  if (isRoutine && !isNews) return;
  if (state.unconverted.length > 0) convertMoney(run);
  for (const order of openOrders(run)) if (order.status === 'approved') resume(run, order);
  for (const instrumentId of state.groupIndex.instruments()) syncProtection(run, instrumentId, { retry: true });
}

function liquidationPricesOf(positions: readonly VenuePosition[]): ReadonlyMap<string, Decimal> {
  const prices = new Map<string, Decimal>();
  for (const position of positions)
    if (position.liquidationPrice !== undefined) prices.set(positionSide(position), position.liquidationPrice);
  return prices;
}

/** A close that waits for room goes on waiting, with protection that gives way to it. */
function resume(run: StepRun, order: Order): void {
  if (hasRoom(run.state, order)) sendOrExpire(run, order);
  else makeRoom(run, order);
}

function openOrders(run: StepRun): Order[] {
  return [...run.state.orders.values()].filter((order) => !isTerminal(order.status));
}

/** Reasons are texts: the same ones in the same order, as the instruments have it. */
const areSame = (left: readonly Reason[], right: readonly Reason[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
