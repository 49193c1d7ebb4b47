/** What would be decided, with every check and the numbers it compared. */
import type { Terminal } from './terminal.ts';
import { touchedText } from './touched-orders.ts';
import { checkLines } from './trail-lines.ts';
import type { Decision } from './wire-shapes.ts';
import { reasonText, word } from './words.ts';

/** Prints each decision: the account, the outcome, why, what was adjusted, and the checks. */
export function printDecisions(terminal: Terminal, decisions: readonly Decision[]): void {
  for (const { account, outcome, reason, adjustments = [], touched, checks } of decisions) {
    const what = `${word(terminal, outcome)}${touchedText(terminal, touched)}`;
    terminal.line(`${account}  ${what}  ${reasonText(terminal, reason)}`.trimEnd());
    for (const adjustment of adjustments) terminal.line(`    • ${reasonText(terminal, adjustment)}`);
    for (const line of checkLines(terminal, checks)) terminal.line(`    ${line}`);
  }
}
