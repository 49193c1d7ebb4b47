/** Groups are found by an index: whatever has happened, it finds what a walk over all groups would find, and as much comes of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, maximum, negate, subtract, ZERO } from '#domain/decimal.ts';
import { type ProtectionGroup, protectedBy } from './protection-group.ts';
import { cloneState } from './snapshot.ts';
import type { AccountState } from './state.ts';
import { type Action, actions, runHistory } from './test/account-history.ts';
import type { EngineBench } from './test/engine-harness.ts';

/** Many entries with protection that fill, now and then something else: several groups at once, in short supply too. */
const signal = fc.tuple(fc.constant('signal' as const), fc.constantFrom(2, 2, 2, 3, 4, 10, 10, 9, 11, 6), fc.nat(5));
const venue = fc.tuple(fc.constantFrom('arrive' as const, 'deliver' as const), fc.nat(11), fc.nat(2));
const fill = fc.tuple(fc.constant('fill' as const), fc.nat(11), fc.nat(5));
const other = actions.filter((list) => list.length > 0).map(([first]) => first as Action);
const crowded = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: signal },
    { weight: 9, arbitrary: venue },
    { weight: 6, arbitrary: fill },
    { weight: 1, arbitrary: other },
  ),
  { minLength: 1, maxLength: 120, size: 'max' },
);

/** Has every group compared with its wish whenever one of its instrument is. */
function compareAll(bench: EngineBench): void {
  const { groups, groupIndex } = bench.state;
  const take = groupIndex.takeChanged.bind(groupIndex);
  groupIndex.takeChanged = (instrumentId) => {
    for (const id of groups.keys()) groupIndex.touch(id);
    return take(instrumentId);
  };
}

const saidBy = ({ events, effects }: EngineBench): unknown => [events, effects.filter(({ kind }) => kind !== 'notify')];

function sumOf(groups: readonly ProtectionGroup[], side: 'buy' | 'sell'): Decimal {
  return groups
    .filter((group) => group.side === side)
    .reduce((sum, group) => add(sum, maximum(ZERO, protectedBy(group))), ZERO);
}

function expectSameAsScan(state: AccountState): void {
  const groups = [...state.groups.values()];
  const { groupIndex: index } = state;
  expect(new Set(index.instruments())).toEqual(new Set(groups.map(({ instrumentId }) => instrumentId)));
  for (const instrumentId of index.instruments())
    expect(index.ofInstrument(instrumentId)).toEqual(groups.filter((group) => group.instrumentId === instrumentId));
  for (const positionId of new Set([...state.positions.keys(), ...groups.map((group) => group.positionId)])) {
    const own = groups.filter((group) => group.positionId === positionId);
    expect(index.ofPosition(positionId)).toEqual(own);
    const [long, short] = [sumOf(own, 'buy'), sumOf(own, 'sell')];
    for (const held of [long, subtract(long, 1n as Decimal), ZERO, negate(short), add(negate(short), 1n as Decimal)]) {
      const crowded = long > maximum(ZERO, held) || short > maximum(ZERO, negate(held));
      expect(index.isTight(positionId, held)).toBe(crowded);
    }
  }
}

describe.each(['netting', 'hedging'] as const)('the index of protection groups of a %s account', (positionMode) => {
  it('finds after any history, and after a restart from a snapshot, what a walk over all of them finds', () => {
    let groups = 0;
    fc.assert(
      fc.property(crowded, (list) => {
        const { state } = runHistory(positionMode, list).bench;
        groups += state.groups.size;
        expectSameAsScan(state);
        expectSameAsScan(cloneState(state));
      }),
      { numRuns: 100 },
    );
    expect(groups).toBeGreaterThan(200);
  });

  it('leaves out nothing that comparing all groups would have done', () => {
    fc.assert(
      fc.property(crowded, (list) => {
        const indexed = runHistory(positionMode, list);
        const walked = runHistory(positionMode, list, compareAll);
        expect(saidBy(indexed.bench)).toEqual(saidBy(walked.bench));
      }),
      { numRuns: 150 },
    );
  });
});
