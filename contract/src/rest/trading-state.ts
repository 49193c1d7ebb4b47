/** The trading state, and the switch that stops it all. */
import { z } from 'zod';
import { identifier, reason, reasonText, tradingState } from '../scalars.ts';
import { defineOperations } from './operation.ts';

export const tradingStateView = z
  .object({
    server: tradingState,
    accounts: z.array(z.object({ id: z.string(), tradingState, tradingStateReason: reason.optional() })),
  })
  .meta({ id: 'TradingState' });

export const tradingStateChange = z
  .strictObject({
    state: tradingState.optional().meta({ description: 'This or action.' }),
    action: z.enum(['halt', 'reduce', 'resume']).optional(),
    account: identifier.optional().meta({ description: 'Absent: every account, and the server as a whole.' }),
    reason: reasonText.optional().meta({ description: 'Why; kept with the state.' }),
    cancelOrders: z.boolean().default(false).meta({
      description:
        'With halt: also cancel what rests at the venues and opens or closes a position. Stop-loss and take-profit orders stay. Without it entry orders keep working; `entryOrdersOpen` names them.',
    }),
  })
  .meta({ id: 'TradingStateChange' });

export const tradingStateOutcome = z
  .object({
    accounts: z.array(z.object({ account: z.string(), state: tradingState, durable: z.boolean() })).meta({
      description: "The state in force now: the stricter of the account's own and the server's.",
    }),
    stillStopped: z.array(z.object({ account: z.string(), state: tradingState, reason })).meta({
      description: 'Accounts that stay stricter than was asked: halted for themselves, or with the server as a whole.',
    }),
    cancelsRequested: z.array(z.string()),
    notCanceled: z.array(z.object({ orderId: z.string(), reason })),
    entryOrdersOpen: z.array(z.string()).meta({
      description: 'After a halt: entry orders that may still fill, and that nobody has asked to cancel.',
    }),
  })
  .meta({ id: 'TradingStateOutcome' });

export const tradingStateOperations = defineOperations({
  getTradingState: {
    method: 'GET',
    path: '/api/v1/trading-state',
    access: 'read',
    tag: 'trading state',
    summary: 'Whether the server and each account may trade',
    responses: { 200: { description: 'The states.', schema: tradingStateView } },
    errors: [],
  },
  setTradingState: {
    method: 'POST',
    path: '/api/v1/trading-state',
    access: 'trade',
    tag: 'trading state',
    summary: 'Halt, reduce or resume trading',
    description:
      'Works also when nothing can be written; `durable` says whether the change would survive a restart. Without an account it is the server as a whole that is halted, reduced or resumed: an account that was halted for itself, by a person or because a report was put aside, stays so and needs a resume of its own. A halt leaves stop-loss and take-profit orders at the venue. To resume needs an admin key.',
    body: tradingStateChange,
    responses: { 200: { description: 'What was done and what could not be.', schema: tradingStateOutcome } },
    errors: ['ACCOUNT_UNKNOWN'],
  },
});
