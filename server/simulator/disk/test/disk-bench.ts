/** A disk with its kernel for the tests here, and the pump that lets virtual time go on while a test awaits an answer. */
import type { InboxEntry } from '#ports/inbox.ts';
import type { Append, JournalRecord } from '#ports/journal.ts';
import type { StorageUnderTest } from '#ports/store.conformance.ts';
import type { FaultName } from '../../faults/fault-kinds.ts';
import { FaultPlan } from '../../faults/fault-plan.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { Life } from '../../kernel/life.ts';
import { Random } from '../../kernel/random.ts';
import { Trace } from '../../trace/trace.ts';
import { type DiskPorts, SimulatedDisk } from '../simulated-disk.ts';

const START_MS = 1_700_000_000_000;
/** Of one step of the pump. */
const STEP_MS = 50;

/** Faults that the test orders one by one, instead of chance; their details are still the seed's. */
export class OrderedFaults extends FaultPlan {
  readonly #ordered: FaultName[] = [];

  constructor(seed: number, now: () => number) {
    super(seed, { only: [] }, { now, onInjected: () => undefined });
  }

  /** The next opportunity of this fault is taken. */
  order(name: FaultName): void {
    this.#ordered.push(name);
  }

  /** What was ordered and has not happened. */
  get pending(): readonly FaultName[] {
    return this.#ordered;
  }

  override strikes(name: FaultName): boolean {
    const at = this.#ordered.indexOf(name);
    if (at === -1) return false;
    this.#ordered.splice(at, 1);
    return true;
  }
}

export interface Process {
  readonly life: Life;
  readonly ports: DiskPorts;
}

export class DiskBench {
  readonly kernel = new Kernel();
  readonly trace = new Trace(() => this.kernel.now, true);
  readonly crashes: string[] = [];
  /** Streams that a process wrote on in after it was told of another one there. */
  readonly trespasses: string[] = [];
  readonly faults: OrderedFaults;
  readonly disk: SimulatedDisk;
  /** Called when the disk ends a process, after its end. */
  onCrash: () => void = () => undefined;

  /** `faults` in place of those that the test orders. */
  constructor(seed = 1, faults?: (now: () => number) => FaultPlan) {
    const { kernel, trace } = this;
    const now = (): number => kernel.now;
    this.faults = new OrderedFaults(seed, now);
    const crash = (life: Life, why: string): void => {
      this.crashes.push(why);
      life.end();
      this.onCrash();
    };
    const random = new Random(seed).fork('disk');
    const onTrespass = (stream: string): void => void this.trespasses.push(stream);
    this.disk = new SimulatedDisk({ kernel, faults: faults?.(now) ?? this.faults, trace, random, crash, onTrespass });
  }

  /** A process that has just started. */
  start(): Process {
    const life = new Life(this.kernel, () => START_MS + this.kernel.now);
    return { life, ports: this.disk.connect(life) };
  }

  /** Lets so much virtual time pass. */
  async pass(durationMs: number): Promise<void> {
    await this.kernel.run(
      this.kernel.now + durationMs,
      () => undefined,
      () => false,
    );
  }
}

/** What a promise has come to so far: its value, its error, or neither. */
export function watched<T>(promise: Promise<T>): { value?: T; error?: unknown; isSettled: boolean } {
  const seen: { value?: T; error?: unknown; isSettled: boolean } = { isSettled: false };
  promise.then(
    (value) => Object.assign(seen, { value, isSettled: true }),
    (error: unknown) => Object.assign(seen, { error, isSettled: true }),
  );
  return seen;
}

export const appendOf = (stream: string, expectedSequence: number, more: Partial<Append> = {}): Append => ({
  stream,
  expectedSequence,
  records: [{ time: 1, kind: 'k', correlation: `${stream}${expectedSequence}`, body: '{}' }],
  ...more,
});

export const signalOf = (key: string): InboxEntry => ({
  source: 'hook:h1',
  key,
  bodyHash: 'hash',
  windowMs: 60_000,
  receivedAt: START_MS,
  status: 'accepted',
  text: 'buy',
  detail: '{}',
});

/** Storage for the conformance suites: reopening is the end of one process and the start of another. */
export async function openSimulated(): Promise<StorageUnderTest> {
  const bench = new DiskBench();
  const pump = { isOn: true };
  void keepGoing(bench, pump);
  return storageOf(bench, pump);
}

async function keepGoing(bench: DiskBench, pump: { isOn: boolean }): Promise<void> {
  while (pump.isOn) {
    await bench.pass(STEP_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function storageOf(bench: DiskBench, pump: { isOn: boolean }): StorageUnderTest {
  const { life, ports } = bench.start();
  return {
    ...ports,
    reopen: async () => {
      life.end();
      return storageOf(bench, pump);
    },
    tamper: async (stream, sequence) => {
      const records = bench.disk.contents.streams.get(stream) as JournalRecord[];
      const record = records[sequence - 1];
      if (record === undefined) throw new RangeError(`${stream} has no record ${sequence}`);
      records[sequence - 1] = { ...record, body: `${record.body.slice(0, -2)}!${record.body.slice(-1)}` };
    },
    dispose: async () => {
      pump.isOn = false;
      life.end();
    },
  };
}
