/**
 * The fold: what each event does to the state. Total and deterministic: it reads the event and the folded state, never
 * prices, limits or time, so a replay of the journal gives the very same state.
 */
import { applyParentEvent } from './algos/apply-parents.ts';
import { changeTradingState, convertMoney, openAccount } from './apply-account.ts';
import { adjustBalance, applyAdopted, applyIgnored } from './apply-external.ts';
import { applyOrderEvent } from './apply-order.ts';
import { applyProtectionSet, applyTargetTry, endProtection } from './apply-protection.ts';
import { applySignalDecided } from './decided-signals.ts';
import type { EngineEvent } from './events.ts';
import { rememberPutAside } from './put-aside.ts';
import type { AccountState } from './state.ts';

/** Folds one event into the state, which it changes in place. Throws an Error when the event can't follow from the state. */
export function applyEvent(state: AccountState, event: EngineEvent): void {
  state.sequence += 1;
  switch (event.kind) {
    case 'account_opened':
      return openAccount(state, event);
    case 'signal_decided':
      return applySignalDecided(state, event);
    case 'protection_set':
      return applyProtectionSet(state, event);
    case 'take_profit_reached':
    case 'take_profit_left':
      return applyTargetTry(state, event);
    case 'protection_ended':
      return endProtection(state, event.groupId);
    case 'symbol_frozen':
      state.frozen.set(event.instrumentId, event.reason);
      return;
    case 'symbol_released':
      state.frozen.delete(event.instrumentId);
      return;
    case 'trading_state_changed':
      return changeTradingState(state, event);
    case 'latch_tripped':
      state.latched.set(event.source, event.reason);
      return;
    case 'latch_reset':
      state.latched.delete(event.source);
      return;
    case 'source_switched':
      if (event.enabled) state.disabledSources.delete(event.source);
      else state.disabledSources.add(event.source);
      return;
    case 'conversion_rate_noted':
      state.knownRates.set(event.currency, { conversionRate: event.conversionRate });
      return;
    case 'balance_adjusted':
      return adjustBalance(state, event);
    case 'position_adopted':
      return applyAdopted(state, event);
    case 'position_difference_ignored':
      return applyIgnored(state, event);
    case 'money_converted':
      return convertMoney(state, event);
    case 'account_reconciled':
      state.comparedFrom ??= event.positionsAt ?? event.time;
      return;
    case 'report_quarantined':
      return rememberPutAside(state.putAside, event.reason);
    case 'parent_created':
    case 'parent_moved':
    case 'parent_cancel_asked':
    case 'parent_followed':
    case 'parent_triggered':
    case 'parent_slice':
      return applyParentEvent(state, event);
    default:
      return applyOrderEvent(state, event);
  }
}
