/**
 * Where the venue holds another position than we do. A difference is never made to fit by itself: the symbol opens nothing
 * until a person adopts what the venue has, or says that it is to be ignored, which holds until it is another one. Only
 * what is found when an account is compared for the first time is adopted at once: it was there before us.
 */
import { add, type Decimal, divideProducts, formatDecimal, isZero, ONE, subtract, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Reason } from '#domain/order.ts';
import { costOf, valueAt } from '#domain/position-accounting.ts';
import type { VenuePosition } from '#domain/report.ts';
import type { PositionAdopted } from './events.ts';
import type { AdoptPosition, IgnoreDifference } from './inputs.ts';
import { type AccountState, netQuantity, type PositionDifference } from './state.ts';
import type { StepRun } from './step-run.ts';
import { syncProtection } from './protection.ts';
import { thawOrKeep } from './unknown.ts';

const MISMATCH = 'POSITION_MISMATCH';

/** The instruments of which the venue holds another position than we do, with both. Changes nothing. */
export function differencesOf(state: AccountState, held: readonly VenuePosition[]): Reason[] {
  return compared(state, held)
    .filter((one) => differs(state, one))
    .map(mismatch);
}

/** Compares, freezes and releases. The differences that are left. */
export function comparePositions(run: StepRun, held: readonly VenuePosition[]): Reason[] {
  const { state, now } = run;
  const { traits } = state.volatile.settings;
  const isFirst = state.comparedFrom === undefined && traits.externalTrading === true;
  const differing = new Map<string, PositionDifference>();
  const ignoring = new Map<string, PositionDifference>();
  for (const one of compared(state, held)) {
    if (isIgnored(state, one)) ignoring.set(one.instrumentId, one);
    if (isFirst && one.ours !== one.theirs) adopt(run, one, 'opening');
    else if (differs(state, one)) differing.set(one.instrumentId, one);
    else if (state.frozen.get(one.instrumentId)?.code === MISMATCH) thawOrKeep(run, one.instrumentId);
  }
  state.volatile.differing = differing;
  state.volatile.ignoring = ignoring;
  for (const [instrumentId, one] of differing) {
    const reason = mismatch(one);
    if (!state.frozen.has(instrumentId)) run.emit({ kind: 'symbol_frozen', time: now, instrumentId, reason });
    run.notify('alarm', reason.code, reason.values);
  }
  return [...differing.values()].map(mismatch);
}

/** Our position becomes the venue's. Answers why not, where there is no difference, or another one by now. */
export function adoptPosition(run: StepRun, { instrumentId, actor }: AdoptPosition): Reason | undefined {
  const { differing, ignoring } = run.state.volatile;
  const one = present(run.state, instrumentId, differing.get(instrumentId) ?? ignoring.get(instrumentId));
  if ('code' in one) return one;
  adopt(run, one, actor);
  settled(run, one);
  return undefined;
}

/** The difference is as it should be, until it is another one. Answers why not, as {@link adoptPosition}. */
export function ignoreDifference(run: StepRun, { instrumentId, actor }: IgnoreDifference): Reason | undefined {
  const { volatile } = run.state;
  const one = present(run.state, instrumentId, volatile.differing.get(instrumentId));
  if ('code' in one) return one;
  const { ours: before, theirs: after } = one;
  run.emit({ kind: 'position_difference_ignored', time: run.now, instrumentId, before, after, actor });
  settled(run, one);
  volatile.ignoring = new Map(volatile.ignoring).set(instrumentId, one);
  return undefined;
}

/** Coins that were there before us and are sold now come into the books at the price they are sold at. */
export function adoptSold(
  run: StepRun,
  instrumentId: string,
  at: { readonly missing: Decimal; readonly price: Decimal },
): void {
  const { state } = run;
  const ours = netQuantity(state, instrumentId);
  const contractSize = sizeOf(state, instrumentId);
  const held = state.positions.get(instrumentId);
  const known = held === undefined ? ZERO : costOf(held, contractSize);
  const cost = add(known, valueAt({ price: at.price, quantity: at.missing, contractSize }));
  const theirs = add(ours, at.missing);
  const averagePrice = divideProducts([cost], [theirs, contractSize], 'half_even');
  record(run, { instrumentId, ours, theirs, averagePrice }, { actor: 'venue', cost });
}

function present(
  state: AccountState,
  instrumentId: string,
  known: PositionDifference | undefined,
): PositionDifference | Reason {
  if (known === undefined) return { code: 'DIFFERENCE_NOT_FOUND', values: { symbol: instrumentId } };
  if (known.ours === netQuantity(state, instrumentId)) return known;
  return { code: 'DIFFERENCE_CHANGED', values: { symbol: instrumentId } };
}

function settled(run: StepRun, { instrumentId }: PositionDifference): void {
  const { volatile, frozen } = run.state;
  const differing = new Map(volatile.differing);
  differing.delete(instrumentId);
  volatile.differing = differing;
  const ignoring = new Map(volatile.ignoring);
  ignoring.delete(instrumentId);
  volatile.ignoring = ignoring;
  volatile.differences = [...differing.values()].map(mismatch);
  if (frozen.get(instrumentId)?.code === MISMATCH) thawOrKeep(run, instrumentId);
  syncProtection(run, instrumentId, { retry: true });
}

function adopt(run: StepRun, one: PositionDifference, actor: string): void {
  const { averagePrice, note } = priceOf(run.state, one);
  record(run, { ...one, averagePrice }, { actor, ...(note === undefined ? {} : { note }) });
}

interface Adopting {
  readonly actor: string;
  readonly note?: PositionAdopted['note'];
  /** Absent: what the quantity is worth at its price. */
  readonly cost?: Decimal;
}

/** Nothing is earned or lost by it: the position is another one from now on. */
function record(run: StepRun, one: PositionDifference & { averagePrice: Decimal }, adopting: Adopting): void {
  const { state, now } = run;
  const { instrumentId, ours: before, theirs: after, averagePrice } = one;
  const { actor, note, cost } = adopting;
  const held = state.positions.get(instrumentId);
  const quantity = subtract(after, subtract(before, held?.quantity ?? ZERO));
  const worth = valueAt({ price: averagePrice, quantity, contractSize: sizeOf(state, instrumentId) });
  const adopted: Draft<PositionAdopted> = {
    kind: 'position_adopted',
    time: now,
    instrumentId,
    positionId: instrumentId,
    ticket: held?.ticket ?? state.nextTicket,
    before,
    after,
    quantity,
    averagePrice,
    cost: cost ?? worth,
    actor,
  };
  if (note !== undefined) adopted.note = note;
  run.emit(adopted);
  run.notify('info', 'POSITION_ADOPTED', { symbol: instrumentId, ours: textOf(before), venue: textOf(after), actor });
}

/** As the venue says; else what it is worth now, and that is said. */
function priceOf(
  { volatile, positions }: AccountState,
  { instrumentId, averagePrice, theirs }: PositionDifference,
): { readonly averagePrice: Decimal; readonly note?: PositionAdopted['note'] } {
  if (isZero(theirs)) return { averagePrice: ZERO };
  if (averagePrice !== undefined && averagePrice > ZERO) return { averagePrice };
  const quote = volatile.quotes.get(instrumentId);
  if (quote !== undefined) return { averagePrice: theirs > ZERO ? quote.bid : quote.ask, note: 'current_price' };
  const held = positions.get(instrumentId)?.averagePrice;
  return held === undefined ? { averagePrice: ZERO, note: 'no_price' } : { averagePrice: held, note: 'own_price' };
}

const sizeOf = ({ volatile }: AccountState, instrumentId: string): Decimal =>
  volatile.settings.directory.byId(instrumentId)?.contractSize ?? ONE;

interface Sum {
  quantity: Decimal;
  averagePrice: Decimal;
}

function compared(state: AccountState, held: readonly VenuePosition[]): PositionDifference[] {
  const sums = new Map<string, Sum>();
  for (const { instrumentId, quantity, averagePrice } of held) {
    const known = sums.get(instrumentId);
    // Of a long and a short side there is no one price.
    if (known === undefined) sums.set(instrumentId, { quantity, averagePrice });
    else sums.set(instrumentId, { quantity: add(known.quantity, quantity), averagePrice: ZERO });
  }
  const instruments = new Set([
    ...sums.keys(),
    ...[...state.positions.values()].map((position) => position.instrumentId),
    ...state.frozen.keys(),
  ]);
  return [...instruments]
    .filter((id) => !isHeldAsCoins(state, id))
    .map((instrumentId) => {
      const { quantity: theirs, averagePrice } = sums.get(instrumentId) ?? { quantity: ZERO, averagePrice: ZERO };
      return { instrumentId, ours: netQuantity(state, instrumentId), theirs, averagePrice };
    });
}

/** One that a person has called right is no difference as long as it is the same. */
const differs = (state: AccountState, one: PositionDifference): boolean =>
  one.ours !== one.theirs && !isIgnored(state, one);

const isIgnored = ({ ignored }: AccountState, { instrumentId, ours, theirs }: PositionDifference): boolean =>
  ours !== theirs && ignored.get(instrumentId)?.difference === subtract(theirs, ours);

/** An exchange knows coins as a balance, with those that were there before and without those it took as a fee. */
function isHeldAsCoins({ account, volatile }: AccountState, instrumentId: string): boolean {
  return account.exchange !== undefined && volatile.settings.directory.byId(instrumentId)?.kind === 'crypto_spot';
}

const textOf = (value: Decimal): string => (isZero(value) ? '0' : formatDecimal(value));

function mismatch({ instrumentId, ours, theirs }: PositionDifference): Reason {
  return { code: MISMATCH, values: { symbol: instrumentId, ours: textOf(ours), venue: textOf(theirs) } };
}
