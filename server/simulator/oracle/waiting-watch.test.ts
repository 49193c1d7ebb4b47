import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#domain/decimal.ts';
import type { AccountState } from '#engine/state.ts';
import type { FaultName } from '../faults/fault-kinds.ts';
import { createFacts, type OrderFacts } from './journal-facts.ts';
import { WaitingWatch } from './waiting-watch.ts';

/** A position of 10 with a stop-loss of its own, and a close of all of it that was approved and waits. */
class Scene {
  readonly facts = createFacts();
  readonly injections: { name: FaultName; ordinal: number; atMs: number }[] = [];
  readonly said: string[] = [];
  readonly close = order('close', 'close');
  readonly stop = order('stop', 'stop_loss');
  nowMs = 100_000;
  state = stateOf();
  readonly watch: WaitingWatch;

  constructor() {
    this.facts.positions.set('X', decimal('10'));
    for (const one of [this.stop, this.close]) this.facts.orders.set(one.id, one);
    this.stop.submissions.push({} as never);
    this.watch = new WaitingWatch({
      facts: this.facts,
      faults: this,
      now: () => this.nowMs,
      state: () => this.state,
      say: (sentence) => void this.said.push(sentence),
    });
    this.watch.approved('close');
  }

  after(durationMs: number): readonly string[] {
    this.watch.look();
    this.nowMs += durationMs;
    this.watch.look();
    return this.said;
  }
}

function order(id: string, role: string): OrderFacts {
  const [filled, least, largest] = ['0', '10', '10'].map((text) => decimal(text)) as [Decimal, Decimal, Decimal];
  const request = { role, instrumentId: 'X', side: 'sell', ocoGroup: 'g.0' };
  return { id, request, submissions: [], ended: undefined, filled, least, largest } as unknown as OrderFacts;
}

function stateOf(): AccountState {
  const group = {
    id: 'g',
    instrumentId: 'X',
    side: 'buy',
    filled: decimal('10'),
    closedByLeg: [],
    stopLoss: decimal('9'),
  };
  const volatile = { reconciled: true, settings: { traits: { reduceOnly: true } } };
  return { tradingState: 'active', groups: new Map([['g', group]]), volatile } as unknown as AccountState;
}

describe('a close that waits', () => {
  it('is missed when nothing is in its way for seconds, and not before', () => {
    const scene = new Scene();
    expect(scene.after(60_000)).toEqual([]);
    scene.stop.ended = 'order_canceled';
    expect(scene.after(2_000)).toEqual([]);
    expect(scene.after(1_000)).toEqual([expect.stringContaining('I-29: close close waits')]);
  });

  it('has room beside a smaller stop-loss when both fit', () => {
    const scene = new Scene();
    scene.facts.positions.set('X', decimal('20'));
    expect(scene.after(3_000)).toHaveLength(1);
  });

  it.each(['a halt', 'a disk', 'another process'])('may wait for %s', (what) => {
    const scene = new Scene();
    scene.stop.ended = 'order_canceled';
    if (what === 'a halt') Object.assign(scene.state, { tradingState: 'halted' });
    if (what === 'a disk') scene.injections.push({ name: 'disk_full', ordinal: 1, atMs: scene.nowMs });
    scene.after(2_000);
    if (what === 'another process') scene.state = stateOf();
    expect(scene.after(2_000)).toEqual([]);
  });
});

describe('protection that gave way to a close which ended unsent', () => {
  it('is back within seconds', () => {
    const scene = new Scene();
    scene.stop.ended = 'order_canceled';
    scene.close.ended = 'order_expired';
    scene.watch.look();
    expect(scene.after(2_000)).toEqual([]);
    expect(scene.after(1_000)).toEqual([expect.stringContaining('I-05: the stop of group g gave way')]);
  });

  it('is not missed when it is there, or the close was sent', () => {
    const there = new Scene();
    there.close.ended = 'order_expired';
    there.watch.look();
    expect(there.after(9_000)).toEqual([]);
    const sent = new Scene();
    sent.stop.ended = 'order_canceled';
    sent.close.submissions.push({} as never);
    sent.watch.look();
    expect(sent.after(9_000)).toEqual([]);
  });
});
