/** Which orders, besides those it asked for, a command of a signal canceled, changed or led to: what its decision names. */
import type { EngineEvent, TouchedOrder } from './events.ts';
import type { StepRun } from './step-run.ts';

type How = TouchedOrder['how'];

const HOW: Readonly<Partial<Record<EngineEvent['kind'], How>>> = {
  order_created: 'made',
  order_amend_requested: 'changed',
  order_cancel_requested: 'canceled',
  order_canceled: 'canceled',
  parent_cancel_asked: 'canceled',
};

/** Those that the step has touched so far, each once and as it was last; `asked` are the command's own. */
export function touchedOrders({ state, events }: StepRun, asked: readonly string[]): readonly TouchedOrder[] {
  const touched = new Map<string, TouchedOrder>();
  for (const event of events) {
    const how = HOW[event.kind];
    if (how === undefined || !('orderId' in event) || asked.includes(event.orderId)) continue;
    const { orderId } = event;
    const ticket = (state.orders.get(orderId) ?? state.parents.get(orderId))?.ticket;
    if (ticket !== undefined) touched.set(orderId, { orderId, ticket, how });
  }
  return [...touched.values()];
}
