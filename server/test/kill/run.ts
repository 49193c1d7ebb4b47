/**
 * `node server/test/kill/run.ts --rounds 200 [--seed S] [--json]`: kills a real Signalbox again and again and examines what
 * it left. Prints a line for each violation with the seed of its voyage; the same seed sends the same messages and
 * chooses the same points (`--voyage-seed S` runs that voyage alone), though the moment of a kill is never quite the
 * same twice. Ends with `N passed, N failed`, counted in rounds.
 */
import { parseArgs } from 'node:util';
import { EMPTY_LOG, type Log, type RoundResult, sail } from './voyage.ts';

const ROUNDS_PER_VOYAGE = 20;
const PROGRESS_EVERY = 20;
/** One more than the cores of a small machine: a voyage also waits, at its end for a whole window of redelivery. */
const LANES = 3;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'voyage-seed': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--rounds and --seed: whole numbers\n');
  process.exit(64);
}

const say = (text: string): void => void (values.json ? undefined : process.stdout.write(`${text}\n`));
const startedAt = performance.now();
const log: Log = { ...EMPTY_LOG };
const endings = new Map<string, number>();
let passed = 0;
let failed = 0;

function note(voyageSeed: number, { round, ending, violations }: RoundResult): void {
  if (violations.length === 0) passed += 1;
  else failed += 1;
  for (const part of ending.split(', ')) {
    const name = part.split(':').slice(0, 2).join(' while ');
    endings.set(name, (endings.get(name) ?? 0) + 1);
  }
  for (const violation of violations) {
    say(`VIOLATION seed ${voyageSeed} round ${round} (killed: ${ending}): ${violation}`);
    if (values.json) process.stderr.write(`${JSON.stringify({ seed: voyageSeed, round, ending, violation })}\n`);
  }
  if ((passed + failed) % PROGRESS_EVERY === 0) {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    say(`${passed + failed}/${rounds} rounds, ${failed} failed, ${seconds} s`);
  }
}

async function lane(voyages: { seed: number; rounds: number }[]): Promise<void> {
  for (let next = voyages.shift(); next !== undefined; next = voyages.shift()) {
    const voyage = next;
    const result = await sail({ ...voyage, onRound: (round) => note(voyage.seed, round) });
    for (const name of Object.keys(log) as (keyof Log)[]) log[name] += result.log[name];
  }
}

function plan(): { seed: number; rounds: number }[] {
  if (values['voyage-seed'] !== undefined) return [{ seed: Number(values['voyage-seed']), rounds: ROUNDS_PER_VOYAGE }];
  const voyages: { seed: number; rounds: number }[] = [];
  const each = Math.min(ROUNDS_PER_VOYAGE, Math.ceil(rounds / 2));
  for (let left = rounds; left > 0; left -= each) {
    voyages.push({ seed: seed * 1_000 + voyages.length, rounds: Math.min(left, each) });
  }
  return voyages;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
say(`kill -9: ${rounds} rounds, seed ${seed}`);
const voyages = plan();
await Promise.all(Array.from({ length: LANES }, () => lane(voyages)));
// A run in which nothing was traded has shown nothing.
if (log.venueOrders === 0 || log.fills === 0) {
  say('VIOLATION nothing reached the venue');
  failed += 1;
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
if (values.json) process.stdout.write(`${JSON.stringify({ seed, passed, failed, seconds, log })}\n`);
say(`killed: ${[...endings].map(([name, count]) => `${name} ${count}`).join('; ')}`);
say(
  `${seconds} s; ${Object.entries(log)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
