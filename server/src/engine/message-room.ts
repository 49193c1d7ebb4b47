/**
 * Room for messages: how many orders may still leave within the window of the account's limit. A stop-loss is never
 * denied for that limit, because its position would stay bare, and it does not break the limit either, because the venue
 * may have one too. So an order that opens needs room for its stop-loss and take-profits as well: what it brings along
 * hardly ever meets a full window. What does all the same (entries that rested fill together) waits for a window at most:
 * stop-losses go first, and nothing opens before them. Closes count and are not held up; cancels do not count.
 *
 * Room is promised for one window from the moment an entry is signed. Promised for as long as it rests, a few resting
 * orders with their protection would keep everything else from opening.
 */
import type { Order } from '#domain/order.ts';
import type { ProtectionGroup, ProtectiveRole } from './protection-group.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';

/** In so many steps a window is looked at again. */
const LOOKS_PER_WINDOW = 32;

/** How many messages the order is going to be: itself, and the stop-losses and take-profits that it is to bring along. */
export function messagesOf(state: AccountState, orderId: string): number {
  const group = state.groups.get(orderId);
  if (group === undefined) return 1;
  const legs = group.takeProfits.length;
  const stops = group.stopLoss === undefined ? 0 : Math.max(1, legs);
  return 1 + stops + legs;
}

/** Whether a protective order may leave now. */
export function hasMessageRoom({ state, now }: StepRun, role: ProtectiveRole): boolean {
  const { limits, messages, waitingForRoom } = state.volatile;
  const rate = limits?.messageRate;
  if (rate === undefined) return true;
  if (messages.count(now, rate.windowMs) >= Math.max(1, rate.count)) return false;
  if (role === 'stop_loss') return true;
  for (const waiter of waitingForRoom.values()) if (waiter.role === 'stop_loss' && !waiter.isDue) return false;
  return true;
}

/** Notes that an order of the group waits for room; it is looked again soon, and a person is told once. */
export function waitForMessageRoom(run: StepRun, group: ProtectionGroup, role: ProtectiveRole): void {
  const { limits, waitingForRoom } = run.state.volatile;
  const windowMs = limits?.messageRate?.windowMs ?? 0;
  const known = waitingForRoom.get(group.id);
  run.state.groupIndex.touch(group.id);
  if (known?.isDue === false) {
    if (role === 'stop_loss') known.role = role;
    return;
  }
  if (known === undefined) {
    run.notify('warning', 'PROTECTION_DELAYED', { symbol: group.instrumentId, role, windowMs: String(windowMs) });
  }
  waitingForRoom.set(group.id, { role, isDue: false });
  run.effect({ kind: 'poll_after', orderId: group.id, delayMs: Math.ceil(windowMs / LOOKS_PER_WINDOW) + 1 });
}

/** What a signed order means for later ones: it has left, and room is promised to what it is to bring along. */
export function countMessages(state: AccountState, order: Order, now: number): void {
  const { limits, messages, promised } = state.volatile;
  const rate = limits?.messageRate;
  if (rate === undefined) return;
  messages.add(now, rate.windowMs);
  const { role } = order.request;
  if (role === 'entry') promised.add(now, rate.windowMs, messagesOf(state, order.id) - 1);
}
