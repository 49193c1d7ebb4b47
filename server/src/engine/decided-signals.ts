/** What is remembered of signals: which commands were decided, and how new the newest of each source and instrument was. */
import type { SignalDecided } from './events.ts';
import { type AccountState, DECIDED_SIGNALS_KEPT } from './state.ts';

/** To find the oldest costs a walk over all that were deleted before it, so that many are forgotten at a time. */
const FORGOTTEN_AT_ONCE = 250;

/** Folds a decision in. */
export function applySignalDecided(state: AccountState, event: SignalDecided): void {
  state.decided.add(decidedKey(event.signalId, event.command));
  if (state.decided.size >= DECIDED_SIGNALS_KEPT + FORGOTTEN_AT_ONCE) forgetDecided(state.decided);
  if (event.sentAt === undefined || event.instrumentId === undefined || event.outcome === 'denied') return;
  const key = sentKey(event.source, event.instrumentId);
  state.lastSentAt.set(key, Math.max(event.sentAt, state.lastSentAt.get(key) ?? 0));
}

function forgetDecided(decided: Set<string>): void {
  for (const oldest of decided) {
    if (decided.size <= DECIDED_SIGNALS_KEPT) return;
    decided.delete(oldest);
  }
}

let keyedSignal = '';
let keyedCommand = -1;
let knownKey = '';

/** Under what a decided command is remembered. The last one is kept: it is looked for, then remembered. */
export function decidedKey(signalId: string, command: number): string {
  if (signalId === keyedSignal && command === keyedCommand) return knownKey;
  knownKey = `${signalId}/${command}`;
  keyedSignal = signalId;
  keyedCommand = command;
  return knownKey;
}

/** Under what the newest signal of a source is remembered per instrument. */
export const sentKey = (source: string, instrumentId: string): string => `${source} ${instrumentId}`;
