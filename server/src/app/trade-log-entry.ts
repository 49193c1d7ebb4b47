/**
 * What the trade log tells of an order, for a person who reads it: what was decided, what was sent, what the venue made of
 * it, and how it ended. The journal has every event with all of its numbers; the steps between have no line here. Fields are
 * set one by one: a spread, or a loop over their names, costs five times as much for every event of every order.
 */
import type { Draft } from '#domain/draft.ts';
import type { OrderCreated, OrderFilled, OrderSubmitting } from '#engine/order-events.ts';
import type { TradeLogEntry } from '#ports/logger.ts';
import type { DurableEvent } from '#runtime/account-runner.ts';

type Entry = Draft<TradeLogEntry>;

/** The event's line; undefined when it has none. */
export function tradeLogEntry({ accountId, sequence, event }: DurableEvent): TradeLogEntry | undefined {
  if (!('orderId' in event) || event.orderId === undefined) return undefined;
  const { time, kind, orderId } = event;
  const entry: Entry = { time, account: accountId, sequence, event: kind, orderId };
  switch (event.kind) {
    // What is approved is sent in the same commit, and what is asked about was told to be unknown before.
    case 'order_approved':
    case 'order_queried':
      return undefined;
    case 'order_created':
      return tellCreated(entry, event);
    case 'order_submitting':
      return tellSubmitting(entry, event);
    case 'order_filled':
      return tellFilled(entry, event);
    case 'order_denied':
      entry['reason'] = event.reason;
      return entry;
    default: {
      const { kind: _kind, time: _time, orderId: _orderId, ...fields } = event;
      return { ...entry, ...fields };
    }
  }
}

function tellCreated(entry: Entry, event: OrderCreated): TradeLogEntry {
  const { request } = event;
  entry['ticket'] = event.ticket;
  entry['signalId'] = event.signalId;
  entry['source'] = event.source;
  entry['parentOrderId'] = event.parentOrderId;
  entry['instrumentId'] = request.instrumentId;
  entry['side'] = request.side;
  entry['type'] = request.type;
  entry['role'] = request.role;
  entry['quantity'] = request.quantity;
  entry['limitPrice'] = request.limitPrice;
  entry['stopPrice'] = request.stopPrice;
  entry['timeInForce'] = request.timeInForce;
  entry['reduceOnly'] = request.reduceOnly;
  entry['positionId'] = request.positionId;
  entry['stopLoss'] = request.stopLoss;
  entry['takeProfits'] = request.takeProfits;
  entry['adjustments'] = request.adjustments;
  return entry;
}

function tellSubmitting(entry: Entry, event: OrderSubmitting): TradeLogEntry {
  entry['clientOrderId'] = event.clientOrderId;
  entry['attempt'] = event.attempt;
  entry['limitsVersion'] = event.limitsVersion;
  return entry;
}

function tellFilled(entry: Entry, event: OrderFilled): TradeLogEntry {
  entry['tradeId'] = event.tradeId;
  entry['venueOrderId'] = event.venueOrderId;
  entry['instrumentId'] = event.instrumentId;
  entry['side'] = event.side;
  entry['price'] = event.price;
  entry['quantity'] = event.quantity;
  entry['fee'] = event.fee;
  entry['liquidity'] = event.liquidity;
  entry['positionId'] = event.positionId;
  return entry;
}
