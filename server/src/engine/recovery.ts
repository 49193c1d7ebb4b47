/** Recovery: the one way an account comes up. After the replay nothing is certain that the venue has not confirmed. */
import { type Decimal, formatDecimal, isZero } from '#domain/decimal.ts';
import { isTerminal, type Order, type Reason } from '#domain/order.ts';
import type { VenuePosition } from '#domain/report.ts';
import type { EngineInput } from './inputs.ts';
import { hasRoom } from './pending-closes.ts';
import { syncProtection } from './protection.ts';
import { convertMoney } from './rates.ts';
import { type AccountState, netQuantity, positionSide } from './state.ts';
import type { StepRun } from './step-run.ts';
import { countAgain } from './submission.ts';
import { becomeUnknown, thawOrKeep } from './unknown.ts';
import { makeRoom, sendOrExpire } from './waiting-closes.ts';

type Comparison = Omit<Extract<EngineInput, { kind: 'reconciled' }>, 'kind' | 'now'>;

/** Whatever was signed without an answer may have been sent: it is unknown, and never sent again before a proof. */
export function afterReplay(run: StepRun): void {
  run.state.volatile.reconciled = false;
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
  const { positions, ordersCompared, isRoutine = false } = comparison;
  const differences = comparePositions(run, positions);
  const known = state.volatile;
  const isNews = !known.reconciled || !areSame(known.differences, differences);
  if (isNews) run.emit({ kind: 'account_reconciled', time: now, ordersCompared, differences });
  const liquidationPrices = liquidationPricesOf(positions);
  Object.assign(known, { reconciled: true, comparedAt: now, differences, liquidationPrices });
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

/** The instruments of which the venue holds another position than we do, with both. Changes nothing. */
export function differencesOf(state: AccountState, held: readonly VenuePosition[]): Reason[] {
  return positionsOf(state, held)
    .filter(({ ours, theirs }) => ours !== theirs)
    .map(({ instrumentId, ours, theirs }) => mismatch(instrumentId, ours, theirs));
}

interface Compared {
  readonly instrumentId: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
}

function positionsOf(state: AccountState, held: readonly VenuePosition[]): Compared[] {
  const sums = new Map<string, bigint>();
  for (const position of held)
    sums.set(position.instrumentId, (sums.get(position.instrumentId) ?? 0n) + position.quantity);
  const instruments = new Set([
    ...sums.keys(),
    ...[...state.positions.values()].map((position) => position.instrumentId),
    ...state.frozen.keys(),
  ]);
  return [...instruments]
    .filter((id) => !isHeldAsCoins(state, id))
    .map((instrumentId) => ({
      instrumentId,
      ours: netQuantity(state, instrumentId),
      theirs: (sums.get(instrumentId) ?? 0n) as Decimal,
    }));
}

/** An exchange knows coins as a balance, with those that were there before and without those it took as a fee. */
function isHeldAsCoins({ account, volatile }: AccountState, instrumentId: string): boolean {
  return account.exchange !== undefined && volatile.settings.directory.byId(instrumentId)?.kind === 'crypto_spot';
}

function comparePositions(run: StepRun, held: readonly VenuePosition[]): Reason[] {
  const { state, now } = run;
  const differences: Reason[] = [];
  for (const { instrumentId, ours, theirs } of positionsOf(state, held)) {
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

/** Reasons are texts: the same ones in the same order, as the instruments have it. */
const areSame = (left: readonly Reason[], right: readonly Reason[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

function mismatch(instrumentId: string, ours: Decimal, theirs: Decimal): Reason {
  const text = (value: Decimal): string => (isZero(value) ? '0' : formatDecimal(value));
  return { code: 'POSITION_MISMATCH', values: { symbol: instrumentId, ours: text(ours), venue: text(theirs) } };
}
