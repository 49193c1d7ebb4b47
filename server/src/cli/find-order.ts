/** People say "order 12": a ticket, unique within one account, becomes the order's id. */
import { fill } from '#app/config/bilingual.ts';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-code.ts';
import { type Invocation, optionText } from './invocation.ts';
import type { ServerConnection } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { Order } from './wire-shapes.ts';

const TICKET = /^#?(\d{1,9}(?:\.tp\d+)?)$/;
/** Ends the id of a take-profit that is watched here: it has the ticket of the order that it protects. */
const WATCHED = /\.tp\d+$/;
const LOOKED_AT = '500';

/** What people call an order within its account: its ticket, `12`, or of a take-profit that is watched here `12.tp0`. */
export function ticketText({ id, ticket }: Pick<Order, 'id' | 'ticket'>): string {
  return `${ticket}${WATCHED.exec(id)?.[0] ?? ''}`;
}

/** The id of the order that was named. Ends the command when a ticket is unknown or fits several accounts. */
export async function orderIdOf(invocation: Invocation, connection: ServerConnection): Promise<string> {
  const named = invocation.args[0] ?? '';
  const ticket = TICKET.exec(named)?.[1];
  if (ticket === undefined) return named;
  const account = optionText(invocation, 'account');
  const orders = await connection.get<readonly Order[]>('/api/v1/orders', { account, limit: LOOKED_AT });
  const found = orders.filter((order) => ticketText(order) === ticket);
  const [first, second] = found;
  if (first === undefined) {
    const message = fill(TEXTS.orderNotFound, { ticket, count: LOOKED_AT });
    throw new CommandError({ code: 'ORDER_NOT_FOUND', exitCode: EXIT.no, message });
  }
  if (second !== undefined) {
    const accounts = found.map((order) => order.account).join(', ');
    const message = fill(TEXTS.orderAmbiguous, { ticket, accounts });
    throw new CommandError({ code: 'ORDER_AMBIGUOUS', exitCode: EXIT.no, message });
  }
  return first.id;
}
