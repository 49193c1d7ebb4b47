import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { FaultName } from '../faults/fault-kinds.ts';
import type { TrueAnswer, TrueOrder, TrueQuestion } from '../venue/venue-truth.ts';
import { AnswerWatch } from './answer-watch.ts';
import { createFacts, type Fact, type OrderFacts } from './journal-facts.ts';

/** One order that has filled at the venue and rests in the journal; what the watch says of it six seconds later. */
class Scene {
  readonly questions: TrueQuestion[] = [];
  readonly answers: TrueAnswer[] = [];
  readonly unanswered: TrueQuestion[] = [];
  readonly facts = createFacts();
  readonly injections: { name: FaultName; ordinal: number; atMs: number }[] = [];
  readonly said: string[] = [];
  status: TrueOrder['status'] = 'filled';
  life: number | undefined = 1;
  isKnown = true;
  nowMs = 100_000;
  readonly watch: AnswerWatch;

  constructor() {
    const submissions = [{ clientOrderId: 'c1' }];
    const amounts = { filled: decimal('0'), quantity: decimal('2') };
    this.facts.orders.set('one', { id: 'one', submissions, ...amounts } as unknown as OrderFacts);
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
      knows: () => this.isKnown,
      say: (sentence) => void this.said.push(sentence),
    });
  }

  /** What the journal tells of the order. */
  tell(facts: Partial<OrderFacts>): void {
    Object.assign(this.facts.orders.get('one') ?? {}, facts);
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

describe('an order of which nobody knows what has become of it', () => {
  function doubted(): Scene {
    const scene = new Scene();
    scene.tell({ isUnknown: true });
    scene.watch.doubted('one');
    return scene;
  }
  function unanswered(scene: Scene, times = 1): Scene {
    for (let time = 1; time <= times; time += 1) {
      scene.questions.push({ clientOrderId: 'c1', atMs: scene.nowMs, life: 1 });
      scene.nowMs += 1;
      scene.unanswered.push({ clientOrderId: 'c1', atMs: scene.nowMs, life: 1 });
    }
    return scene;
  }

  it('must be asked for within seconds, as long as that is so', () => {
    expect(doubted().after()).toEqual([expect.stringContaining('become of order one, and nobody asks')]);
    const asked = doubted();
    asked.questions.push({ clientOrderId: 'c1', atMs: asked.nowMs, life: 1 });
    expect(asked.after()).toEqual([]);
    const proven = doubted();
    Object.assign(proven.facts.orders.get('one') ?? {}, { isUnknown: false });
    expect(proven.after()).toEqual([]);
  });

  it('must be asked for again when no answer came', () => {
    expect(unanswered(doubted()).after()).toEqual([expect.stringContaining('found no answer, and nobody asks again')]);
    const again = unanswered(doubted());
    again.questions.push({ clientOrderId: 'c1', atMs: again.nowMs + 400, life: 1 });
    expect(again.after()).toEqual([]);
  });

  it('is asked for at leisure when there has been no answer for long', () => {
    const scene = doubted();
    for (let round = 0; round < 3; round += 1) unanswered(scene).after();
    scene.said.length = 0;
    expect(unanswered(scene).after()).toEqual([]);
  });
});

describe('an order that has been sent', () => {
  function submitted(): Scene {
    const scene = new Scene();
    scene.watch.submitted('one');
    return scene;
  }

  it('is not waited for for ever', () => {
    expect(submitted().after(19_000)).toEqual([]);
    expect(submitted().after(21_000)).toEqual([expect.stringContaining('order one was sent, and its answer')]);
  });

  it('is known to be there, in doubt, ended or sent once more by then, or its process has died of writing it', () => {
    for (const known of [{ isSeen: true }, { isUnknown: true }, { ended: 'order_denied' }]) {
      const scene = submitted();
      scene.tell(known);
      expect(scene.after(21_000)).toEqual([]);
    }
    const lost = new Scene();
    lost.isKnown = false;
    lost.watch.submitted('one');
    expect(lost.after(21_000)).toEqual([]);
    const again = submitted();
    again.facts.orders.get('one')?.submissions.push({ clientOrderId: 'c2' } as never);
    expect(again.after(21_000)).toEqual([]);
  });
});

describe('an order that has filled whole while it was to grow', () => {
  function filled(quantity: string): Scene {
    const scene = new Scene();
    scene.tell({ filled: decimal(quantity), amendTo: decimal('3') });
    scene.watch.filled('one');
    return scene;
  }

  it('must be asked for when that was not its end', () => {
    expect(filled('2').after()).toEqual([expect.stringContaining('order one has filled whole')]);
    const asked = filled('2');
    asked.questions.push({ clientOrderId: 'c1', atMs: asked.nowMs + 400, life: 1 });
    expect(asked.after()).toEqual([]);
  });

  it('may be asked for at leisure when it was asked for often', () => {
    const scene = new Scene();
    scene.tell({ filled: decimal('2'), amendTo: decimal('3') });
    for (let times = 4; times > 0; times -= 1)
      scene.questions.push({ clientOrderId: 'c1', atMs: scene.nowMs - times, life: 1, isAnswered: true });
    scene.watch.filled('one');
    expect(scene.after()).toEqual([]);
  });

  it('needs no question when it has ended, the change was answered or makes it no larger, or something of it is left', () => {
    const ended = filled('2');
    ended.tell({ ended: 'order_canceled' });
    const answered = filled('2');
    answered.tell({ amendTo: undefined });
    const shrinking = filled('2');
    shrinking.tell({ amendTo: decimal('1.5') });
    expect([
      ...ended.after(),
      ...answered.after(),
      ...shrinking.after(),
      ...filled('1').after(),
      ...filled('3').after(),
    ]).toEqual([]);
  });
});

describe('a question that is never answered in any way', () => {
  it('is given up and asked again', () => {
    const scene = new Scene();
    scene.tell({ isUnknown: true });
    scene.questions.push({ clientOrderId: 'c1', atMs: scene.nowMs, life: 1 });
    scene.watch.look();
    expect(scene.after(19_000)).toEqual([]);
    expect(scene.after(2_000)).toEqual([expect.stringContaining('found no answer, and nobody asks again')]);
  });

  it('is none when something came back', () => {
    const scene = new Scene();
    scene.tell({ isUnknown: true });
    scene.questions.push({ clientOrderId: 'c1', atMs: scene.nowMs, life: 1, isAnswered: true });
    expect(scene.after(21_000)).toEqual([]);
  });
});
