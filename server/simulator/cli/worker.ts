/**
 * A worker: one process, one event loop, one run at a time. `node worker.ts [--mutant NAME] [--module URL]`, started by
 * worker-pool.ts, which it talks to over the channel that came with it, and with which it ends.
 */
import { parseArgs } from 'node:util';
import { loadRunSeed } from './load-run-seed.ts';
import { firstLines, runChunk } from './run-chunk.ts';
import type { Chunk, WorkerMessage } from './run-messages.ts';

const { values } = parseArgs({ options: { mutant: { type: 'string' }, module: { type: 'string' } } });

const send = (message: WorkerMessage): void => void process.send?.(message);

let uncaught: string[] = [];
process.on('unhandledRejection', (error) => uncaught.push(firstLines(error)));
process.on('disconnect', () => process.exit(0));

const runSeed = await loadRunSeed(values);
// Only now: an error while loading is to end the process.
process.on('uncaughtException', (error) => uncaught.push(firstLines(error)));

function takeUncaught(): readonly string[] {
  const taken = uncaught;
  uncaught = [];
  return taken;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

process.on('message', (chunk: Chunk) => {
  const onBegun = (index: number): void => send({ kind: 'begun', index });
  void runChunk(chunk, { runSeed, onBegun, takeUncaught, cpuMs }).then((report) => send({ kind: 'done', report }));
});
send({ kind: 'ready' });
