/** People say "order 12": a ticket, unique within one account, becomes the order's id. */
import { fill } from '#app/config/bilingual.ts';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-code.ts';
import { type Invocation, optionText } from './invocation.ts';
import type { ServerConnection } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { Order } from './wire-shapes.ts';

const TICKET = /^#?(\d{1,9})$/;
const LOOKED_AT = '500';

/** The id of the order that was named. Ends the command when a ticket is unknown or fits several accounts. */
export async function orderIdOf(invocation: Invocation, connection: ServerConnection): Promise<string> {
  const named = invocation.args[0] ?? '';
  const ticket = TICKET.exec(named)?.[1];
  if (ticket === undefined) return named;
  const account = optionText(invocation, 'account');
  const orders = await connection.get<readonly Order[]>('/api/v1/orders', { account, limit: LOOKED_AT });
  const found = orders.filter((order) => order.ticket === Number(ticket));
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
