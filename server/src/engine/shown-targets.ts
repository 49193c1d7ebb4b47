/**
 * Take-profits that are watched here, in the shape of orders: each from when there is something to sell until it is sold, or
 * nobody wants it any more. It is never sent; the orders that take the profit are shown beside it, as orders like any.
 */
import { ZERO } from '#domain/decimal.ts';
import { isTerminal, opposite, type OrderRequest } from '#domain/order.ts';
import { type Emulated, type ShownOrder, shownAsOrder } from '#domain/parent-order.ts';
import { childrenOf } from './protection-children.ts';
import type { ProtectionGroup } from './protection-group.ts';
import { legQuantities } from './protection-legs.ts';
import type { AccountState } from './state.ts';
import { isTaking, tryOf, watchedTarget } from './watched-target.ts';

const targetId = ({ id }: ProtectionGroup, leg: number): string => `${id}.tp${leg}`;
const TARGET_ID = /^(.+)\.tp\d+$/;

/** The group whose take-profit is shown under this id. */
export function groupOfTarget(state: AccountState, orderId: string): ProtectionGroup | undefined {
  const group = state.groups.get(TARGET_ID.exec(orderId)?.[1] ?? '');
  return group?.takeProfits.some((_, leg) => targetId(group, leg) === orderId) === true ? group : undefined;
}

/** The take-profit that is shown under this id. */
export function shownTarget(state: AccountState, orderId: string): ShownOrder | undefined {
  const group = groupOfTarget(state, orderId);
  return group === undefined ? undefined : targetsOf(state, group).find(({ id }) => id === orderId);
}

/** All of the account. */
export function* shownTargets(state: AccountState): Generator<ShownOrder> {
  if (state.volatile.settings.traits.tiesUp === undefined) return;
  for (const group of state.groups.values()) yield* targetsOf(state, group);
}

/** Those of one position. */
export function* shownTargetsOf(state: AccountState, positionId: string): Generator<ShownOrder> {
  if (state.volatile.settings.traits.tiesUp === undefined) return;
  for (const group of state.groupIndex.ofPosition(positionId)) yield* targetsOf(state, group);
}

function targetsOf(state: AccountState, group: ProtectionGroup): ShownOrder[] {
  const shown: ShownOrder[] = [];
  const quantities = group.takeProfits.length === 0 ? [] : legQuantities(state, group, undefined);
  for (const [leg, quantity] of quantities.entries()) {
    const limitPrice = watchedTarget(state, group, leg);
    if (limitPrice === undefined || quantity <= ZERO) continue;
    const request: OrderRequest = {
      instrumentId: group.instrumentId,
      side: opposite(group.side),
      type: 'limit',
      quantity,
      limitPrice,
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: true,
      role: 'take_profit',
    };
    shown.push(shownAsOrder(emulatedOf(state, group, { leg, request }), state.account.id));
  }
  return shown;
}

interface ShownLeg {
  readonly leg: number;
  readonly request: OrderRequest;
}

function emulatedOf(state: AccountState, group: ProtectionGroup, { leg, request }: ShownLeg): Emulated {
  const made = childrenOf(state, { group, leg, role: 'take_profit' });
  const entry = state.orders.get(group.entryOrderId ?? '');
  const beside = entry ?? state.orders.get([...group.childIds][0] ?? '');
  return {
    id: targetId(group, leg),
    ticket: beside?.ticket ?? 0,
    kind: 'take_profit',
    request,
    terms: {},
    source: beside?.source ?? 'protection',
    signalId: beside?.signalId,
    state: isTaking(group, leg) ? 'working' : 'waiting',
    nextSlice: 0,
    skippedSlices: 0,
    filledQuantity: ZERO,
    averagePrice: ZERO,
    fees: ZERO,
    childCount: made.length,
    openChildIds: new Set(made.filter(({ status }) => !isTerminal(status)).map(({ id }) => id)),
    vain: tryOf(group, leg)?.vain ?? 0,
    createdAt: beside?.createdAt ?? 0,
    updatedAt: beside?.updatedAt ?? 0,
  };
}
