/** Bugs where an order that rests ties up what it sells: a take-profit is watched here, and the stop-loss gives way to it. */
import type { Mutant } from './mutant.ts';

const PROTECTION = 'engine/protection.ts';

export const TIED_MUTANTS: readonly Mutant[] = [
  {
    name: 'take-profit-before-its-stop-is-gone',
    file: PROTECTION,
    find: 'if (!hasGone(run, stop)) return;',
    replace: 'void hasGone(run, stop);',
    breaks: 'a take-profit leaves while the stop-loss that gives way to it may still sell the same coins',
    world: 'tied',
  },
  {
    name: 'take-profit-not-watched',
    file: 'engine/waiting-protection.ts',
    find: "if (state.groups.size === 0 || state.tradingState === 'halted' || !tiesUp(state, instrumentId)) return;",
    replace: "if (state.groups.size >= 0 || state.tradingState === 'halted' || !tiesUp(state, instrumentId)) return;",
    breaks: 'nobody sees that the price has come to a take-profit which can not rest',
    world: 'tied',
  },
  {
    name: 'stop-gives-way-for-ever',
    file: 'engine/watched-target.ts',
    find: 'if (order === undefined || isTerminal(order.status)) end(run, group, leg);',
    replace: 'if (order === undefined && run.now < 0) end(run, group, leg);',
    breaks: 'a stop-loss that gave way to a take-profit stays away for what that has left',
    world: 'tied',
  },
  {
    name: 'both-of-a-leg-rest',
    file: PROTECTION,
    find: 'if (!tiesUp(run.state, group.instrumentId)) {',
    replace: 'if (!tiesUp(run.state, group.instrumentId) || stop.quantity > ZERO) {',
    breaks: 'a stop-loss and a take-profit rest beside each other though there are coins for one of them',
    world: 'tied',
  },
  {
    name: 'coins-of-others-not-counted',
    file: 'engine/free-coins.ts',
    find: 'if (coins === undefined || coins >= quantity) return quantity;',
    replace: 'if (coins === undefined || coins >= ZERO) return quantity;',
    breaks: 'a stop-loss leaves for coins that one which has become too large has still',
    world: 'tied',
  },
];
