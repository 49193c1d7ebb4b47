/** The trading state over REST: the switch that stops it all asks for little and works when much else does not. */
import type { TradingState } from '#domain/account.ts';
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
      // Stopping is everybody's who may trade; to let it all go on again is for whoever set the limits.
      if (state === 'active' && call.key?.scope !== 'admin') {
        return refuse('FORBIDDEN_SCOPE', { scope: call.key?.scope ?? '', required: 'admin' });
      }
      const { account, reason, cancelOrders } = call.body;
      if (account !== undefined && desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
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

function readState({ state, action }: Call<'setTradingState'>['body']): TradingState | undefined {
  const asked = action === undefined ? undefined : STATE_OF_ACTION[action];
  if (state !== undefined && asked !== undefined && state !== asked) return undefined;
  return state ?? asked;
}
