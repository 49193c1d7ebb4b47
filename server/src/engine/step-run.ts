/** One step under way: the events it has made so far, already folded into the state, and the effects to carry out after. */
import type { EngineEvent } from './events.ts';
import type { Effect } from './effects.ts';
import { applyEvent } from './apply.ts';
import type { AccountState } from './state.ts';
import { noteSpending } from './venue-spending.ts';

export class StepRun {
  readonly state: AccountState;
  readonly now: number;
  readonly events: EngineEvent[] = [];
  readonly effects: Effect[] = [];

  constructor(state: AccountState, now: number) {
    this.state = state;
    this.now = now;
  }

  /**
   * Records a fact and folds it at once, so that what follows in this step sees it. What is asked of an account while it
   * still comes up for the first time may be the first: it is opened before that, with its money.
   */
  emit(event: EngineEvent): void {
    const { sequence, account } = this.state;
    if (sequence === 0 && event.kind !== 'account_opened')
      this.emit({ kind: 'account_opened', time: this.now, account });
    applyEvent(this.state, event);
    this.events.push(event);
    if (this.state.volatile.venueFree !== undefined) noteSpending(this.state, event);
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  notify(level: 'info' | 'warning' | 'alarm', code: string, values: Readonly<Record<string, string>>): void {
    this.effects.push({ kind: 'notify', level, code, values });
  }
}
