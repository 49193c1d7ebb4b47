/** Positions over Trading v2, and the way out of them. */
import { add, type Decimal, decimal, ZERO } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Desk, Result } from '#runtime/desk.ts';
import type { PositionView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuseWith } from '../http/call.ts';
import { notPositive, present, readDecimal } from '../http/orders.ts';
import { reasonFor } from '../http/problem-answer.ts';
import { findAccount, type V2Account } from './trading-v2-account.ts';
import { withoutNull } from './trading-v2-null.ts';
import { exact, exactDecimal, exactOrNull } from './trading-v2-number.ts';
import { placeCommand, type PlacingOptions } from './trading-v2-orders.ts';

/** A position as this interface shows it. */
export function v2Position(position: PositionView, account: V2Account) {
  return {
    symbol: account.symbolOf(position.symbol),
    side: position.side,
    quantity: exact(position.quantity),
    average_price: exact(position.averagePrice),
    current_price: exactOrNull(position.currentPrice),
    unrealized_pnl: exactOrNull(position.unrealizedPnl),
    realized_pnl: exact(position.realizedPnl),
    margin_used: exactOrNull(position.marginUsed),
    liquidation_price: exactOrNull(position.liquidationPrice),
    timestamp: position.updatedAt,
    id: position.id,
    exchange: account.exchange,
    account: position.account,
    currency: position.currency,
    simulated: position.simulated,
  };
}

/** The sums of the positions' profits, all in the currency of their account; no sum where one of them is not known. */
export function v2Totals(positions: readonly PositionView[]) {
  let unrealized: Decimal | undefined = ZERO;
  let realized: Decimal = ZERO;
  for (const { unrealizedPnl, realizedPnl } of positions) {
    realized = add(realized, decimal(realizedPnl));
    unrealized =
      unrealized === undefined || unrealizedPnl === undefined ? undefined : add(unrealized, decimal(unrealizedPnl));
  }
  return {
    total_unrealized_pnl: unrealized === undefined ? null : exactDecimal(unrealized),
    total_realized_pnl: exactDecimal(realized),
  };
}

/** Every open position of the account. */
export function listPositions({ desk }: Pick<PlacingOptions, 'desk'>, { query }: Call<'tradingV2Positions'>): Answer {
  const found = findAccount(desk, query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const account = found.value;
  const positions = desk.positions(account.view.id);
  const shown = positions.map((position) => v2Position(position, account));
  const { exchange, view } = account;
  const body = { success: true, exchange, count: shown.length, positions: shown, ...v2Totals(positions) };
  return ok(body, { simulated: view.simulated });
}

/** The position in one symbol. */
export function showPosition({ desk }: Pick<PlacingOptions, 'desk'>, call: Call<'tradingV2Position'>): Answer {
  const held = findHeld(desk, call);
  if (held.kind === 'refused') return held;
  const { position, account } = held;
  if (position.kind === 'failed') return refuseWith(position.reason);
  const shown = v2Position(position.value, account);
  return ok({ success: true, position: shown }, { simulated: position.value.simulated });
}

/**
 * Closes the position in one symbol. A repeat finds no position any more, and its key must still lead to the first
 * outcome: so it is put to the desk as it stands.
 */
export async function closePosition(options: PlacingOptions, call: Call<'tradingV2ClosePosition'>): Promise<Answer> {
  const body = withoutNull(call.body ?? {});
  const { quantity } = body;
  const mistake = notPositive({ quantity });
  if (mistake !== undefined) return mistake;
  const side = body.side ?? call.query.side;
  const held = findHeld(options.desk, { ...call, query: { ...call.query, side } });
  if (held.kind === 'refused') return held;
  const { position, account, instrumentId } = held;
  const subject = { ...body, ...call.query, symbol: instrumentId };
  if (position.kind === 'failed') {
    const isRepeat = position.reason.code === 'POSITION_NOT_FOUND' && call.idempotencyKey !== undefined;
    if (!isRepeat) return refuseWith(position.reason);
    return placeCommand(options, call, { account, command: { action: 'close', symbol: instrumentId }, subject });
  }
  const { ticket } = position.value;
  const command: SignalCommand = {
    action: position.value.side === 'long' ? 'close_long' : 'close_short',
    symbol: instrumentId,
    ticket: String(ticket),
    ...present('quantity', quantity === undefined ? undefined : readDecimal(quantity)),
  };
  return placeCommand(options, call, { account, command, subject });
}

interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Call<'tradingV2Position'>['query'];
}

type Held =
  | Extract<Answer, { kind: 'refused' }>
  | {
      readonly kind: 'held';
      readonly account: V2Account;
      readonly instrumentId: string;
      readonly position: Result<PositionView>;
    };

function findHeld(desk: Desk, { params, query }: Asked): Held {
  const found = findAccount(desk, query);
  if (found.kind === 'failed') return { kind: 'refused', reason: found.reason };
  const account = found.value;
  const instrument = account.instrument(params['symbol'] ?? '');
  // In an address a name that means nothing is a thing that is not there.
  if (instrument.kind === 'failed') return { kind: 'refused', reason: instrument.reason, status: 404 };
  const { symbol } = instrument.value;
  const fitting = desk
    .positions(account.view.id)
    .filter((position) => position.symbol === symbol && (query.side === undefined || position.side === query.side));
  return { kind: 'held', account, instrumentId: symbol, position: onlyOne(fitting, account.symbolOf(symbol)) };
}

function onlyOne([position, ...others]: readonly PositionView[], symbol: string): Result<PositionView> {
  if (position === undefined) return { kind: 'failed', reason: reasonFor('POSITION_NOT_FOUND', { symbol }) };
  if (others.length > 0) return { kind: 'failed', reason: reasonFor('POSITION_AMBIGUOUS', { symbol }) };
  return { kind: 'ok', value: position };
}
