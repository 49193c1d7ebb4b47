/**
 * The command words of PineConnector, as data: what each asks for, in the order in which it is to be done. A combined
 * command is its closing step and then its opening step. Nothing is read here.
 */
import type { SignalAction } from '#domain/signal.ts';

export type PendingType = 'limit' | 'stop';

/** A step that needs no fields: close or cancel what is there. */
export interface ClearingStep {
  readonly action: Extract<SignalAction, 'close' | 'close_long' | 'close_short' | 'cancel'>;
  /** Whose resting orders a cancel takes away. */
  readonly targetPosition?: 'long' | 'short';
}

export type PineConnectorPlan =
  | {
      readonly kind: 'open';
      readonly action: 'buy' | 'sell';
      readonly orderType: 'market' | PendingType;
      readonly first?: ClearingStep;
    }
  | { readonly kind: 'clear'; readonly step: ClearingStep }
  | { readonly kind: 'close_part'; readonly action: 'close_long' | 'close_short'; readonly unit: 'percent' | 'lots' }
  | { readonly kind: 'close_all'; readonly thenDisable: boolean }
  | { readonly kind: 'modify'; readonly targetPosition: 'long' | 'short' }
  | { readonly kind: 'modify_pending' }
  | { readonly kind: 'switch'; readonly action: 'enable' | 'disable' };

const CLOSE_LONG: ClearingStep = { action: 'close_long' };
const CLOSE_SHORT: ClearingStep = { action: 'close_short' };
const CLOSE_BOTH: ClearingStep = { action: 'close' };
const CANCEL_LONG: ClearingStep = { action: 'cancel', targetPosition: 'long' };
const CANCEL_SHORT: ClearingStep = { action: 'cancel', targetPosition: 'short' };

const open = (
  action: 'buy' | 'sell',
  orderType: 'market' | PendingType = 'market',
  first?: ClearingStep,
): PineConnectorPlan => ({ kind: 'open', action, orderType, ...(first === undefined ? {} : { first }) });
const clear = (step: ClearingStep): PineConnectorPlan => ({ kind: 'clear', step });

/** Every command word, lower-cased, with its synonyms. */
export const PINECONNECTOR_COMMANDS: ReadonlyMap<string, PineConnectorPlan> = new Map<string, PineConnectorPlan>([
  ['buy', open('buy')],
  ['long', open('buy')],
  ['bull', open('buy')],
  ['bullish', open('buy')],
  ['sell', open('sell')],
  ['short', open('sell')],
  ['bear', open('sell')],
  ['bearish', open('sell')],
  ['buystop', open('buy', 'stop')],
  ['buylimit', open('buy', 'limit')],
  ['sellstop', open('sell', 'stop')],
  ['selllimit', open('sell', 'limit')],
  ['closelong', clear(CLOSE_LONG)],
  ['closeshort', clear(CLOSE_SHORT)],
  ['closelongshort', clear(CLOSE_BOTH)],
  ['closeall', { kind: 'close_all', thenDisable: false }],
  ['closealleaoff', { kind: 'close_all', thenDisable: true }],
  ['closelongpct', { kind: 'close_part', action: 'close_long', unit: 'percent' }],
  ['closeshortpct', { kind: 'close_part', action: 'close_short', unit: 'percent' }],
  ['closelongvol', { kind: 'close_part', action: 'close_long', unit: 'lots' }],
  ['closeshortvol', { kind: 'close_part', action: 'close_short', unit: 'lots' }],
  ['cancellong', clear(CANCEL_LONG)],
  ['cancelshort', clear(CANCEL_SHORT)],
  ['cancellongbuystop', open('buy', 'stop', CANCEL_LONG)],
  ['cancellongbuylimit', open('buy', 'limit', CANCEL_LONG)],
  ['cancelshortsellstop', open('sell', 'stop', CANCEL_SHORT)],
  ['cancelshortselllimit', open('sell', 'limit', CANCEL_SHORT)],
  ['closelongopenlong', open('buy', 'market', CLOSE_LONG)],
  ['cl+ol', open('buy', 'market', CLOSE_LONG)],
  ['closelongopenshort', open('sell', 'market', CLOSE_LONG)],
  ['cl+os', open('sell', 'market', CLOSE_LONG)],
  ['closeshortopenlong', open('buy', 'market', CLOSE_SHORT)],
  ['cs+ol', open('buy', 'market', CLOSE_SHORT)],
  ['closeshortopenshort', open('sell', 'market', CLOSE_SHORT)],
  ['cs+os', open('sell', 'market', CLOSE_SHORT)],
  ['closelongshortopenlong', open('buy', 'market', CLOSE_BOTH)],
  ['cls+ol', open('buy', 'market', CLOSE_BOTH)],
  ['closelongshortopenshort', open('sell', 'market', CLOSE_BOTH)],
  ['cls+os', open('sell', 'market', CLOSE_BOTH)],
  ['newsltplong', { kind: 'modify', targetPosition: 'long' }],
  ['newsltpshort', { kind: 'modify', targetPosition: 'short' }],
  ['newsltpbuystop', { kind: 'modify_pending' }],
  ['newsltpbuylimit', { kind: 'modify_pending' }],
  ['newsltpsellstop', { kind: 'modify_pending' }],
  ['newsltpselllimit', { kind: 'modify_pending' }],
  ['eaon', { kind: 'switch', action: 'enable' }],
  ['eaoff', { kind: 'switch', action: 'disable' }],
]);
