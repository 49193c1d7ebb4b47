/** The fold of what concerns an account as a whole: the state it may trade in, and its money in other currencies. */
import { isStricter, mustBeArmed } from '#domain/account.ts';
import { add, multiplyRounded, subtract } from '#domain/decimal.ts';
import type { AccountOpened, MoneyConverted, TradingStateChanged } from './events.ts';
import type { AccountState, Unconverted } from './state.ts';

/** An account that must be armed opens unarmed: there is no moment at which it could trade before. */
export function openAccount(state: AccountState, { account }: AccountOpened): void {
  state.account = account;
  state.balance = account.initialBalance;
  if (!mustBeArmed(account)) return;
  state.armTrading = { state: 'reducing', reason: { code: 'ACCOUNT_NOT_ARMED', values: { account: account.id } } };
  putInForce(state);
}

export function changeTradingState(state: AccountState, { state: to, reason, scope }: TradingStateChanged): void {
  const layer = to === 'active' ? { state: to } : { state: to, reason };
  if (scope === 'server') state.serverTrading = layer;
  else if (scope === 'arming') state.armTrading = layer;
  else state.ownTrading = layer;
  putInForce(state);
}

/**
 * The account for itself, the server as a whole and the arming lie one over the other, and the strictest is in force. As
 * long as money waits for a rate the books are not whole: then nothing opens, whatever they say.
 */
function putInForce(state: AccountState): void {
  const { ownTrading, serverTrading, armTrading, unconverted } = state;
  let inForce = ownTrading;
  for (const layer of [serverTrading, armTrading]) if (isStricter(layer.state, inForce.state)) inForce = layer;
  state.tradingState = inForce.state;
  state.tradingStateReason = inForce.reason;
  const [waiting] = unconverted;
  if (waiting === undefined || inForce.state !== 'active') return;
  state.tradingState = 'reducing';
  state.tradingStateReason = { code: 'FILL_RATE_MISSING', values: { currency: waiting.currency } };
}

/** Puts aside, in their own currency, what a trade earned and cost. */
export function awaitRate(state: AccountState, amount: Unconverted): void {
  state.unconverted = [...state.unconverted, amount];
  putInForce(state);
}

/** Books what waited for a rate of the currency. */
export function convertMoney(state: AccountState, { currency, conversionRate }: MoneyConverted): void {
  for (const amount of state.unconverted) {
    if (amount.currency !== currency) continue;
    const realized = multiplyRounded(amount.realizedPnl, conversionRate, 'half_even');
    const fees = multiplyRounded(amount.fees, conversionRate, 'half_even');
    state.realizedPnl = add(state.realizedPnl, realized);
    state.fees = add(state.fees, fees);
    state.balance = add(state.balance, subtract(realized, fees));
    const position = state.positions.get(amount.positionId);
    if (position === undefined) continue;
    const realizedPnl = add(position.realizedPnl, realized);
    state.positions.set(position.id, { ...position, realizedPnl, fees: add(position.fees, fees) });
  }
  state.unconverted = state.unconverted.filter((amount) => amount.currency !== currency);
  state.knownRates.set(currency, { conversionRate });
  putInForce(state);
}
