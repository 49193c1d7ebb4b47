import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { AccountState } from '#engine/state.ts';
import type { FaultName } from '../faults/fault-kinds.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import { createFacts, type OrderFacts } from './journal-facts.ts';
import { OversizeWatch } from './oversize-watch.ts';

/** A long position with a stop-loss of 10 that rests. */
class Scene {
  readonly facts = createFacts();
  readonly injections: { name: FaultName; ordinal: number; atMs: number }[] = [];
  readonly said: string[] = [];
  readonly stop = {
    id: 'stop',
    status: 'accepted',
    request: { role: 'stop_loss', instrumentId: 'X', side: 'sell', quantity: decimal('10') },
    filledQuantity: decimal('0'),
  };
  readonly traits = { reduceOnly: false };
  tradable = true;
  nowMs = 100_000;
  state = this.process();
  readonly watch = new OversizeWatch({
    facts: this.facts,
    faults: this,
    now: () => this.nowMs,
    state: () => this.state,
    say: (sentence) => void this.said.push(sentence),
  });

  constructor(held: string) {
    this.facts.positions.set('X', decimal(held));
  }

  process(): AccountState {
    const directory = { byId: () => ({ tradable: this.tradable }) };
    const volatile = { settings: { traits: this.traits, directory } };
    return { sequence: 0, orders: new Map([['stop', this.stop]]), volatile } as unknown as AccountState;
  }

  after(durationMs: number): readonly string[] {
    this.watch.look();
    this.nowMs += durationMs;
    this.watch.look();
    return this.said;
  }
}

describe('protection that is larger than its position', () => {
  it('is named when it stays so for seconds, once', () => {
    expect(new Scene('9').after(7_000)).toEqual([]);
    const scene = new Scene('9');
    expect(scene.after(9_000)).toEqual([expect.stringContaining('I-23: stop_loss stop stays larger')]);
    expect(scene.after(9_000)).toHaveLength(1);
  });

  it('is given the pause between two requests that the venue refuses', () => {
    const scene = new Scene('9');
    scene.facts.orders.set('stop', { askedAt: WALL_START_MS + scene.nowMs } as OrderFacts);
    expect(scene.after(30_000)).toEqual([]);
    expect(scene.after(2_000)).toHaveLength(1);
  });

  it('is none when the position is as large, or the venue sees to it', () => {
    expect(new Scene('10').after(9_000)).toEqual([]);
    const scene = new Scene('9');
    scene.traits.reduceOnly = true;
    expect(scene.after(9_000)).toEqual([]);
  });

  it('is not named while a change is on its way, or was refused, or can not be made', () => {
    for (const why of ['asked', 'refused', 'suspended', 'doubt'] as const) {
      const scene = new Scene('9');
      if (why === 'asked') scene.stop.status = 'pending_amend';
      if (why === 'refused') scene.facts.orders.set('stop', { isAmendRefused: true } as OrderFacts);
      if (why === 'suspended') scene.tradable = false;
      if (why === 'doubt') scene.injections.push({ name: 'over_fill', ordinal: 1, atMs: 0 });
      expect([why, scene.after(9_000)]).toEqual([why, []]);
    }
  });

  it('is given its time anew by another process, and looked at when what was decided is written', () => {
    const scene = new Scene('9');
    scene.after(7_000);
    scene.state = scene.process();
    expect(scene.after(2_000)).toEqual([]);
    scene.facts.sequence = -1;
    expect(scene.after(9_000)).toEqual([]);
    scene.facts.sequence = 0;
    expect(scene.after(0)).toHaveLength(1);
  });
});
