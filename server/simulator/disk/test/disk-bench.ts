/** A disk with its kernel for the tests here, and the pump that lets virtual time go on while a test awaits an answer. */
import type { JournalRecord } from '#ports/journal.ts';
import type { StorageUnderTest } from '#ports/store.conformance.ts';
import type { FaultName } from '../../faults/fault-kinds.ts';
import { FaultPlan, type Injection } from '../../faults/fault-plan.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { Life } from '../../kernel/life.ts';
import { Random } from '../../kernel/random.ts';
import { Trace } from '../../trace/trace.ts';
import { type DiskPorts, SimulatedDisk } from '../simulated-disk.ts';

const START_MS = 1_700_000_000_000;
/** Of one step of the pump. */
const STEP_MS = 50;

export interface Process {
  readonly life: Life;
  readonly ports: DiskPorts;
}

export class DiskBench {
  readonly kernel = new Kernel();
  readonly trace = new Trace(() => this.kernel.now, true);
  readonly injections: Injection[] = [];
  readonly crashes: string[] = [];
  readonly faults: FaultPlan;
  readonly disk: SimulatedDisk;
  /** Called when the disk ends a process, after its end. */
  onCrash: () => void = () => undefined;

  constructor(seed = 1, only: readonly FaultName[] = []) {
    const { kernel, trace } = this;
    const onInjected = (injection: Injection): void => void this.injections.push(injection);
    this.faults = new FaultPlan(seed, { only }, { now: () => kernel.now, onInjected });
    const crash = (life: Life, why: string): void => {
      this.crashes.push(why);
      life.end();
      this.onCrash();
    };
    this.disk = new SimulatedDisk({ kernel, faults: this.faults, trace, random: new Random(seed).fork('disk'), crash });
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
