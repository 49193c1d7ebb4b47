/**
 * Protection when everything rests: each position that was to have a stop-loss or a take-profit has them at the venue, as
 * large as what there is to close, and none outlives its position.
 */
import { type Decimal, formatDecimal, maximum, minimum, subtract, ZERO } from '#domain/decimal.ts';
import type { ProtectionGroup, ProtectiveRole } from '#engine/protection-group.ts';
import type { AccountState } from '#engine/state.ts';
import type { TrueOrder, VenueTruth } from '../venue/venue-truth.ts';
import type { JournalFacts, OrderFacts } from './journal-facts.ts';

export interface ProtectedWorld {
  readonly state: AccountState;
  readonly truth: Pick<VenueTruth, 'accepted' | 'position'>;
  readonly facts: JournalFacts;
  readonly say: (sentence: string) => void;
}

/** After so many tries in vain the next one comes within some seconds. */
const VAIN_FEW = 3;

const ROLES: readonly ProtectiveRole[] = ['stop_loss', 'take_profit'];

/** I-05, I-23: looks at everything that protects once. */
export function checkProtection({ state, truth, facts, say }: ProtectedWorld): void {
  const resting = truth.accepted.filter(({ status }) => status === 'open');
  for (const { orderId, request } of resting) {
    const isProtective = request.role === 'stop_loss' || request.role === 'take_profit';
    if (isProtective && truth.position(request.instrumentId) === ZERO) {
      say(`I-23: ${request.role} ${orderId} rests at the venue with no position to protect`);
    }
  }
  /** What of each position no older group is to protect. */
  const left = new Map<string, Decimal>();
  for (const group of state.groups.values()) {
    const { id, instrumentId } = group;
    const free = left.get(instrumentId) ?? protectable(state, truth, { instrumentId, resting });
    const due = minimum(free, protects(group, truth.position(instrumentId)));
    if (ROLES.some((role) => isWished(group, role))) left.set(instrumentId, subtract(free, due));
    for (const role of ROLES) {
      const wanted = isToRest(state, group, role) ? due : ZERO;
      const there = sumOf(resting.filter(({ request }) => request.role === role && isOf(group, request.ocoGroup)));
      if (there === wanted || wasRefused(facts, group, role)) continue;
      if (there === ZERO && role === 'stop_loss') say(`I-05: the position of group ${id} stands without its stop`);
      else
        say(
          `I-05: the ${role} of group ${id} closes ${formatDecimal(there)}, and is to close ${formatDecimal(wanted)}`,
        );
    }
    if (due > ZERO && hasComeToAll(state, group) && !wasRefused(facts, group, 'take_profit'))
      say(`I-05: the price of group ${id} has come to its take-profits, and they were not taken`);
  }
}

/**
 * Whether the price is at all take-profits that are watched here. One that was tried in vain again and again may wait for
 * longer than a world rests.
 */
function hasComeToAll({ volatile }: AccountState, group: ProtectionGroup): boolean {
  const { instrumentId, side, stopLoss, takeProfits, tries } = group;
  if (volatile.settings.traits.tiesUp === undefined || stopLoss === undefined || takeProfits.length === 0) return false;
  const quote = volatile.quotes.get(instrumentId);
  if (quote === undefined || tries.some(({ vain }) => vain > VAIN_FEW)) return false;
  return takeProfits.every(({ price }) => (side === 'buy' ? quote.bid >= price : quote.ask <= price));
}

/** What of a position may be protected: where the venue does not know reduce-only, closes that rest take their part. */
function protectable(
  { volatile }: AccountState,
  truth: Pick<VenueTruth, 'position'>,
  { instrumentId, resting }: { readonly instrumentId: string; readonly resting: readonly TrueOrder[] },
): Decimal {
  const position = truth.position(instrumentId);
  const held = maximum(position, -position as Decimal);
  if (volatile.settings.traits.reduceOnly) return held;
  const closes = resting.filter(({ request }) => request.role === 'close' && request.instrumentId === instrumentId);
  return maximum(ZERO, subtract(held, sumOf(closes)));
}

/** What its entry has filled and nothing has closed; nothing where the position was turned round. */
export function protects({ side, filled, closedByLeg }: ProtectionGroup, position: Decimal): Decimal {
  const isTheirs = side === 'buy' ? position > ZERO : position < ZERO;
  return isTheirs ? maximum(ZERO, closedByLeg.reduce(subtract, filled)) : ZERO;
}

/** Where what rests ties up what it sells, a stop-loss has it all, and a take-profit beside it rests nowhere. */
function isToRest({ volatile }: AccountState, group: ProtectionGroup, role: ProtectiveRole): boolean {
  const isTied = volatile.settings.traits.tiesUp !== undefined;
  return isWished(group, role) && !(isTied && role === 'take_profit' && isWished(group, 'stop_loss'));
}

const isWished = ({ stopLoss, takeProfits }: ProtectionGroup, role: ProtectiveRole): boolean =>
  role === 'stop_loss' ? stopLoss !== undefined : takeProfits.length > 0;

export const isOf = ({ id }: ProtectionGroup, ocoGroup: string | undefined): boolean =>
  ocoGroup?.startsWith(`${id}.`) === true;

function sumOf(orders: readonly TrueOrder[]): Decimal {
  let sum = 0n;
  for (const { quantity, fills } of orders) {
    sum += quantity;
    for (const fill of fills) sum -= fill.quantity;
  }
  return sum as Decimal;
}

/** Why one may be denied for a while: it is tried again when the account has come up or is resumed, or it fits. */
const PASSING = new Set(['ACCOUNT_RECONCILING', 'TRADING_HALTED', 'REDUCE_ONLY_WOULD_INCREASE']);

/** Why the venue may refuse one for a moment: it is asked for again by itself, at the latest a minute later. */
const PASSING_REFUSALS = new Set(['VENUE_RATE_LIMITED']);

/** Whether the newest order of the role, or its change, was refused for good in any leg of the group: then a person has been told. */
export const wasRefused = (facts: JournalFacts, group: ProtectionGroup, role: ProtectiveRole): boolean =>
  newestOf(facts, group, role).some(isRefused);

/** The same, or for a moment: it is not there, and may not be for some time. */
export const wasTurnedAway = (facts: JournalFacts, group: ProtectionGroup, role: ProtectiveRole): boolean =>
  newestOf(facts, group, role).some((order) => order.ended === 'order_rejected' || isRefused(order));

/** One for each leg. */
function newestOf({ orders }: JournalFacts, group: ProtectionGroup, role: ProtectiveRole): readonly OrderFacts[] {
  const newest = new Map<string, OrderFacts>();
  for (const order of orders.values()) {
    const { role: known, ocoGroup = '' } = order.request;
    if (known === role && isOf(group, ocoGroup)) newest.set(ocoGroup, order);
  }
  return [...newest.values()];
}

function isRefused({ ended, endedBecause = '', isAmendRefused }: OrderFacts): boolean {
  if (ended === undefined) return isAmendRefused;
  if (ended === 'order_rejected') return !PASSING_REFUSALS.has(endedBecause);
  return ended === 'order_denied' && !PASSING.has(endedBecause);
}
