/** What the MT5 face answers for a signal's outcome: success with the trade, 400 for what we denied, 502 for the venue. */
import type { Reason } from '#domain/order.ts';
import type { InstrumentView, OrderView, SignalDetailView } from '#views/shapes.ts';
import { reasonFor } from '../http/problem-answer.ts';
import { MT5_RETCODE, mt5Result } from './mt5-shapes.ts';

export type TradeAnswer =
  | { readonly kind: 'done'; readonly message: string; readonly result: unknown }
  | { readonly kind: 'failed'; readonly status: 400 | 502; readonly reason: Reason; readonly signalId: string };

const CLOSING_ACTIONS: ReadonlySet<unknown> = new Set(['close', 'close_long', 'close_short', 'close_all']);

/** The answer. A signal that still moves is a success with the code for "placed": it will not be sent again. */
export function tradeAnswer(
  signalId: string,
  signal: SignalDetailView | undefined,
  instruments: ReadonlyMap<string, InstrumentView>,
): TradeAnswer {
  const pending: TradeAnswer = {
    kind: 'done',
    message: 'accepted; the outcome is not known yet',
    result: { signal_id: signalId, retcode: MT5_RETCODE.placed },
  };
  if (signal === undefined || signal.status === 'accepted') return pending;
  const action = signal.commands[0]?.['action'];
  const failure = hadNothingToClose(signal, action) ? undefined : failureOf(signal);
  if (failure !== undefined) return { kind: 'failed', ...failure, signalId };
  const orders = signal.orders.filter((order) => order.parentOrderId === undefined);
  const results = orders.map((order) =>
    mt5Result(order, typeof action === 'string' ? action : order.side, instruments),
  );
  if (CLOSING_ACTIONS.has(action)) {
    return { kind: 'done', message: 'closed', result: { signal_id: signalId, closed_positions: results } };
  }
  const [first] = results;
  if (first === undefined)
    return { kind: 'done', message: signal.status, result: { signal_id: signalId, retcode: MT5_RETCODE.done } };
  const more = results.length > 1 ? { results } : {};
  return { kind: 'done', message: String(orders[0]?.status), result: { ...first, signal_id: signalId, ...more } };
}

/** Everything is closed when nothing was open: that is what was asked for. */
function hadNothingToClose({ status, error }: SignalDetailView, action: unknown): boolean {
  return action === 'close_all' && status === 'ignored' && error?.code === 'POSITION_NOT_FOUND';
}

function failureOf(signal: SignalDetailView): { readonly status: 400 | 502; readonly reason: Reason } | undefined {
  if (signal.error !== undefined) return { status: 400, reason: signal.error };
  const failed = signal.orders.filter(
    (order) => order.status === 'denied' || order.status === 'rejected' || order.status === 'unknown',
  );
  if (failed.length > 0 && failed.length === signal.orders.length) return orderFailure(failed[0]);
  if (signal.orders.length > 0) return undefined;
  const denial = signal.decisions.find((decision) => decision.outcome === 'denied');
  if (denial !== undefined) return { status: 400, reason: denial.reason ?? reasonFor('NOTHING_TO_DO') };
  return undefined;
}

function orderFailure(order: OrderView | undefined): { readonly status: 400 | 502; readonly reason: Reason } {
  const reason = order?.reason ?? reasonFor('OUTCOME_UNKNOWN');
  return { status: order?.status === 'denied' ? 400 : 502, reason };
}
