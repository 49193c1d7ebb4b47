/** Bugs in how the venue's reports are taken in and folded: fills, cancels, amends, reservations, positions, money. */
import type { Mutant } from './mutant.ts';

const ANSWERS = 'engine/query-answer.ts';
const FILLS = 'engine/take-fill.ts';
const REPORTS = 'engine/reports.ts';
const ORDER_END = 'engine/order-end.ts';
const APPLY = 'engine/apply-order.ts';
const KEPT_ORDERS = 'engine/kept-orders.ts';
const CHANGES = 'engine/changes.ts';
const POSITION = 'domain/position-accounting.ts';

export const VENUE_REPORT_MUTANTS: readonly Mutant[] = [
  {
    name: 'fill-applied-twice',
    file: FILLS,
    find: 'if (order.tradeIds.has(report.tradeId)) return;',
    replace: '',
    breaks: 'a trade that is reported twice counts twice',
  },
  {
    name: 'over-fill-accepted',
    file: FILLS,
    find: "if (add(order.filledQuantity, report.quantity) > fillableQuantity(order)) return { code: 'REPORT_OVERFILL', values };",
    replace: 'void add; void fillableQuantity;',
    breaks: 'more is filled than was ordered',
  },
  {
    name: 'absurd-fill-accepted',
    file: FILLS,
    find: "if (report.quantity <= ZERO || report.price <= ZERO) return { code: 'REPORT_ABSURD', values };",
    replace: 'if (report.quantity <= ZERO) return { code: "REPORT_ABSURD", values };',
    breaks: 'a fill at no price is booked',
  },
  {
    name: 'late-fill-ignored',
    file: FILLS,
    find: 'const fault = faultOf(order, report, instrument);',
    replace: 'if (isTerminal(order.status)) return;\n  const fault = faultOf(order, report, instrument);',
    breaks: 'a fill that comes after the cancel is not booked',
    world: 'crowded',
  },
  {
    name: 'fills-of-an-answer-dropped',
    file: ANSWERS,
    find: 'for (const fill of fills) applyFillReport(run, order, fill);',
    replace: 'void fills;',
    breaks: 'the fills that an answer carries are not booked',
  },
  {
    name: 'end-without-its-fills',
    file: ORDER_END,
    find: 'report.filledQuantity !== undefined &&',
    replace: 'report.filledQuantity === undefined ||',
    breaks: 'an order ends with the first word of it, though what it filled is not known yet',
    world: 'raw',
  },
  {
    name: 'end-before-its-fills',
    file: ORDER_END,
    find: 'report.filledQuantity <= filledQuantity',
    replace: 'filledQuantity <= filledQuantity',
    breaks: 'an order ends though the venue says that more of it filled than was reported',
    world: 'gateway',
  },
  {
    name: 'partial-fill-is-full',
    file: APPLY,
    find: "leaves <= ZERO ? 'full_fill' : 'partial_fill'",
    replace: "leaves <= ZERO ? 'full_fill' : 'full_fill'",
    breaks: 'the first part of a fill ends the order',
  },
  {
    name: 'cancel-is-final',
    file: CHANGES,
    find: "run.emit({ kind: 'order_cancel_requested', time: run.now, orderId: order.id, actor });\n  sendCancel(run, order);",
    replace:
      "run.emit({ kind: 'order_cancel_requested', time: run.now, orderId: order.id, actor });\n  sendCancel(run, order);\n  run.emit({ kind: 'order_canceled', time: run.now, orderId: order.id });",
    breaks: 'an order counts as canceled as soon as its cancel is asked for',
  },
  {
    name: 'refused-cancel-is-canceled',
    file: REPORTS,
    find: "run.emit({ kind: 'order_cancel_rejected', time, orderId, reason: refusal(report, 'VENUE_REFUSED_CHANGE') });\n      return poll(run, order);",
    replace: "return run.emit({ kind: 'order_canceled', time, orderId });",
    breaks: 'a cancel that the venue refuses counts as done',
  },
  {
    name: 'refused-cancel-not-followed-up',
    file: REPORTS,
    find: "run.emit({ kind: 'order_cancel_rejected', time, orderId, reason: refusal(report, 'VENUE_REFUSED_CHANGE') });\n      return poll(run, order);",
    replace:
      "return run.emit({ kind: 'order_cancel_rejected', time, orderId, reason: refusal(report, 'VENUE_REFUSED_CHANGE') });",
    breaks: 'nobody asks why a cancel was refused',
  },
  {
    name: 'lost-cancel-not-sent-again',
    file: ANSWERS,
    find: "if (order.status === 'pending_cancel') return sendCancel(run, order);",
    replace: "if (order.status === 'pending_cancel') return void sendCancel;",
    breaks: 'a cancel that never arrived is waited for for ever',
  },
  {
    name: 'amend-answer-ignored',
    file: ANSWERS,
    find: "if (!differs && order.status !== 'pending_amend') return;",
    replace: 'if (differs || !differs) return;',
    breaks: 'what the venue holds after an amend is not looked at',
  },
  {
    name: 'lost-order-forgotten',
    file: ANSWERS,
    find: 'else if (!isTerminal(order.status) && order.clientOrderId !== undefined) lost(run, order);',
    replace: 'else void lost;',
    breaks: 'an order that the venue no longer knows counts as working',
    kinds: ['order_forgotten', 'maintenance', 'terminal_renumbers'],
  },
  {
    name: 'reservation-leaked',
    file: KEPT_ORDERS,
    find: 'setReservation(state, order, ZERO);\n  order.amendTo = undefined;',
    replace: 'order.amendTo = undefined;',
    breaks: 'an order that has ended keeps its reservation',
  },
  {
    name: 'reservation-released-twice',
    file: KEPT_ORDERS,
    find: 'setReservation(state, order, ZERO);\n  order.amendTo = undefined;',
    replace:
      'state.reserved = subtract(state.reserved, order.reservation);\n  setReservation(state, order, ZERO);\n  order.amendTo = undefined;',
    breaks: 'an order that ends gives its reservation back twice',
  },
  {
    name: 'unknown-releases-reservation',
    file: APPLY,
    find: "return move(state, order, 'unknown');",
    replace: "setReservation(state, order, ZERO);\n      return move(state, order, 'unknown');",
    breaks: 'an unknown order holds nothing back',
  },
  {
    name: 'accepted-releases-reservation',
    file: APPLY,
    find: "order.venueOrderId = event.venueOrderId;\n      return move(state, order, 'accepted');",
    replace:
      "order.venueOrderId = event.venueOrderId;\n      setReservation(state, order, ZERO);\n      return move(state, order, 'accepted');",
    breaks: 'an accepted order holds nothing back',
  },
  {
    name: 'close-turns-the-position',
    file: POSITION,
    find: 'quantity: add(holding.quantity, signedQuantity),\n    averagePrice: isFlat',
    replace: 'quantity: subtract(holding.quantity, signedQuantity),\n    averagePrice: isFlat',
    breaks: 'what a close takes away is added instead',
  },
  {
    name: 'cost-kept-after-close',
    file: POSITION,
    find: 'cost: isFlat ? ZERO : subtract(cost, costClosed),',
    replace: 'cost: isFlat ? ZERO : cost,',
    breaks: 'a partly closed position keeps its whole cost',
  },
  {
    name: 'fee-not-booked',
    file: 'engine/apply-fill.ts',
    find: 'state.balance = add(state.balance, subtract(realized, fee));',
    replace: 'state.balance = add(state.balance, realized);',
    breaks: 'fees are shown and never paid',
  },
  {
    name: 'overtaken-terms-taken',
    file: 'engine/amended-terms.ts',
    find: 'amendedAt !== undefined && venueTime < amendedAt;',
    replace: 'amendedAt !== undefined && venueTime < 0;',
    breaks: 'a report of an amend that a later one has overtaken undoes the later one',
    kinds: ['reports_out_of_order', 'storm', 'cancel_at_once'],
  },
  {
    name: 'filled-amend-not-asked',
    file: FILLS,
    find: 'if (!isTerminal(order.status) && order.filledQuantity >= order.request.quantity) pollLater(run, order);',
    replace: '',
    breaks: 'an order that filled whole while an amend was open, whose answer is lost, is never found to have ended',
    also: [
      {
        file: REPORTS,
        find: 'else if (isInFlight(order.status) || order.amendTo !== undefined) pollLater(run, order);',
        replace: "else if (order.status === 'pending_cancel') pollLater(run, order);",
      },
    ],
  },
];
