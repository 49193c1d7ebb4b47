/** How the threads of this adapter are started: with little memory, and with none of the process's environment. */
import module from 'node:module';
import { dirname } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';

/** Of one batch with its answer there is never more than a few megabytes; a thread that wants this much is at fault. */
const HEAP_MEGABYTES_MAX = 96;
const YOUNG_MEGABYTES = 8;

/**
 * Options for a thread with `workerData`. The folder of compiled code is handed on when there is one: the thread then
 * need not load the compiler, which is 17 MB and 70 ms.
 */
export function threadOptions(name: string, workerData: unknown): WorkerOptions {
  const folder = module.getCompileCacheDir();
  return {
    name,
    workerData,
    env: folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  };
}
