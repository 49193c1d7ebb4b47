/** `npm run simulate -- --help`: the command around the simulator. */
import { readCorpus } from '../corpus/corpus.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { MUTANTS, mutantNamed } from '../mutants/mutants.ts';
import { type Command, HELP, readCommandLine } from './command-line.ts';
import { commitName } from './commit-name.ts';
import { runGate } from './gate.ts';
import { huntAll, isKilled } from './hunt.ts';
import { huntLine, huntTable } from './hunt-report.ts';
import { replay } from './replay.ts';
import { runCorpus } from './run-corpus.ts';
import { runSeeds } from './run-seeds.ts';
import type { Workbench } from './workbench.ts';
import { WorkerPool } from './worker-pool.ts';

const VIOLATION = 1;
const USAGE = 64;

/** Carries the command out. Answers the exit code. */
export async function simulate(argv: readonly string[], bench: Workbench): Promise<number> {
  const command = readCommandLine(argv);
  if (command.kind === 'problem') {
    bench.out.write(`${command.text}\n`);
    return USAGE;
  }
  if (command.kind === 'help') {
    bench.out.write(HELP);
    return 0;
  }
  const unknown = unknownMutant(command);
  if (unknown !== undefined) {
    bench.out.write(`There is no mutant ${unknown}; there are ${MUTANTS.map(({ name }) => name).join(', ')}.\n`);
    return USAGE;
  }
  try {
    return (await isWell(command, bench)) ? 0 : VIOLATION;
  } catch (error) {
    bench.out.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return VIOLATION;
  }
}

type Work = Exclude<Command, { kind: 'help' | 'problem' }>;

function unknownMutant(command: Work): string | undefined {
  const named = command.kind === 'mutants' ? command.names : command.kind === 'gate' ? command.mutants : [];
  const own = command.kind === 'mutants' || command.mutant === undefined ? [] : [command.mutant];
  return [...named, ...own].find((name) => mutantNamed(name) === undefined);
}

async function isWell(command: Work, bench: Workbench): Promise<boolean> {
  switch (command.kind) {
    case 'runs':
      return await runSeeds(command.plan, { ...command, bench });
    case 'replay':
      return await replay(command.options, { mutant: command.mutant, bench });
    case 'corpus':
      return await corpus(command, bench);
    case 'gate':
      return await runGate({ ...command, bench });
    case 'mutants':
      return await mutants(command, bench);
  }
}

async function corpus(
  { workers, mutant }: { readonly workers: number; readonly mutant: string | undefined },
  bench: Workbench,
): Promise<boolean> {
  const pool = new WorkerPool({ workers, mutant, module: bench.module });
  try {
    const { passed, failed } = await runCorpus(pool, readCorpus(), { mutant, bench });
    bench.out.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0;
  } finally {
    pool.close();
  }
}

async function mutants({ names, ...plan }: Extract<Command, { kind: 'mutants' }>, bench: Workbench): Promise<boolean> {
  const { out, now, module } = bench;
  const chosen: readonly Mutant[] = names.length === 0 ? MUTANTS : names.flatMap((name) => mutantNamed(name) ?? []);
  const onHunted = (hunt: Parameters<typeof huntLine>[0]): void => void out.write(`${huntLine(hunt)}\n`);
  const hunts = await huntAll(chosen, { ...plan, now, module, onHunted });
  out.write(`\n${huntTable(hunts)}`);
  return hunts.every(isKilled);
}

if (import.meta.main) {
  const bench = { out: process.stdout, now: () => performance.now(), commit: commitName };
  process.exitCode = await simulate(process.argv.slice(2), bench);
}
