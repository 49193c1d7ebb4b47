/** The fate of an order has become known: doubt about it is over, protection follows it, and closes that waited may go out. */
import { isTerminal, type Order, type OrderStatus } from '#domain/order.ts';
import { syncProtection } from './protection.ts';
import type { StepRun } from './step-run.ts';
import { releaseSymbol } from './unknown.ts';
import { sendWaiting } from './waiting-closes.ts';

/** What follows when an order has come to know its fate. */
export function settle(run: StepRun, order: Order, before: OrderStatus): void {
  if (order.status === before) return;
  const { instrumentId } = order.request;
  if (isTerminal(order.status)) run.state.volatile.endings.delete(order.id);
  if (before === 'unknown') {
    run.state.volatile.polls.delete(order.id);
    releaseSymbol(run, instrumentId);
  }
  if (isTerminal(order.status) || before === 'submitting' || before === 'unknown' || before === 'pending_amend')
    syncProtection(run, instrumentId);
  sendWaiting(run, instrumentId);
}
