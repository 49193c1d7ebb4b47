import { describe, expect, it } from 'vitest';
import type { FaultName } from '../faults/fault-kinds.ts';
import type { TrueAnswer, TrueOrder, TrueQuestion } from '../venue/venue-truth.ts';
import { AnswerWatch } from './answer-watch.ts';
import { createFacts, type Fact, type OrderFacts } from './journal-facts.ts';

/** One order that has filled at the venue and rests in the journal; what the watch says of it six seconds later. */
class Scene {
  readonly questions: TrueQuestion[] = [];
  readonly answers: TrueAnswer[] = [];
  readonly facts = createFacts();
  readonly injections: { name: FaultName; ordinal: number; atMs: number }[] = [];
  readonly said: string[] = [];
  status: TrueOrder['status'] = 'filled';
  life: number | undefined = 1;
  nowMs = 100_000;
  readonly watch: AnswerWatch;

  constructor() {
    const submissions = [{ clientOrderId: 'c1' }];
    this.facts.orders.set('one', { id: 'one', submissions } as unknown as OrderFacts);
    this.facts.orderOfClientId.set('c1', 'one');
    const held = (): TrueOrder => ({ clientOrderId: 'c1', status: this.status }) as TrueOrder;
    this.watch = new AnswerWatch({
      truth: {
        get accepted() {
          return [held()];
        },
      },
      heard: this,
      facts: this.facts,
      faults: this,
      now: () => this.nowMs,
      life: () => this.life,
      say: (sentence) => void this.said.push(sentence),
    });
  }

  after(durationMs = 6_000): readonly string[] {
    this.nowMs += durationMs;
    this.watch.look();
    return this.said;
  }
}

function answered(): Scene {
  const scene = new Scene();
  scene.answers.push({ clientOrderId: 'c1', atMs: scene.nowMs, life: 1, tradeIds: ['T1'] });
  return scene;
}

function refused(): Scene {
  const scene = new Scene();
  scene.watch.cancelRefused('one');
  return scene;
}

describe('a trade that an answer carried', () => {
  it('is missed when it is not booked after seconds, and not before', () => {
    const scene = answered();
    expect(scene.after(4_000)).toEqual([]);
    expect(scene.after(2_000)).toEqual([expect.stringContaining('I-09: an answer has told of trade T1')]);
  });

  it('is not missed when it is booked', () => {
    const scene = answered();
    scene.facts.trades.set('T1', {} as Fact);
    expect(scene.after()).toEqual([]);
  });

  it('is not missed when the process has died since, or its disk was full', () => {
    const dead = answered();
    dead.life = 2;
    expect(dead.after()).toEqual([]);
    const full = answered();
    full.injections.push({ name: 'disk_full', ordinal: 1, atMs: 99_000 });
    expect(full.after()).toEqual([]);
  });

  it('of an attempt that was given up is nobody’s', () => {
    const scene = answered();
    scene.facts.orders.get('one')?.submissions.push({ clientOrderId: 'c2' } as never);
    expect(scene.after()).toEqual([]);
  });
});

describe('an order whose cancel was refused because it had ended', () => {
  it('must be asked for within seconds', () => {
    expect(refused().after()).toEqual([expect.stringContaining('I-29: the cancel of order one was refused')]);
  });

  it('that was asked for before alone has not been asked for', () => {
    const earlier = refused();
    earlier.questions.push({ clientOrderId: 'c1', atMs: 99_000, life: 1 });
    expect(earlier.after()).toHaveLength(1);
    const since = refused();
    since.questions.push({ clientOrderId: 'c1', atMs: 100_001, life: 1 });
    expect(since.after()).toEqual([]);
  });

  it('needs no question when it is known to have ended, or is open', () => {
    const known = refused();
    Object.assign(known.facts.orders.get('one') ?? {}, { ended: 'order_filled' });
    expect(known.after()).toEqual([]);
    const open = refused();
    open.status = 'open';
    expect(open.after()).toEqual([]);
  });
});
