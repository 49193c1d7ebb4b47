/**
 * All benches, one after the other, each in a process of its own so that none measures what another left behind. Prints a
 * table and appends every number as a JSON line to `server/bench/results.jsonl`. Names on the command line choose some.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from './engine.bench.ts';

const FOLDER = import.meta.dirname;
const RESULTS = join(FOLDER, 'results.jsonl');
const chosen = process.argv.slice(2);
const benches = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length))
  .filter((name) => chosen.length === 0 || chosen.includes(name));

const script = (name: string): string =>
  `const {run} = await import('./${name}.bench.ts'); process.stdout.write('\\n@' + JSON.stringify(await run()));`;

const all: BenchResult[] = [];
for (const [index, name] of benches.entries()) {
  process.stderr.write(`[${index + 1}/${benches.length}] ${name} …\n`);
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script(name)], {
    cwd: FOLDER,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const results = JSON.parse(output.slice(output.lastIndexOf('\n@') + 2)) as BenchResult[];
  all.push(...results);
  const stamp = { time: new Date().toISOString(), cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] };
  for (const result of results) appendFileSync(RESULTS, `${JSON.stringify({ bench: name, ...result, ...stamp })}\n`);
}
console.table(all);
