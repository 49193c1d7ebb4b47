/** Signals by what was decided: the store knows only that they were, so the pages are put together row by row. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignalQuery } from '#runtime/desk.ts';
import { createAsk } from '../../../test/api/ask.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());
const ask = createAsk(() => test);

/** So many signals have been decided; those at every so many-th position were denied, and the others executed. */
function decided(count: number, every: number): void {
  const rows = Array.from({ length: count }, (_, index) => {
    const position = count - index;
    const status = position % every === 0 ? ('denied' as const) : ('executed' as const);
    const receivedAt = '2026-01-01T00:00:00.000Z';
    return {
      id: `s${position}`,
      source: 'hook:a',
      receivedAt,
      status,
      text: '',
      commands: [],
      ignoredFields: [],
      position,
    };
  });
  const signals = ({ limit, beforePosition = count + 1 }: SignalQuery) =>
    Promise.resolve(rows.filter(({ position }) => position < beforePosition).slice(0, limit));
  Object.assign(test.desk, { signals });
}

async function pages(query: string): Promise<string[][]> {
  const found: string[][] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const answer = await ask('GET', `/api/v1/signals?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    found.push(answer.json<{ id: string }[]>().map(({ id }) => id));
    cursor = answer.headers['x-next-cursor'] as string | undefined;
  }
  return found;
}

describe('signals of one status', () => {
  it('fill their pages, none twice and none lost', async () => {
    decided(56, 4);
    const found = await pages('status=denied&limit=5');
    expect(found.map(({ length }) => length)).toEqual([5, 5, 4]);
    expect(found.flat()).toEqual(Array.from({ length: 14 }, (_, index) => `s${56 - 4 * index}`));
    expect((await pages('status=executed&limit=42')).map(({ length }) => length)).toEqual([42]);
  });

  it('that are seldom come with a cursor where looking ended', async () => {
    decided(2_500, 1_250);
    const found = await pages('status=denied&limit=5');
    expect(found.flat()).toEqual(['s2500', 's1250']);
    expect(found).toHaveLength(3);
  });

  it('are paged without a status, too', async () => {
    decided(250, 1);
    const found = await pages('limit=100');
    expect(found.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(new Set(found.flat()).size).toBe(250);
  });
});
