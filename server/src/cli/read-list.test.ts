/** A list is read on until it is full: a page of the server may be short, or empty, and not the last. */
import { expect, it } from 'vitest';
import { readList } from './read-list.ts';
import type { Reply, ServerConnection } from './server-connection.ts';

it('goes on behind pages that hold little, and asks for no more than is missing', async () => {
  const asked: (readonly [string | undefined, string | undefined])[] = [];
  const pages = [[], [1], [], [2, 3]];
  const connection: Pick<ServerConnection, 'ask'> = {
    ask: <T>(
      _method: string,
      _path: string,
      { query }: { query?: Readonly<Record<string, string | undefined>> } = {},
    ) => {
      asked.push([query?.['cursor'], query?.['limit']]);
      const reply = { status: 200, body: pages[asked.length - 1] as T, nextCursor: `after${asked.length}` };
      return Promise.resolve<Reply<T>>(reply);
    },
  };
  const read = await readList<number>(connection, '/api/v1/orders', { symbol: 'XAUUSD', limit: '3' });
  expect(read).toEqual({ rows: [1, 2, 3], hasMore: true });
  expect(asked).toEqual([
    [undefined, '3'],
    ['after1', '3'],
    ['after2', '2'],
    ['after3', '2'],
  ]);
});
