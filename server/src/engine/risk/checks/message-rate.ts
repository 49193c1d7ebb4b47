import { messagesOf } from '../../message-room.ts';
import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** How many orders may leave within a window, with the stop-losses and take-profits that they bring along. */
export const messageRate: RiskCheck = {
  name: 'message_rate',
  appliesTo: 'opening',
  evaluate({ state, limits, now, orderId }) {
    const limit = limits.messageRate;
    if (limit === undefined) return limitMissing('message_rate');
    const { messages, promised, waitingForRoom } = state.volatile;
    const count = messages.count(now, limit.windowMs) + promised.count(now, limit.windowMs);
    // Where the window is smaller than the order with its protection, that alone may fill it.
    const needed = Math.min(messagesOf(state, orderId), Math.max(1, limit.count));
    const values = { count, maximum: limit.count, windowMs: limit.windowMs, ...(needed > 1 ? { needed } : {}) };
    const isFull = waitingForRoom.size > 0 || count + needed > limit.count;
    return isFull ? deny('MESSAGE_RATE_EXCEEDED', values) : pass(values);
  },
};
