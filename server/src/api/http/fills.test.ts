/** Fills over REST: page by page, each fill once, whatever else fills between two pages. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAsk } from '../../../test/api/ask.ts';
import { makeOrder } from '../../../test/api/fake-desk.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';
import { writeFillCursor } from './paging.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());
const ask = createAsk(() => test);

const at = (second: number): string => new Date(Date.UTC(2026, 2, 2, 9, 30, second)).toISOString();

/** An order with so many fills, which are numbered from the oldest. */
function filled(id: string, second: number, fills: number, more: object = {}): void {
  test.desk.orderList.push(makeOrder({ id, createdAt: at(second), ...more }));
  for (let number = 1; number <= fills; number += 1) fill(id, number);
}

function fill(id: string, number: number): void {
  const data = {
    orderId: id,
    price: '97000.1',
    quantity: '0.1',
    fee: '0.02',
    liquidity: 'taker',
    tradeId: `${id}.${number}`,
  };
  const entry = { sequence: number, position: number, time: at(50), version: 1, kind: 'order_filled', data };
  test.desk.trails.set(id, [...(test.desk.trails.get(id) ?? []), entry]);
}

type Row = { readonly tradeId: string };

async function page(url: string): Promise<{ readonly ids: string[]; readonly next: string | undefined }> {
  const answer = await ask('GET', url, { scope: 'read' });
  expect(answer.statusCode).toBe(200);
  const next = /<([^>]+)>; rel="next"/.exec(String(answer.headers['link']))?.[1];
  expect(answer.headers['x-next-cursor'] === undefined).toBe(next === undefined);
  return { ids: answer.json().map(({ tradeId }: Row) => tradeId), next };
}

async function all(first: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let url: string | undefined = first; url !== undefined; ) {
    const { ids, next } = await page(url);
    pages.push(ids);
    url = next;
  }
  return pages;
}

describe('fills', () => {
  beforeEach(() => {
    filled('old', 1, 3);
    filled('none', 2, 0, { filledQuantity: '0', status: 'canceled' });
    filled('gold', 3, 1, { symbol: 'XAUUSD' });
    filled('new', 4, 2);
  });

  it('come page by page, those of the newest order first and of each the newest first', async () => {
    expect(await all('/api/v1/fills?limit=2')).toEqual([
      ['new.2', 'new.1'],
      ['gold.1', 'old.3'],
      ['old.2', 'old.1'],
    ]);
    expect(await all('/api/v1/fills')).toEqual([['new.2', 'new.1', 'gold.1', 'old.3', 'old.2', 'old.1']]);
    expect(await all('/api/v1/fills?symbol=btcusdt&limit=3')).toEqual([
      ['new.2', 'new.1', 'old.3'],
      ['old.2', 'old.1'],
    ]);
  });

  it('that come between two pages neither repeat nor hide others', async () => {
    const first = await page('/api/v1/fills?limit=4');
    expect(first.ids).toEqual(['new.2', 'new.1', 'gold.1', 'old.3']);
    fill('old', 4);
    filled('newest', 9, 1);
    expect((await page(first.next ?? '')).ids).toEqual(['old.2', 'old.1']);
  });

  it('are looked for among so many orders at once, and further on the next page', async () => {
    for (let count = 0; count < 1_000; count += 1)
      filled(`x${count}`, 10, 0, { filledQuantity: '0', status: 'canceled' });
    const first = await page('/api/v1/fills');
    expect(first.ids).toEqual([]);
    expect((await all(first.next ?? '')).flat()).toHaveLength(6);
  });

  it('of another account or symbol are not had by a cursor that names their order', async () => {
    const cursor = writeFillCursor({ time: Date.parse(at(3)), id: 'gold', older: 1 });
    expect((await page(`/api/v1/fills?symbol=BTCUSDT&cursor=${cursor}`)).ids).toEqual(['old.3', 'old.2', 'old.1']);
    expect((await page(`/api/v1/fills?account=other&cursor=${cursor}`)).ids).toEqual([]);
  });

  it('are refused for a cursor that is none', async () => {
    for (const cursor of ['%00', 'abc', Buffer.from('1~2').toString('base64url')]) {
      const answer = await ask('GET', `/api/v1/fills?cursor=${cursor}`);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'CURSOR_INVALID']);
    }
  });
});
