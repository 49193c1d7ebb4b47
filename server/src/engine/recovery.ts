/** Recovery: the one way an account comes up. After the replay nothing is certain that the venue has not confirmed. */
import { formatDecimal, isZero, type ZERO } from '#domain/decimal.ts';
import { isTerminal, type Order, type Reason } from '#domain/order.ts';
import type { VenuePosition } from '#domain/report.ts';
import { hasRoom } from './pending-closes.ts';
import { syncProtection } from './protection.ts';
import { convertMoney } from './rates.ts';
import { netQuantity } from './state.ts';
import type { StepRun } from './step-run.ts';
import { countAgain } from './submission.ts';
import { becomeUnknown, thawOrKeep } from './unknown.ts';
import { makeRoom, sendOrExpire } from './waiting-closes.ts';

/** Whatever was signed without an answer may have been sent: it is unknown, and never sent again before a proof. */
export function afterReplay(run: StepRun): void {
  run.state.volatile.reconciled = false;
  countAgain(run.state);
  for (const order of openOrders(run)) {
    if (order.status === 'submitting') becomeUnknown(run, order, 'the server stopped before the answer came');
  }
}

/** Open orders were asked for one by one; now positions are compared, and the account may trade. */
export function reconcile(run: StepRun, positions: readonly VenuePosition[], ordersCompared: number): void {
  const { state, now } = run;
  const differences = comparePositions(run, positions);
  run.emit({ kind: 'account_reconciled', time: now, ordersCompared, differences });
  state.volatile.reconciled = true;
  if (state.unconverted.length > 0) convertMoney(run);
  for (const order of openOrders(run)) if (order.status === 'approved') resume(run, order);
  for (const instrumentId of state.groupIndex.instruments()) syncProtection(run, instrumentId, { retry: true });
}

/** A close that waits for room goes on waiting, with protection that gives way to it. */
function resume(run: StepRun, order: Order): void {
  if (hasRoom(run.state, order)) sendOrExpire(run, order);
  else makeRoom(run, order);
}

function openOrders(run: StepRun): Order[] {
  return [...run.state.orders.values()].filter((order) => !isTerminal(order.status));
}

function comparePositions(run: StepRun, held: readonly VenuePosition[]): Reason[] {
  const { state, now } = run;
  const sums = new Map<string, bigint>();
  for (const position of held)
    sums.set(position.instrumentId, (sums.get(position.instrumentId) ?? 0n) + position.quantity);
  const instruments = new Set([
    ...sums.keys(),
    ...[...state.positions.values()].map((position) => position.instrumentId),
    ...state.frozen.keys(),
  ]);
  const differences: Reason[] = [];
  for (const instrumentId of instruments) {
    const ours = netQuantity(state, instrumentId);
    const theirs = (sums.get(instrumentId) ?? 0n) as typeof ours;
    if (ours === theirs) {
      if (state.frozen.get(instrumentId)?.code === 'POSITION_MISMATCH') thawOrKeep(run, instrumentId);
      continue;
    }
    const reason = mismatch(instrumentId, ours, theirs);
    differences.push(reason);
    if (!state.frozen.has(instrumentId)) run.emit({ kind: 'symbol_frozen', time: now, instrumentId, reason });
    run.notify('alarm', reason.code, reason.values);
  }
  return differences;
}

function mismatch(instrumentId: string, ours: bigint, theirs: bigint): Reason {
  const text = (value: bigint): string => (isZero(value as typeof ZERO) ? '0' : formatDecimal(value as typeof ZERO));
  return { code: 'POSITION_MISMATCH', values: { symbol: instrumentId, ours: text(ours), venue: text(theirs) } };
}
