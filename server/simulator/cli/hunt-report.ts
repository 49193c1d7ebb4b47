/** What is said of hunts: a line as each ends, and a table with the score. */
import { type Hunt, isKilled } from './hunt.ts';
import { grouped } from './progress.ts';
import { replayCommand } from './replay-command.ts';
import { tableOf } from './table.ts';

export function huntLine({ mutant, killedAt, runs, invariant, seconds, error }: Hunt): string {
  if (error !== undefined) return `${mutant.name}: no verdict: ${error}`;
  if (killedAt === undefined) return `${mutant.name}: SURVIVED ${grouped(runs)} runs, ${seconds.toFixed(1)} s`;
  return `${mutant.name}: killed at run ${grouped(killedAt)} by ${invariant}, ${seconds.toFixed(1)} s`;
}

/** The table, then how each kill can be seen again, then the score. */
export function huntTable(hunts: readonly Hunt[]): string {
  const rows = hunts.map((hunt) => [
    hunt.mutant.name,
    hunt.mutant.breaks,
    verdictOf(hunt),
    hunt.invariant,
    hunt.seconds.toFixed(1),
  ]);
  const replays = hunts.flatMap(({ mutant, options, violation }) =>
    options === undefined ? [] : [`  ${replayCommand(options, mutant.name)}\n    ${violation}\n`],
  );
  return [
    tableOf(['mutant', 'what it breaks', 'killed at run', 'invariant', 'seconds'], rows),
    `\n${replays.join('')}`,
    `\n${hunts.filter(isKilled).length}/${hunts.length} killed\n`,
  ].join('');
}

function verdictOf({ error, killedAt }: Hunt): string {
  if (error !== undefined) return 'no verdict';
  return killedAt === undefined ? 'survived' : grouped(killedAt);
}
