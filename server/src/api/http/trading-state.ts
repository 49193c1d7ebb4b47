/** The trading state over REST: the switch that stops it all asks for little and works when much else does not. */
import { isStricter, type TradingState } from '#domain/account.ts';
import { type Answer, type Call, type Handlers, ok, refuse } from './call.ts';
import { present } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

const STATE_OF_ACTION = { halt: 'halted', reduce: 'reducing', resume: 'active' } as const satisfies Record<
  string,
  TradingState
>;

/** Handlers of the trading state. */
export function createTradingStateHandlers({
  desk,
}: Pick<HttpServerOptions, 'desk'>): Pick<Handlers, 'getTradingState' | 'setTradingState'> {
  return {
    getTradingState: () => ok(desk.tradingState()),
    async setTradingState(call): Promise<Answer> {
      const state = readState(call.body);
      if (state === undefined) {
        return refuse('BODY_FIELD_INVALID', { field: 'state', problem: 'state | action' });
      }
      const { account, reason, cancelOrders } = call.body;
      if (account !== undefined && desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
      // Stopping is everybody's who may trade; to let anything go on again is for whoever set the limits.
      const isLooser = state === 'active' || isStricter(stateOf(desk, account), state);
      if (isLooser && call.key?.scope !== 'admin') {
        return refuse('FORBIDDEN_SCOPE', { scope: call.key?.scope ?? '', required: 'admin' });
      }
      return ok(
        await desk.setTradingState({
          actor: call.actor,
          state,
          reason: reason ?? '',
          cancelOrders,
          ...present('account', account),
        }),
      );
    },
  };
}

/** Of the account, with all that lies over it, or of the server. */
function stateOf(desk: HttpServerOptions['desk'], account: string | undefined): TradingState {
  const { server, accounts } = desk.tradingState();
  return accounts.find(({ id }) => id === account)?.tradingState ?? server;
}

function readState({ state, action }: Call<'setTradingState'>['body']): TradingState | undefined {
  const asked = action === undefined ? undefined : STATE_OF_ACTION[action];
  if (state !== undefined && asked !== undefined && state !== asked) return undefined;
  return state ?? asked;
}
