/**
 * A simulator small enough to know by heart, for the tests of the command: a real fault plan over a few opportunities.
 * A run fails when a request and a reply were both lost. Some seeds misbehave on purpose, and it looks at one function
 * of the product, so that a mutant can be seen.
 */
import { decidedKey } from '#engine/decided-signals.ts';
import { FaultPlan } from '../../faults/fault-plan.ts';
import { hashText, Random } from '../../kernel/random.ts';
import { Trace } from '../../trace/trace.ts';
import { type RunOptions, type RunResult, WORLDS } from '../../world/run-seed-types.ts';

export const NEVER_ENDS = 901;
export const LOOPS = 902;
export const ENDS_PROCESS = 903;
export const THROWS = 904;
export const REJECTS_UNHEARD = 905;
export const DIFFERS = 906;
/** Fails whatever the product does. */
export const ALWAYS_FAILS = 907;

const SITES = ['request_lost', 'reply_lost', 'disk_slow', 'stall', 'reply_late'] as const;
let runs = 0;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const { seed, faults: choice = {}, keepsTrace = false } = options;
  runs += 1;
  await misbehave(seed);
  const world = options.world ?? new Random(seed).fork('world').pick(WORLDS);
  let now = 0;
  const trace = new Trace(() => now, keepsTrace);
  const onInjected = ({ name, ordinal }: { name: string; ordinal: number }): void =>
    trace.say('fault', `${name}#${ordinal}`);
  const plan = new FaultPlan(seed, choice, { now: () => now, onInjected });
  const struck: string[] = [];
  for (; now < 4_000; now += 100) for (const site of SITES) if (plan.strikes(site, 0.5)) struck.push(site);
  trace.say('signal', `a signal of seed ${seed}`);
  if (seed === DIFFERS) trace.say('check', `run ${runs}`);
  const violations: string[] = [];
  if (struck.includes('request_lost') && struck.includes('reply_lost'))
    violations.push('I-01: two orders were accepted');
  if (seed === ALWAYS_FAILS) violations.push('I-09: the position differs');
  if (decidedKey('signal', 1) !== 'signal/1') violations.push('I-05: a command was never decided');
  return {
    seed,
    world,
    traceHash: trace.hash,
    violations,
    injections: plan.injections,
    kinds: plan.kinds,
    kernelEvents: 40,
    virtualMs: now,
    signals: 1,
    orders: 1,
    coverage: Object.fromEntries(struck.map((site) => [`${site} × accepted`, hashText(site) === 0 ? 0 : 1])),
    trace: trace.lines,
  };
}

async function misbehave(seed: number): Promise<void> {
  if (seed === NEVER_ENDS) await new Promise(() => undefined);
  if (seed === LOOPS) for (;;);
  if (seed === ENDS_PROCESS) process.exit(3);
  if (seed === THROWS) throw new Error('the world broke');
  if (seed !== REJECTS_UNHEARD) return;
  void Promise.reject(new Error('nobody listens'));
  await new Promise((resolve) => setImmediate(resolve));
}
