import { beforeEach, describe, expect, it } from 'vitest';
import { ALL, Lanes } from './lanes.ts';

describe('lanes', () => {
  const busy = new Set<string>();
  let lanes: Lanes;
  let ran: string[];
  const add = (key: string, name: string, waits = true): void =>
    lanes.add({ key, waits, run: () => void ran.push(name) });
  beforeEach(() => {
    busy.clear();
    ran = [];
    lanes = new Lanes((key) => (key === ALL ? busy.size > 0 : busy.has(key)));
  });

  it('run at once what finds its lane free', () => {
    add('BTC', 'a');
    expect(ran).toEqual(['a']);
    expect(lanes.size).toBe(0);
  });

  it('keep the order of arrival, also for what would not have to wait', () => {
    busy.add('BTC');
    add('BTC', 'close');
    add('BTC', 'entry', false);
    expect(ran).toEqual([]);
    busy.clear();
    lanes.pump();
    expect(ran).toEqual(['close', 'entry']);
  });

  it('let a plain entry pass while an earlier one is on its way', () => {
    busy.add('BTC');
    add('BTC', 'entry', false);
    expect(ran).toEqual(['entry']);
  });

  it('do not wait for each other', () => {
    busy.add('BTC');
    add('BTC', 'close');
    add('ETH', 'other');
    expect(ran).toEqual(['other']);
  });

  it('look again before each one: what ran may have made the lane busy', () => {
    lanes.add({ key: 'BTC', waits: true, run: () => void busy.add('BTC') });
    add('BTC', 'next');
    expect(ran).toEqual([]);
    busy.clear();
    lanes.pump();
    expect(ran).toEqual(['next']);
  });

  it('hold everything behind an item for all of them, and that one behind everything before it', () => {
    busy.add('BTC');
    add('BTC', 'close');
    add(ALL, 'close all');
    add('ETH', 'after', false);
    expect(ran).toEqual([]);
    busy.clear();
    lanes.pump();
    expect(ran).toEqual(['close', 'close all', 'after']);
  });

  it('take two items for all of them one after the other', () => {
    busy.add('BTC');
    add(ALL, 'first');
    add(ALL, 'second');
    add('BTC', 'third', false);
    busy.clear();
    lanes.pump();
    expect(ran).toEqual(['first', 'second', 'third']);
    expect(lanes.size).toBe(0);
  });
});
