/**
 * Refusals that pass: too many requests, maintenance, a market that rests, a clock. What protects and was refused for such a
 * reason is asked for again, later each time: its position is bare meanwhile, and nobody but the engine asks for it. So is what
 * we denied for the state of the account, when that is another one: it may have to wait for its turn then, and is not to be
 * forgotten.
 */
import type { Order } from '#domain/order.ts';
import { childrenOf, isPassing, isSameWish, type Wish } from './protection-children.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';
import { legOf } from './protection-group.ts';

const AGAIN_FIRST_MS = 2_000;
const DOUBLED_MAX = 5;
/** Half an hour of them is enough: then a person is told again. */
const TRIES_MAX = 30;

/** When a wish whose newest order was refused may be tried again, ms UTC; undefined: not by itself. */
export function dueAgainAt(state: AccountState, wish: Wish): number | undefined {
  const children = childrenOf(state, wish).reverse();
  const [newest] = children;
  const end = children.findIndex((child) => !isPassing(child) || !isSameWish(child, wish));
  const count = end === -1 ? children.length : end;
  if (newest === undefined || count === 0 || count >= TRIES_MAX) return undefined;
  return newest.updatedAt + AGAIN_FIRST_MS * 2 ** Math.min(count - 1, DOUBLED_MAX);
}

/** Has it looked at again when it is time; answers whether a person is to be told now, and not with every try. */
export function tryAgainLater(run: StepRun, order: Order): boolean {
  const { state, now } = run;
  const { role, ocoGroup, quantity, stopPrice, limitPrice } = order.request;
  if (ocoGroup === undefined || (role !== 'stop_loss' && role !== 'take_profit')) return true;
  const { groupId, leg } = legOf(ocoGroup);
  const group = state.groups.get(groupId);
  if (group === undefined) return true;
  const price = role === 'stop_loss' ? stopPrice : limitPrice;
  const dueAt = dueAgainAt(state, { group, leg, role, quantity, price });
  if (dueAt === undefined) return true;
  run.effect({ kind: 'poll_after', orderId: order.id, delayMs: dueAt - now });
  return dueAt - now === AGAIN_FIRST_MS;
}

/** Whether what the order was denied for is over: it was the account's state, and no fault of the order. */
export function hasPassed({ tradingState, volatile }: AccountState, { reason }: Order): boolean {
  if (reason?.code === 'ACCOUNT_RECONCILING') return volatile.reconciled;
  return reason?.code === 'TRADING_HALTED' && tradingState !== 'halted';
}

/** What was refused is looked at again. */
export function touchRefused({ groups, groupIndex }: AccountState, order: Order): void {
  const { groupId } = legOf(order.request.ocoGroup ?? '');
  if (isPassing(order) && groups.has(groupId)) groupIndex.touch(groupId);
}
