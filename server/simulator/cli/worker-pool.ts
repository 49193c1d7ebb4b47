/**
 * The workers of one command. A chunk goes to the first that is free; one whose run does not end, or that dies of it, is
 * replaced, and that run is a failure with its seed. A worker that can't even start is an error of the command.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunOptions, RunResult } from '../world/run-seed-types.ts';
import type { LoadOptions } from './load-run-seed.ts';
import type { Chunk, ChunkReport, WorkerMessage } from './run-messages.ts';
import { NO_RUNS } from './totals.ts';

export interface PoolOptions extends LoadOptions {
  readonly workers: number;
  /** After so much real time a run is taken to be without end: long, because a busy machine may stand still for a while. */
  readonly hangMs?: number;
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** The young generation of a run fits in here: fewer collections. */
const NODE_FLAGS = ['--max-semi-space-size=16'];
const HANG_MS = 120_000;

interface Job {
  readonly chunk: Chunk;
  readonly resolve: (report: ChunkReport) => void;
  readonly reject: (error: Error) => void;
}

interface Worker {
  readonly child: ChildProcess;
  isReady: boolean;
  job: Job | undefined;
  /** The run of the job that is under way. */
  index: number;
  timer: NodeJS.Timeout | undefined;
  isHung: boolean;
  complaint: string;
}

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  readonly #queue: Job[] = [];
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.workers;
  }

  run(chunk: Chunk): Promise<ChunkReport> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ chunk, resolve, reject });
      if (![...this.#workers].some(isFree) && this.#workers.size < this.size) this.#start();
      this.#handOut();
    });
  }

  /** One run with its whole result; one that ended without a result comes back as its failure says. */
  async runOne(options: RunOptions): Promise<RunResult> {
    const report = await this.run({ runs: [options], wantsResults: true });
    const violations = report.failures.flatMap((failure) => failure.violations);
    const [result] = report.results;
    return result === undefined ? resultless(options, violations) : { ...result, violations };
  }

  close(): void {
    this.#isClosed = true;
    for (const { child, timer } of this.#workers) {
      clearTimeout(timer);
      if (child.connected) child.disconnect();
    }
  }

  #start(): void {
    const { mutant, module } = this.#options;
    const args = [
      ...(mutant === undefined ? [] : ['--mutant', mutant]),
      ...(module === undefined ? [] : ['--module', module]),
    ];
    const child = fork(WORKER, args, {
      execArgv: NODE_FLAGS,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    const worker: Worker = {
      child,
      isReady: false,
      job: undefined,
      index: 0,
      timer: undefined,
      isHung: false,
      complaint: '',
    };
    this.#workers.add(worker);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (worker.complaint += text));
    child.on('message', (message) => this.#hear(worker, message as WorkerMessage));
    child.once('close', (code, signal) => this.#lost(worker, signal ?? `exit code ${code}`));
    child.on('error', () => undefined);
  }

  #handOut(): void {
    for (const worker of this.#workers) {
      if (!isFree(worker)) continue;
      const job = this.#queue.shift();
      if (job === undefined) return;
      worker.job = job;
      worker.index = 0;
      this.#watch(worker);
      worker.child.send(job.chunk);
    }
  }

  #hear(worker: Worker, message: WorkerMessage): void {
    if (message.kind === 'begun') {
      worker.index = message.index;
      worker.timer?.refresh();
      return;
    }
    clearTimeout(worker.timer);
    worker.isReady = true;
    if (message.kind === 'done') {
      worker.job?.resolve(message.report);
      worker.job = undefined;
    }
    this.#handOut();
  }

  #watch(worker: Worker): void {
    clearTimeout(worker.timer);
    worker.timer = setTimeout(() => {
      worker.isHung = true;
      worker.child.kill('SIGKILL');
    }, this.#options.hangMs ?? HANG_MS);
  }

  #lost(worker: Worker, how: string): void {
    clearTimeout(worker.timer);
    this.#workers.delete(worker);
    const { job, isHung, isReady, complaint } = worker;
    if (this.#isClosed) return;
    if (!isReady) {
      const error = new Error(`the simulator could not be loaded (${how}):\n${complaint.trim()}`);
      for (const waiting of this.#queue.splice(0)) waiting.reject(error);
      return;
    }
    const hangMs = this.#options.hangMs ?? HANG_MS;
    const violation = isHung
      ? `I-29: the run did not end within ${hangMs / 1_000} s of real time`
      : `I-00: the run ended its process (${how}): ${complaint.trim().slice(-500)}`;
    job?.resolve(failedReport(job.chunk, worker.index, violation));
    if (this.#queue.length > 0) this.#start();
  }
}

const isFree = (worker: Worker): boolean => worker.isReady && worker.job === undefined && worker.child.connected;

/** What the earlier runs of the chunk came to is lost with the process. */
function failedReport({ runs, wantsResults }: Chunk, index: number, violation: string): ChunkReport {
  const options = runs[index] ?? runs[0] ?? { seed: 0 };
  const result = resultless(options, [violation]);
  return {
    totals: { ...NO_RUNS, runs: index + 1, violations: 1 },
    failures: [{ options, world: options.world, violations: [violation] }],
    results: wantsResults === true ? [result] : [],
  };
}

function resultless(options: RunOptions, violations: readonly string[]): RunResult {
  return {
    seed: options.seed,
    world: options.world ?? 'unique_ever',
    traceHash: '',
    violations,
    injections: [],
    kinds: [],
    kernelEvents: 0,
    virtualMs: 0,
    signals: 0,
    orders: 0,
    coverage: {},
    trace: [],
  };
}
