/** An order that was given up, as proven or said never to have come to the venue, which has it after all: it is withdrawn there. */
import type { Order } from '#domain/order.ts';
import type { OrderReport } from '#domain/report.ts';
import type { StepRun } from './step-run.ts';

/** Many venues answer a cancel with no more than that they have taken it, which sounds as if they had taken the order. */
export function takeBack(run: StepRun, order: Order, report: Extract<OrderReport, { kind: 'accepted' }>): void {
  if (!run.state.volatile.strays.has(report.clientOrderId)) withdraw(run, order, report);
}

/** The venue has what was proven or said to be dead: it is canceled there, and a person is told, once. */
export function withdraw(run: StepRun, order: Order, at: { clientOrderId: string; venueOrderId: string }): void {
  const { clientOrderId, venueOrderId } = at;
  const { instrumentId } = order.request;
  const { strays } = run.state.volatile;
  if (!strays.has(clientOrderId))
    run.notify('alarm', 'ORDER_NEEDS_A_PERSON', { order: order.id, symbol: instrumentId });
  strays.add(clientOrderId);
  run.effect({ kind: 'cancel', orderId: order.id, clientOrderId, venueOrderId, instrumentId });
}

const GIVEN_UP: ReadonlySet<string> = new Set(['NOT_SENT_EXPIRED', 'RESOLVED_BY_PERSON']);

/** It was proven or said never to have come to the venue. */
export function wasGivenUp(order: Order): boolean {
  return order.status === 'expired' && GIVEN_UP.has(order.reason?.code ?? '');
}
