/** The fold of what others do at the venue: orders that somebody else placed, and positions that are as the venue has them. */
import { add, isZero, subtract, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { limitGroups } from './apply-protection.ts';
import type { BalanceAdjusted, PositionAdopted, PositionDifferenceIgnored } from './events.ts';
import type { AccountState } from './state.ts';

/** More trades than others make within the time that a comparison looks back. */
const EXTERNAL_TRADES_KEPT = 10_000;

/** Remembers a trade of somebody else longer than its order, so that it never counts twice. */
export function rememberTrade({ externalTrades }: AccountState, order: Order, tradeId: string): void {
  if (order.request.role !== 'external') return;
  externalTrades.add(tradeId);
  if (externalTrades.size <= EXTERNAL_TRADES_KEPT) return;
  const [oldest] = externalTrades;
  if (oldest !== undefined) externalTrades.delete(oldest);
}

export function applyAdopted(state: AccountState, event: PositionAdopted): void {
  const { positionId: id, instrumentId, quantity, averagePrice, cost, time } = event;
  state.ignored.delete(instrumentId);
  if (isZero(quantity)) state.positions.delete(id);
  else {
    const base = state.positions.get(id) ?? {
      ...{ id, accountId: state.account.id, instrumentId, ticket: event.ticket },
      ...{ realizedPnl: ZERO, fees: ZERO, openedAt: time },
    };
    state.nextTicket = Math.max(state.nextTicket, base.ticket + 1);
    state.positions.set(id, { ...base, quantity, averagePrice, cost, updatedAt: time });
  }
  limitGroups(state, id);
}

export function applyIgnored(state: AccountState, { instrumentId, before, after }: PositionDifferenceIgnored): void {
  state.ignored.set(instrumentId, { difference: subtract(after, before) });
}

export function adjustBalance(state: AccountState, event: BalanceAdjusted): void {
  const { before, after, reason } = event;
  const change = subtract(after, before);
  state.balance = after;
  if (reason === 'venue') state.adjusted = add(state.adjusted, change);
  if (reason !== 'funding') return;
  state.fundingReceived = add(state.fundingReceived, change);
  rememberFunding(state, event);
}

/** Payments this much older than the newest are not asked for any more. */
const FUNDING_KEPT_MS = 86_400_000;

export const fundingKey = (instrumentId: string, paymentId: string): string => `${instrumentId} ${paymentId}`;

function rememberFunding(
  { fundingTimes }: AccountState,
  { instrumentId = '', paymentId = '', venueTime = 0 }: BalanceAdjusted,
) {
  fundingTimes.set(fundingKey(instrumentId, paymentId), venueTime);
  const newest = Math.max(...fundingTimes.values());
  for (const [key, time] of fundingTimes) if (newest - time > FUNDING_KEPT_MS) fundingTimes.delete(key);
}
