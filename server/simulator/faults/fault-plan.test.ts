import { describe, expect, it } from 'vitest';
import { NAMED_WORLDS, WORLDS } from '../world/run-seed-types.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import { type FaultChoice, FaultPlan } from './fault-plan.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
const QUIET = { now: () => 0, onInjected: () => undefined };

/** The kinds that any of many seeds has switched on in that world. */
const drawnIn = (name: string | undefined, choice: FaultChoice = {}): Set<string> =>
  new Set(SEEDS.flatMap((seed) => new FaultPlan(seed, choice, name === undefined ? QUIET : { ...QUIET, name }).kinds));

describe('the faults of a seed', () => {
  it('are drawn from all that its world has', () => {
    for (const world of [undefined, ...NAMED_WORLDS]) {
      const expected = FAULT_KINDS.filter(({ worlds }) => worlds === undefined || worlds.includes(world ?? ''));
      expect(drawnIn(world)).toEqual(new Set(expected.map(({ name }) => name)));
    }
  });

  it('are what they were, whatever the worlds that are asked for by name have besides', () => {
    const later = new Set<string>(FAULT_KINDS.filter(({ worlds }) => worlds !== undefined).map(({ name }) => name));
    expect(later.size).toBeGreaterThan(0);
    for (const world of WORLDS) expect([...drawnIn(world)].filter((name) => later.has(name))).toEqual([]);
    for (const seed of SEEDS) {
      const crowded = new FaultPlan(seed, {}, { ...QUIET, name: 'crowded' }).kinds.filter((name) => !later.has(name));
      expect(crowded).toEqual(new FaultPlan(seed, {}, QUIET).kinds);
    }
  });

  it('are in any world those that are asked for', () => {
    expect(drawnIn('raw', { only: ['late_trade'] })).toEqual(new Set(['late_trade']));
  });
});
