/** `position close`: the way out of a position, whole or in part, at the market. */
import { fill } from '#app/config/bilingual.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionDecimal, optionText, waitMsOf } from './invocation.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import { settleSignal } from './settle-signal.ts';
import { TEXTS } from './texts.ts';
import type { OrderOutcome, Position } from './wire-shapes.ts';

const TICKET = /^#?(\d{1,9})$/;

/** Closes and follows. Answers ok when the closing order is filled or rests, no when it was refused or denied. */
export async function runPositionClose(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const waitMs = waitMsOf(invocation);
  const given = { quantity: optionDecimal(invocation, 'quantity'), comment: optionText(invocation, 'comment') };
  const id = optionText(invocation, 'id');
  const headers = id === undefined ? {} : { 'idempotency-key': id };
  const connection = connect(invocation);
  const { account, id: positionId } = await findPosition(invocation, connection);
  const body = Object.fromEntries(Object.entries({ account, ...given }).filter(([, value]) => value !== undefined));
  const path = `/api/v1/positions/${encodeURIComponent(positionId)}/close`;
  const { body: taken } = await connection.ask<OrderOutcome>('POST', path, { body, headers });
  const { signalId, duplicate } = taken;
  return settleSignal({ terminal, connection, signalId, duplicate, waitMs });
}

/** The position by its id, its ticket or its instrument. Ends the command when none or several fit. */
async function findPosition(
  invocation: Invocation,
  connection: ServerConnection,
): Promise<Pick<Position, 'account' | 'id'>> {
  const named = invocation.args[0] ?? '';
  const account = optionText(invocation, 'account');
  const positions = await connection.get<readonly Position[]>('/api/v1/positions', { account });
  const ticket = Number(TICKET.exec(named)?.[1]);
  const symbol = named.toUpperCase();
  const fitting = positions.filter(
    (position) => position.id === named || position.ticket === ticket || position.symbol.toUpperCase() === symbol,
  );
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  // With a key of the caller's own it may be a repeat of a close that is done; the server knows.
  if (first === undefined && account !== undefined && optionText(invocation, 'id') !== undefined) {
    return { account, id: named };
  }
  const found = fitting.map((position) => `${position.account} #${position.ticket} ${position.symbol}`).join(', ');
  const [code, text] =
    first === undefined
      ? (['POSITION_NOT_FOUND', TEXTS.positionNotFound] as const)
      : (['POSITION_AMBIGUOUS', TEXTS.positionAmbiguous] as const);
  throw new CommandError({ code, exitCode: EXIT.no, message: fill(text, { position: named, found }) });
}
