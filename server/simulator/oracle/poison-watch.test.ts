import { describe, expect, it } from 'vitest';
import type { Inbox } from '#ports/inbox.ts';
import type { DiskContents } from '../disk/disk-contents.ts';
import { checkPoison, type Deaths, PoisonWatch, SURVIVORS } from './poison-watch.ts';

interface Row {
  readonly signalId: string;
  readonly bodyHash: string;
  status: string;
  attempts: number;
}

/** A disk with rows, a journal with decisions, and one signal among them that kills. */
class Bench {
  readonly rows: Row[] = [{ signalId: 'poison', bodyHash: 'bad', status: 'accepted', attempts: 0 }];
  readonly records: { kind: string; body: string }[] = [];
  readonly deaths = new Map<string, Deaths>();
  readonly #contents = {
    inbox: this.rows,
    records: this.records,
    signal: (id: string) => this.rows.find(({ signalId }) => signalId === id),
  } as unknown as DiskContents;
  readonly watch = new PoisonWatch({ contents: this.#contents, poison: new Set(['bad']), deaths: this.deaths });
  readonly #inbox = this.watch.overheard({ countAttempt: (id: string) => this.#count(id) } as unknown as Inbox);

  #count(signalId: string): Promise<number> {
    const row = this.rows.find((one) => one.signalId === signalId);
    if (row !== undefined) row.attempts += 1;
    return Promise.resolve(row?.attempts ?? 0);
  }

  /** A life that counts and decides so many others first. */
  async life({ survivors = 0, counts = false }: { survivors?: number; counts?: boolean } = {}): Promise<void> {
    this.watch.begin();
    for (let index = 0; index < survivors; index += 1) {
      const signalId = `other${this.rows.length}`;
      this.rows.push({ signalId, bodyHash: 'good', status: 'accepted', attempts: 0 });
      await this.#inbox.countAttempt(signalId);
      this.records.push({ kind: 'signal_decided', body: JSON.stringify({ signalId }) });
    }
    if (counts) await this.#inbox.countAttempt('poison');
    if (!this.watch.kills(['account', 'poison'])) throw new Error('nobody was killed');
  }

  said(): readonly string[] {
    const sentences: string[] = [];
    const { deaths } = this;
    checkPoison({ deaths, contents: this.#contents, say: (sentence) => void sentences.push(sentence) });
    return sentences;
  }
}

describe('a signal that kills', () => {
  it('may do so once when it arrives, and twice with a count', async () => {
    const bench = new Bench();
    await bench.life();
    await bench.life({ counts: true });
    await bench.life({ counts: true });
    expect(bench.said()).toEqual([]);
    await bench.life({ counts: true });
    expect(bench.said()).toEqual([expect.stringContaining('3 times when it was counted')]);
  });

  it('may do so without a count behind so many survivors of its life, and no fewer', async () => {
    const bench = new Bench();
    await bench.life();
    await bench.life({ survivors: SURVIVORS });
    await bench.life({ survivors: SURVIVORS });
    expect(bench.said()).toEqual([]);
    await bench.life({ survivors: SURVIVORS - 1 });
    expect(bench.said()).toEqual([expect.stringContaining('2 times without a count')]);
  });
});

describe('a signal that is set aside', () => {
  it('has killed', async () => {
    const bench = new Bench();
    bench.rows[0] = { signalId: 'poison', bodyHash: 'bad', status: 'quarantined', attempts: 3 };
    expect(bench.said()).toEqual([expect.stringContaining('has never killed the process')]);
    await bench.life();
    expect(bench.said()).toEqual([]);
  });

  it('or was the last one counted when the process ended of something else', async () => {
    const bench = new Bench();
    bench.watch.begin();
    await bench.watch.overheard({ countAttempt: () => Promise.resolve(1) } as unknown as Inbox).countAttempt('poison');
    bench.watch.suspectLastCounted();
    expect(bench.deaths.size).toBe(0);
    bench.rows[0] = { signalId: 'poison', bodyHash: 'bad', status: 'accepted', attempts: 1 };
    bench.watch.suspectLastCounted();
    expect(bench.deaths.get('poison')).toEqual({ counted: 0, uncounted: 0, behindSurvivors: 0 });
  });
});
