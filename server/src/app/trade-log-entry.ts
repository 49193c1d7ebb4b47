/**
 * What the trade log tells of an order, for a person who reads it: what was decided, what was sent, what the venue made of
 * it, and how it ended. The journal has every event with all of its numbers; the steps between have no line here.
 */
import type { OrderCreated, OrderFilled, OrderSubmitting } from '#engine/events.ts';
import type { TradeLogEntry } from '#ports/logger.ts';
import type { DurableEvent } from '#runtime/account-runner.ts';

/** The event's line; undefined when it has none. */
export function tradeLogEntry({ accountId, sequence, event }: DurableEvent): TradeLogEntry | undefined {
  switch (event.kind) {
    // What is approved is sent in the same commit, and what is asked about was told to be unknown before.
    case 'order_approved':
    case 'order_queried':
      return undefined;
    case 'order_created':
      return createdEntry(event, accountId, sequence);
    case 'order_submitting':
      return sentEntry(event, accountId, sequence);
    case 'order_filled':
      return filledEntry(event, accountId, sequence);
    case 'order_denied': {
      const { time, orderId, reason } = event;
      return { time, account: accountId, sequence, event: event.kind, orderId, reason };
    }
    default: {
      if (!('orderId' in event) || event.orderId === undefined) return undefined;
      const { kind, time, orderId, ...fields } = event;
      return { time, account: accountId, sequence, event: kind, orderId, ...fields };
    }
  }
}

function createdEntry(event: OrderCreated, account: string, sequence: number): TradeLogEntry {
  const { request } = event;
  return {
    time: event.time,
    account,
    sequence,
    event: event.kind,
    orderId: event.orderId,
    ticket: event.ticket,
    signalId: event.signalId,
    source: event.source,
    parentOrderId: event.parentOrderId,
    instrumentId: request.instrumentId,
    side: request.side,
    type: request.type,
    role: request.role,
    quantity: request.quantity,
    limitPrice: request.limitPrice,
    stopPrice: request.stopPrice,
    timeInForce: request.timeInForce,
    reduceOnly: request.reduceOnly,
    positionId: request.positionId,
    stopLoss: request.stopLoss,
    takeProfits: request.takeProfits,
    adjustments: request.adjustments,
  };
}

function sentEntry(event: OrderSubmitting, account: string, sequence: number): TradeLogEntry {
  return {
    time: event.time,
    account,
    sequence,
    event: event.kind,
    orderId: event.orderId,
    clientOrderId: event.clientOrderId,
    attempt: event.attempt,
    limitsVersion: event.limitsVersion,
  };
}

function filledEntry(event: OrderFilled, account: string, sequence: number): TradeLogEntry {
  return {
    time: event.time,
    account,
    sequence,
    event: event.kind,
    orderId: event.orderId,
    tradeId: event.tradeId,
    venueOrderId: event.venueOrderId,
    instrumentId: event.instrumentId,
    side: event.side,
    price: event.price,
    quantity: event.quantity,
    fee: event.fee,
    liquidity: event.liquidity,
    positionId: event.positionId,
  };
}
