/** Positions over REST, and the way out of them: a close is a command on the one path like any other. */
import type { SignalCommand } from '#domain/signal.ts';
import type { PositionView } from '#views/shapes.ts';
import { type Answer, areSimulated, type Call, type Handlers, ok, refuse } from './call.ts';
import { notPositive, present, readDecimal, submitOrder } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'ids'>;

/** Handlers of the positions. */
export function createPositionHandlers(options: Options): Pick<Handlers, 'listPositions' | 'closePosition'> {
  const { desk } = options;
  return {
    listPositions({ query }) {
      const { account, symbol } = query;
      if (account !== undefined && desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
      const positions = desk
        .positions(account)
        .filter((position) => symbol === undefined || position.symbol.toUpperCase() === symbol.toUpperCase());
      return ok(positions, { simulated: areSimulated(positions) });
    },
    closePosition: (call) => closePosition(options, call),
  };
}

async function closePosition(options: Options, call: Call<'closePosition'>): Promise<Answer> {
  const positionId = call.params['positionId'] ?? '';
  const body = call.body ?? {};
  const mistake = notPositive({ quantity: body.quantity });
  if (mistake !== undefined) return mistake;
  const account = body.account ?? call.query.account;
  const found = options.desk.positions(account).filter((position) => position.id === positionId);
  const [position] = found;
  if (position === undefined) return closeAgain(options, call, positionId);
  if (found.length > 1) return refuse('POSITION_AMBIGUOUS', { symbol: position.symbol });
  return submitOrder(options, call, {
    account: position.account,
    command: closeCommand(position, body),
    waitMs: call.query.wait ?? body.wait ?? 0,
    subject: { ...body, positionId },
  });
}

/**
 * A repeat of a close finds no position any more, and its key must still lead to the first outcome: so it is submitted
 * as it stands. Where it is no repeat after all, routing finds nothing to close.
 */
function closeAgain(options: Options, call: Call<'closePosition'>, positionId: string): Answer | Promise<Answer> {
  const body = call.body ?? {};
  if (call.idempotencyKey === undefined) return refuse('POSITION_NOT_FOUND', { symbol: positionId });
  return submitOrder(options, call, {
    account: body.account ?? call.query.account ?? options.desk.defaultAccount(),
    command: { action: 'close', symbol: positionId, ticket: positionId },
    waitMs: call.query.wait ?? body.wait ?? 0,
    subject: { ...body, positionId },
  });
}

function closeCommand(position: PositionView, body: NonNullable<Call<'closePosition'>['body']>): SignalCommand {
  return {
    action: position.side === 'long' ? 'close_long' : 'close_short',
    symbol: position.symbol,
    ticket: String(position.ticket),
    ...(body.quantity === undefined ? {} : { quantity: readDecimal(body.quantity) }),
    ...present('comment', body.comment),
  };
}
