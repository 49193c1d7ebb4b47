import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type DoorClient } from '../process/door-client.ts';
import { commandLineKey } from '../process/server-process.ts';
import { Journey } from './journey.ts';

const ACCOUNT_FIELDS = [
  'login',
  'name',
  'server',
  'currency',
  'balance',
  'equity',
  'margin',
  'free_margin',
  'margin_level',
  'profit',
  'company',
  'trade_allowed',
  'trade_expert',
  'leverage',
];

describe('a client of the MT5 webhook server is served as it is', () => {
  let journey: Journey;
  let stranger: DoorClient;
  let key: Record<string, string>;

  beforeAll(async () => {
    journey = await Journey.begin();
    key = { 'x-api-key': commandLineKey(journey.directory) };
    stranger = createClient(journey.server.ready.url);
  });
  beforeEach(() => journey.holdPrices());
  afterEach(() => journey.flatten());
  afterAll(() => journey.end());

  const send = (path: string, body: string | object, headers = key) =>
    stranger.ask(path, { method: 'POST', body, headers });

  it('says how it is, and of the account only to who has a key', async () => {
    const open = await stranger.get('/health');
    expect(Object.keys(open.body).toSorted()).toEqual(['status', 'timestamp']);
    const known = await stranger.ask('/health', { headers: key });
    expect(known.body).toMatchObject({ status: 'healthy', mt5_connected: true });
    expect(Object.keys(known.body.account_info)).toEqual(expect.arrayContaining(ACCOUNT_FIELDS));
    const status = await stranger.ask('/status', { headers: key });
    expect(status.body).toMatchObject({ server_status: 'running', mt5_connected: true });
  });

  it.each(['/status', '/positions', '/orders'])('%s is closed without a key', async (path) => {
    const answer = await stranger.get(path);
    expect(answer.status).toBe(401);
    expect(typeof answer.body.error).toBe('string');
  });

  it('trades a Chinese text and shows the position as MT5 does', async () => {
    const text = '开多 XAUUSD 仓位=0.1 止损=3290 止盈=3310 备注=突破 魔术数=77';
    const answer = await send('/webhook', text, { ...key, 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    expect(answer.body.result).toMatchObject({
      symbol: 'XAUUSD',
      action: 'buy',
      volume: 0.1,
      price: 3300,
      sl: 3290,
      tp: 3310,
      comment: '突破',
      magic: 77,
      retcode: 10_009,
    });
    const { body } = await stranger.ask('/positions', { headers: key });
    expect(body).toMatchObject({ success: true, count: 1 });
    expect(body.positions[0]).toMatchObject({
      symbol: 'XAUUSD',
      type: 0,
      type_name: 'BUY',
      volume: 0.1,
      price_open: 3300,
      sl: 3290,
      tp: 3310,
      comment: '突破',
      magic: 77,
    });
    expect(Number.isInteger(body.positions[0].ticket)).toBe(true);
    const closed = await send('/webhook', '平仓 XAUUSD', key);
    expect(closed.body).toMatchObject({ success: true });
    expect(closed.body.result.closed_positions[0]).toMatchObject({ symbol: 'XAUUSD', volume: 0.1 });
  });

  it('takes a Chinese text inside JSON, a bearer, and the key in the address', async () => {
    const bearer = { authorization: `Bearer ${key['x-api-key']}` };
    const first = await send('/trade', { message: '开空 EURUSD 手数=0.2' }, bearer);
    expect(first.body.result).toMatchObject({ action: 'sell', volume: 0.2, symbol: 'EURUSD' });
    const second = await send(`/webhook/${journey.secret}`, { action: 'buy', symbol: 'XAUUSD', volume: 0.05 }, {});
    expect(second.body.result).toMatchObject({ action: 'buy', volume: 0.05, retcode: 10_009 });
  });

  it('changes the levels of a position by its ticket', async () => {
    const opened = await send('/trade', { action: 'buy', symbol: 'XAUUSD', volume: 0.1, sl: 3290 });
    expect(opened.body.success).toBe(true);
    const { body } = await stranger.ask('/positions', { headers: key });
    const { ticket } = body.positions[0];
    const changed = await send('/trade', { action: 'modify', symbol: 'XAUUSD', ticket, sl: 3280, tp: 3320 });
    expect(changed.body).toMatchObject({ success: true });
    const after = await stranger.ask('/positions', { headers: key });
    expect(after.body.positions[0]).toMatchObject({ ticket, sl: 3280, tp: 3320 });
  });

  it('shows what rests', async () => {
    await send('/trade', { action: 'buy', symbol: 'XAUUSD', volume: 0.1, order_type: 'limit', price: 3250 });
    const { body } = await stranger.ask('/orders', { headers: key });
    expect(body).toMatchObject({ success: true, count: 1 });
    expect(body.orders[0]).toMatchObject({ symbol: 'XAUUSD', type: 2, volume_initial: 0.1, price_open: 3250 });
  });

  it('with test it answers what would happen and places nothing', async () => {
    const answer = await send('/trade', { action: 'buy', symbol: 'XAUUSD', volume: 0.1, test: true });
    expect(answer.body).toMatchObject({ success: true, message: 'test' });
    expect((await stranger.ask('/positions', { headers: key })).body.count).toBe(0);
  });

  it.each([
    ['a verb nobody knows', { action: 'hodl', symbol: 'XAUUSD', volume: 0.1 }, 400],
    ['a symbol nobody knows', { action: 'buy', symbol: 'NOSUCH', volume: 0.1 }, 400],
    ['a volume of nothing', { action: 'buy', symbol: 'XAUUSD', volume: 0 }, 400],
    ['a volume above the limit', { action: 'buy', symbol: 'XAUUSD', volume: 50 }, 400],
  ])('%s is an error in words', async (_what, body, status) => {
    const answer = await send('/trade', body);
    expect(answer.status).toBe(status);
    expect(typeof answer.body.error).toBe('string');
    expect(answer.body.success).toBeUndefined();
  });

  it('a wrong key is 401', async () => {
    const answer = await send('/webhook', '开多 XAUUSD 仓位=0.1', { 'x-api-key': 'guessed' });
    expect(answer.status).toBe(401);
  });

  it('takes the arithmetic that templates leave behind', async () => {
    const text = '{"action":"buy","symbol":"XAUUSD","volume":0.1,"sl": 3300 * 0.99,"tp": 3300 + 33.5}';
    const answer = await send('/webhook', text);
    expect(answer.body.result).toMatchObject({ sl: 3267, tp: 3333.5 });
  });
});
