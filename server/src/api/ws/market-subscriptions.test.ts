/** What clients of the stream follow of markets. */
import { type StreamMessage, streamMessage } from '@signalbox/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMarket } from '../../../test/api/fake-market.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';
import { HandClock } from '../../../test/api/test-world.ts';
import { MarketSubscriptions, SUBSCRIPTIONS_MAX } from './market-subscriptions.ts';

const TRADE = { id: '1', time: '2026-01-01T00:00:00.000Z', price: '100', quantity: '1' };
const CANDLE = { time: '2026-01-01T00:00:00.000Z', open: '1', high: '3', low: '1', close: '2', volume: '7.5' };
/** On a machine that does other things as well. */
const PATIENCE = { timeout: 10_000 };
const BTC = { account: 'paper', symbol: 'BTCUSDT' };

function begin() {
  const market = new FakeMarket();
  const clock = new HandClock();
  const sent: StreamMessage[] = [];
  const line = { isBehind: false };
  const send = (message: StreamMessage): void => void sent.push(streamMessage.parse(message));
  const subscriptions = new MarketSubscriptions({ market, clock, send, isBehind: () => line.isBehind });
  const say = (message: object | string): void =>
    subscriptions.take(typeof message === 'string' ? message : JSON.stringify(message));
  const types = () => sent.map(({ type }) => type);
  return { market, clock, sent, line, subscriptions, say, types };
}

describe('subscriptions to markets', () => {
  it('are confirmed by the names of the server, told what is new, and end', () => {
    const { market, sent, say } = begin();
    say({ type: 'subscribe', channel: 'trades', symbol: 'BTC/USDT' });
    market.tell('trades', { trades: [TRADE] });
    market.tell('ticker', { ticker: { last: '1', time: TRADE.time } });
    say({ type: 'unsubscribe', channel: 'trades', account: 'paper', symbol: 'BTCUSDT' });
    market.tell('trades', { trades: [TRADE] });
    expect(sent).toEqual([
      { type: 'subscribed', channel: 'trades', ...BTC, delivery: 'stream' },
      { type: 'market', channel: 'trades', ...BTC, simulated: true, trades: [TRADE] },
      { type: 'unsubscribed', channel: 'trades', ...BTC },
    ]);
    expect(market.listenerCount).toBe(0);
  });

  it('are one, however often the same thing is asked for', () => {
    const { market, say, types } = begin();
    say({ type: 'subscribe', channel: 'trades', symbol: 'BTCUSDT' });
    say({ type: 'subscribe', channel: 'trades', symbol: 'btc/usdt', account: 'paper' });
    market.tell('trades', { trades: [TRADE] });
    expect([market.listenerCount, types()]).toEqual([1, ['subscribed', 'subscribed', 'market']]);
  });

  it('tell of a ticker only the newest, a few times a second', () => {
    const { market, clock, sent, say } = begin();
    say({ type: 'subscribe', channel: 'ticker', symbol: 'BTCUSDT' });
    for (const last of ['1', '2', '3']) market.tell('ticker', { ticker: { last, time: TRADE.time } });
    clock.advance(100);
    clock.advance(100);
    market.tell('ticker', { ticker: { last: '4', time: TRADE.time } });
    const lasts = sent.flatMap((message) => (message.type === 'market' ? [message.ticker?.last] : []));
    expect(lasts).toEqual(['1', '3', '4']);
  });

  it('wait for a client that reads slowly, and lose no candle that has ended', () => {
    const { market, clock, sent, line, say } = begin();
    line.isBehind = true;
    say({ type: 'subscribe', channel: 'candles', symbol: 'BTCUSDT', interval: '1m' });
    const later = { ...CANDLE, time: '2026-01-01T00:01:00.000Z' };
    market.tell('candles', { candles: [CANDLE] });
    market.tell('candles', { candles: [{ ...CANDLE, close: '3' }] });
    market.tell('candles', { candles: [later] });
    clock.advance(1_000);
    expect(sent).toHaveLength(1);
    line.isBehind = false;
    clock.advance(100);
    expect(sent.at(-1)).toMatchObject({ interval: '1m', candles: [{ ...CANDLE, close: '3' }, later] });
  });

  it('say so when the source has stopped', () => {
    const { market, sent, say } = begin();
    say({ type: 'subscribe', channel: 'trades', symbol: 'BTCUSDT' });
    market.end();
    expect(sent.at(-1)).toEqual({ type: 'unsubscribed', channel: 'trades', ...BTC, code: 'MARKET_DATA_UNAVAILABLE' });
    expect(market.listenerCount).toBe(0);
  });

  it.each([
    ['no JSON', 'STREAM_MESSAGE_INVALID'],
    ['[]', 'STREAM_MESSAGE_INVALID'],
    [{ type: 'shout' }, 'STREAM_MESSAGE_INVALID'],
    [{ type: 'subscribe', channel: 'ticker' }, 'STREAM_MESSAGE_INVALID'],
    [{ type: 'subscribe', channel: 'ticker', symbol: 'BTCUSDT', depth: 5 }, 'STREAM_MESSAGE_INVALID'],
    [{ type: 'subscribe', channel: 'candles', symbol: 'BTCUSDT' }, 'STREAM_MESSAGE_INVALID'],
    [{ type: 'subscribe', channel: 'ticker', symbol: 'BTCUSDT', interval: '1m' }, 'STREAM_MESSAGE_INVALID'],
    [{ type: 'subscribe', channel: 'candles', symbol: 'BTCUSDT', interval: '3m' }, 'CANDLE_INTERVAL_UNSUPPORTED'],
    [{ type: 'subscribe', channel: 'ticker', symbol: 'NOPE' }, 'SYMBOL_UNKNOWN'],
    [{ type: 'subscribe', channel: 'ticker', symbol: 'BTCUSDT', account: 'none' }, 'ACCOUNT_UNKNOWN'],
  ])('refuse %o, and go on', (message, code) => {
    const { sent, say, types } = begin();
    say(message);
    expect(sent).toMatchObject([{ type: 'refused', code, detail: expect.stringMatching(/\.$/) }]);
    say({ type: 'subscribe', channel: 'ticker', symbol: 'BTCUSDT' });
    expect(types()).toEqual(['refused', 'subscribed']);
  });

  it('are not without end', () => {
    const { market, sent, say } = begin();
    const follow = market.follow.bind(market);
    market.follow = (following) => {
      const found = follow({ ...following, symbol: 'BTCUSDT' });
      return found.kind === 'ok' ? { ...found, value: { ...found.value, symbol: following.symbol } } : found;
    };
    for (let count = 0; count <= SUBSCRIPTIONS_MAX; count += 1) {
      say({ type: 'subscribe', channel: 'ticker', symbol: `S${count}` });
    }
    expect(market.listenerCount).toBe(SUBSCRIPTIONS_MAX);
    expect(sent.at(-1)).toMatchObject({ type: 'refused', code: 'TOO_MANY_SUBSCRIPTIONS' });
  });
});

describe('the stream', { timeout: 20_000 }, () => {
  let test: TestServer;
  beforeEach(async () => {
    test = await createTestServer();
  });
  afterEach(() => test.server.close());

  it('greets first, takes what was said before, and lets go of markets when the client goes', async () => {
    const url = (await test.server.listen()).replace('http', 'ws');
    const socket = new WebSocket(`${url}/api/v1/stream`, { headers: test.bearer('read') } as unknown as string[]);
    const types: string[] = [];
    socket.addEventListener('message', ({ data }) => types.push(streamMessage.parse(JSON.parse(String(data))).type));
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', channel: 'trades', symbol: 'BTCUSDT' }));
    });
    await expect.poll(() => test.desk.market.listenerCount, PATIENCE).toBe(1);
    test.desk.market.tell('trades', { trades: [TRADE] });
    await expect.poll(() => types.includes('market'), PATIENCE).toBe(true);
    expect(types[0]).toBe('hello');
    socket.close();
    await expect.poll(() => test.desk.market.listenerCount, PATIENCE).toBe(0);
  });
});
