/**
 * Protection that rests and is to be larger, smaller or elsewhere: it is changed in place, or where the venue can't do that, it
 * ends and is placed anew.
 */
import { add, type Decimal, maximum, subtract } from '#domain/decimal.ts';
import type { AmendTerms, Order, Reason } from '#domain/order.ts';
import { isAmendable } from './amendable.ts';
import { type AmendFields, areSame, requestAmend, requestCancel, requestReplacement } from './changes.ts';
import { coinsFor, mostFor } from './free-coins.ts';
import { levelOnTick } from './level-on-tick.ts';
import type { Wish } from './protection-children.ts';
import { mustWait } from './protection-placing.ts';
import { waitsForOpening } from './protection-while-closed.ts';
import { NOT_COMPARED, waitsForComparison } from './protection-while-comparing.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';
import { venueReduces } from './venue-reduces.ts';
import { limitBehind } from './venue-stops.ts';

/** What the venue has refused to make of an order. */
export interface RefusedChange {
  readonly orderId: string;
  readonly terms: AmendTerms;
}

/**
 * Changes the order to what is wanted of it now, as far as that can be met; a person is told why it could not be. What was
 * just refused is not asked for again before something else has changed.
 */
export function amend(run: StepRun, child: Order, wish: Wish, refused?: RefusedChange): void {
  const { group, role } = wish;
  const price = role === 'stop_loss' ? child.request.stopPrice : child.request.limitPrice;
  const leaves = subtract(child.request.quantity, child.filledQuantity);
  const due = dueNow(run, wish, leaves);
  // What rests between two steps was placed when they were finer: it may stay.
  const isAtLevel = levelOnTick(run.state, group, price) === wish.price;
  if (leaves === due && isAtLevel) return;
  const priced = wish.price === undefined ? {} : amendedPrices(run, child, wish.price);
  const fields = { actor: 'engine', quantity: add(child.filledQuantity, due), ...priced };
  if (refused?.orderId === child.id && areSame(fields, refused.terms)) return run.state.groupIndex.touch(group.id);
  const refusal = mayBecome(run.state, child, fields.quantity)
    ? requestAmend(run, child, fields)
    : replace(run, child, { fields, isTooLarge: isAtLevel && due < leaves && mayTurn(run, wish, leaves) });
  if (refusal === undefined) return;
  run.state.groupIndex.touch(group.id);
  if (refusal.code === NOT_COMPARED && waitsForComparison(run, group, role)) return;
  if (waitsForOpening(run, wish, child, refusal.code)) return;
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: group.instrumentId, role, reason: refusal.code });
}

/** Whether it can be changed in place: a whole, with what has filled of it, may be too large where what is left is not. */
function mayBecome(state: AccountState, { request }: Order, quantity: Decimal): boolean {
  if (!isAmendable(state, request)) return false;
  const most = state.volatile.settings.directory.byId(request.instrumentId)?.quantityMax ?? quantity;
  return quantity <= maximum(most, request.quantity);
}

/** How much an order that has so much left may have now: it grows by what is free, and a take-profit in its turn. */
function dueNow(run: StepRun, wish: Wish, leaves: Decimal): Decimal {
  if (wish.quantity <= leaves) return wish.quantity;
  return mustWait(run, wish) ? leaves : maximum(leaves, mostFor(run.state, wish));
}

function amendedPrices(
  { state }: StepRun,
  { request }: Order,
  price: Decimal,
): Pick<AmendFields, 'stopPrice' | 'limitPrice'> {
  if (request.role !== 'stop_loss') return { limitPrice: price };
  return { stopPrice: price, ...limitBehind(state, request, price) };
}

interface Replacement {
  readonly fields: AmendFields;
  /** It is to be smaller and nothing else, and could turn the position round. */
  readonly isTooLarge: boolean;
}

/** Whether protection that may fill so much could turn its position round: where coins are tied up, those of others count. */
function mayTurn({ state }: StepRun, { group, leg }: Wish, leaves: Decimal): boolean {
  if (venueReduces(state, group.instrumentId)) return false;
  const coins = coinsFor(state, group, leg);
  return coins === undefined || leaves > coins;
}

/**
 * What the venue can't change in place ends, and is placed anew when it has. One that is too large ends in any case where it
 * could turn the position round. Answers why it stays as it is.
 */
function replace(run: StepRun, child: Order, { fields, isTooLarge }: Replacement): Reason | undefined {
  return isTooLarge ? requestCancel(run, child, 'engine') : requestReplacement(run, child, fields);
}
