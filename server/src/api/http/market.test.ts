import { marketBook, marketCandles, marketTicker, marketTrades } from '@signalbox/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAsk } from '../../../test/api/ask.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);
const get = async (path: string) => {
  const answer = await ask('GET', `/api/v1/market${path}`, { scope: 'read' });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};

describe('market data over REST', () => {
  it('shows a ticker, a book, trades and candles, and that they are simulated', async () => {
    const answers = await Promise.all(
      ['ticker', 'book', 'trades', 'candles'].map((of) =>
        get(`/${of}?symbol=BTC/USDT${of === 'candles' ? '&interval=1m' : ''}`),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.every(({ headers }) => headers['x-signalbox-market'] === 'simulated')).toBe(true);
    const schemas = [marketTicker, marketBook, marketTrades, marketCandles];
    for (const [index, schema] of schemas.entries()) {
      expect(schema.strict().parse(answers[index]?.body)).toMatchObject({ account: 'paper', symbol: 'BTCUSDT' });
    }
  });

  it('asks for candles between two moments, written either way, and says where to go on', async () => {
    const path = '/candles?symbol=BTCUSDT&interval=1h&limit=7&since=1700000000000&until=2023-11-15T00:00:00%2B01:00';
    const { body } = await get(path);
    expect(test.desk.market.questions).toEqual([
      { symbol: 'BTCUSDT', interval: '1h', limit: 7, since: 1_700_000_000_000, until: Date.UTC(2023, 10, 14, 23) },
    ]);
    expect([body.next, body.previous].every((time) => typeof time === 'string' && time.endsWith('Z'))).toBe(true);
  });

  it('says what the venue has', async () => {
    expect((await get('?account=paper')).body).toMatchObject({
      intervals: ['1m', '1h'],
      channels: { ticker: 'stream', candles: 'poll' },
    });
  });

  it.each([
    ['/candles?symbol=BTCUSDT', 400, 'QUERY_INVALID'],
    ['/candles?symbol=BTCUSDT&interval=7m', 400, 'QUERY_INVALID'],
    ['/candles?symbol=BTCUSDT&interval=1m&since=yesterday', 400, 'QUERY_INVALID'],
    ['/candles?symbol=BTCUSDT&interval=1m&since=2000&until=1000', 400, 'QUERY_INVALID'],
    ['/candles?symbol=BTCUSDT&interval=1m&limit=501', 400, 'QUERY_INVALID'],
    ['/book?symbol=BTCUSDT&levels=21', 400, 'QUERY_INVALID'],
    ['/ticker', 400, 'QUERY_INVALID'],
    ['/ticker?symbol=BTCUSDT&account=none', 404, 'ACCOUNT_UNKNOWN'],
    ['/ticker?symbol=NOPE', 422, 'SYMBOL_UNKNOWN'],
    ['/ticker?symbol=DOWN', 503, 'MARKET_DATA_UNAVAILABLE'],
  ])('refuses %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
