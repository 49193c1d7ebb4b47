import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignalDetailView } from '#views/shapes.ts';
import { makeOrder, makePosition } from '../../../test/api/fake-desk.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const get = (url: string, headers: Record<string, string> = { 'x-api-key': test.tokens.read }) =>
  test.app.inject({ url, headers });
const trade = { action: 'buy', symbol: 'XAUUSD', volume: 0.1, sl: 3300, tp: 3400 };
const post = (url: string, payload: unknown, headers: Record<string, string> = { 'x-api-key': test.tokens.trade }) =>
  test.app.inject({
    method: 'POST',
    url,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers,
  });

/** Lets this become of the next signal. */
function outcome(change: Partial<SignalDetailView>): void {
  test.desk.onAccepted = (id) => {
    const base = {
      id,
      source: 'x',
      receivedAt: '',
      text: '',
      commands: [{ action: 'buy' }],
      ignoredFields: [],
      orders: [],
      decisions: [],
      trail: [],
    };
    queueMicrotask(() => {
      test.desk.signalDetails.set(id, { ...base, status: 'executed', ...change });
      test.desk.publish({ correlation: id });
    });
  };
}

describe('the views of the MT5 face', () => {
  it('say to this machine only how it is, and to a key the account', async () => {
    expect((await get('/health', {})).json()).toEqual({ status: 'healthy', timestamp: expect.any(String) });
    expect((await test.app.inject({ url: '/health', remoteAddress: '203.0.113.9' })).statusCode).toBe(401);
    const health = (await get('/health')).json();
    expect(health).toMatchObject({ status: 'healthy', mt5_connected: true });
    expect(health.account_info).toEqual({
      login: 'paper',
      name: 'Paper',
      server: 'Signalbox paper',
      currency: 'USD',
      balance: 1000000,
      equity: 1000000.5,
      margin: 100,
      free_margin: 999900.5,
      margin_level: 1000000.5,
      profit: 0.5,
      company: 'Signalbox',
      trade_allowed: true,
      trade_expert: true,
      leverage: 1,
      simulated: true,
    });
    expect((await get('/status', { authorization: `Bearer ${test.tokens.read}` })).json()).toMatchObject({
      server_status: 'running',
    });
    test.desk.healthStatus = 'unhealthy';
    expect((await get('/health', {})).json()).toMatchObject({ status: 'unhealthy' });
  });

  it('list positions and orders as numbers and lots', async () => {
    test.desk.positionList = [
      makePosition({ symbol: '600000.SH', side: 'short', quantity: '300', magic: '42', stopLoss: '12.5' }),
    ];
    const positions = (await get('/positions')).json();
    expect(positions).toMatchObject({ success: true, count: 1, timestamp: expect.any(String) });
    test.desk.positionList = [makePosition({ partStopLoss: '90000', partTakeProfit: '99000' })];
    expect((await get('/positions')).json().positions[0]).toMatchObject({ sl: 90000, tp: 99000 });
    expect(positions.positions[0]).toMatchObject({
      ticket: 7,
      type: 1,
      type_name: 'SELL',
      volume: 3,
      sl: 12.5,
      tp: 0,
      magic: 42,
      swap: 0,
      time: 1772443800,
    });
    test.desk.orderList.push(
      makeOrder({
        status: 'accepted',
        type: 'stop',
        side: 'sell',
        stopPrice: '90000',
        filledQuantity: '0',
        leavesQuantity: '0.5',
      }),
      makeOrder({ id: 'b' }),
    );
    const orders = (await get('/orders')).json();
    expect(orders).toMatchObject({ success: true, count: 1 });
    expect(orders.orders[0]).toMatchObject({
      ticket: 1,
      type: 5,
      volume_initial: 0.5,
      volume_current: 0.5,
      price_open: 90000,
      time_expiration: 0,
    });
  });

  it.each(['/status', '/positions', '/orders'])('%s needs a key', async (url) => {
    const answer = await get(url, {});
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ error: expect.any(String) });
    expect((await get(url, { 'x-api-key': test.secret })).statusCode).toBe(401);
  });
});

describe('a trade through the MT5 face', () => {
  it('answers with the filled trade', async () => {
    outcome({
      orders: [
        makeOrder({
          symbol: 'XAUUSD',
          quantity: '0.1',
          filledQuantity: '0.1',
          averagePrice: '3350.5',
          stopLoss: '3300',
          magic: '7',
        }),
      ],
    });
    const answer = await post('/trade', trade);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      success: true,
      message: 'filled',
      result: {
        ticket: 1,
        symbol: 'XAUUSD',
        action: 'buy',
        volume: 0.1,
        price: 3350.5,
        sl: 3300,
        tp: 0,
        magic: 7,
        retcode: 10009,
        timestamp: expect.any(String),
      },
    });
    expect(answer.headers['x-signalbox-market']).toBe('simulated');
    expect(test.desk.submissions[0]?.parsed.commands[0]).toMatchObject({
      action: 'buy',
      symbol: 'XAUUSD',
      quantityUnit: 'lots',
    });
    expect(test.desk.followerCount).toBe(0);
  });

  it.each([
    ['X-API-Key', (): [string, Record<string, string>] => ['/webhook', { 'x-api-key': test.tokens.trade }]],
    ['Bearer', (): [string, Record<string, string>] => ['/webhook', { authorization: `Bearer ${test.tokens.trade}` }]],
    ['the path, an API key', (): [string, Record<string, string>] => [`/webhook/${test.tokens.trade}`, {}]],
    ['the path, a webhook’s secret', (): [string, Record<string, string>] => [`/webhook/${test.secret}`, {}]],
    [
      'the header, a webhook’s secret',
      (): [string, Record<string, string>] => ['/trade', { 'x-api-key': test.secret }],
    ],
  ])('takes its key from %s', async (_name, door) => {
    outcome({ orders: [makeOrder()] });
    const [url, headers] = door();
    expect((await post(url, trade, headers)).statusCode).toBe(200);
  });

  it.each(['secret', 'api_key', 'token', 'key'])(
    'takes its key from the body field %s, and keeps nothing of it',
    async (field) => {
      for (const key of [test.secret, test.tokens.trade]) {
        outcome({ orders: [makeOrder()] });
        expect((await post('/webhook', { ...trade, [field]: key }, {})).statusCode).toBe(200);
        expect(test.desk.submissions.at(-1)?.text).not.toContain(key);
      }
    },
  );

  it('in Chinese text is read as such', async () => {
    outcome({ orders: [makeOrder()] });
    expect((await post('/webhook', '开多 XAUUSD 仓位=0.1 止损=3300')).statusCode).toBe(200);
    expect(test.desk.submissions[0]?.parsed).toMatchObject({
      format: 'mt5_chinese',
      commands: [{ action: 'buy', symbol: 'XAUUSD' }],
    });
  });

  it('that closes lists what was closed', async () => {
    outcome({ commands: [{ action: 'close' }], orders: [makeOrder({ side: 'sell' })] });
    const { result } = (await post('/trade', { action: 'close', symbol: 'XAUUSD' })).json();
    expect(result.closed_positions).toMatchObject([{ action: 'close', retcode: 10009 }]);
  });

  it('waits for the fill of a market order, and not for that of a limit order', async () => {
    outcome({ orders: [makeOrder({ type: 'limit', status: 'accepted', filledQuantity: '0', limitPrice: '3300' })] });
    expect((await post('/trade', trade)).json()).toMatchObject({
      message: 'accepted',
      result: { retcode: 10008, price: 97000.1 },
    });
    outcome({ orders: [makeOrder({ status: 'accepted', filledQuantity: '0' })] });
    const pending = post('/trade', { ...trade, volume: 0.2 });
    await expect.poll(() => test.desk.signalDetails.has('signal2')).toBe(true);
    const accepted = test.desk.signalDetails.get('signal2')!;
    test.desk.signalDetails.set('signal2', { ...accepted, orders: [makeOrder()] });
    test.desk.publish({ correlation: 'signal2' });
    expect((await pending).json()).toMatchObject({ message: 'filled', result: { retcode: 10009 } });
  });

  it('under "test": true is shown and not placed', async () => {
    const answer = await post('/trade', { ...trade, test: true });
    expect(answer.json()).toMatchObject({ success: true, message: 'test', result: { commands: [{ action: 'buy' }] } });
  });

  it('that takes longer is answered before TradingView hangs up', async () => {
    const pending = post('/trade', trade);
    await expect.poll(() => test.desk.followerCount).toBe(1);
    // Who follows the feed has a view made of every event.
    expect(test.desk.listenerCount).toBe(0);
    test.clock.advance(2500);
    const answer = await pending;
    expect(answer.json()).toMatchObject({ success: true, result: { retcode: 10008, signal_id: 'signal1' } });
    expect(test.desk.followerCount).toBe(0);
  });

  it.each([
    [
      'denied by us',
      400,
      { orders: [makeOrder({ status: 'denied', reason: { code: 'TRADING_HALTED', values: {} } })] },
      'TRADING_HALTED',
    ],
    [
      'rejected by the venue',
      502,
      {
        orders: [makeOrder({ status: 'rejected', reason: { code: 'VENUE_REJECTED', values: { venueCode: '10019' } } })],
      },
      'VENUE_REJECTED',
    ],
    ['of unknown outcome', 502, { orders: [makeOrder({ status: 'unknown' })] }, 'OUTCOME_UNKNOWN'],
    [
      'without a symbol we know',
      400,
      {
        status: 'denied' as const,
        decisions: [
          {
            account: 'paper',
            command: 0,
            outcome: 'denied' as const,
            orderIds: [],
            checks: [],
            reason: { code: 'SYMBOL_UNKNOWN', values: { symbol: 'X' } },
          },
        ],
      },
      'SYMBOL_UNKNOWN',
    ],
  ])('%s is a %i with an error', async (_name, status, change, code) => {
    outcome(change);
    const answer = await post('/trade', trade);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ error: expect.any(String), code, signal_id: 'signal1' });
  });

  it.each([
    ['close_all', 200],
    ['close', 400],
  ])('that closes nothing by %s is a %i', async (action, status) => {
    const error = { code: 'POSITION_NOT_FOUND', values: { symbol: 'XAUUSD' } };
    outcome({ status: 'ignored', error, commands: [{ action, symbol: 'XAUUSD' }] });
    const answer = await post('/trade', { action, symbol: 'XAUUSD' });
    expect(answer.statusCode).toBe(status);
    const closed = { success: true, message: 'closed', result: { signal_id: 'signal1', closed_positions: [] } };
    expect(answer.json()).toMatchObject(status === 200 ? closed : { code: 'POSITION_NOT_FOUND' });
  });

  it('that can not be read is a 400, and a key of too small a scope a 403', async () => {
    const bad = await post('/webhook', { action: 'jump', symbol: 'XAUUSD' });
    expect(bad.statusCode).toBe(400);
    expect(bad.json()).toMatchObject({ error: expect.any(String), signal_id: 'refused1' });
    expect((await post('/webhook', trade, { 'x-api-key': test.tokens.read })).statusCode).toBe(403);
  });

  it('from a stranger is a 401, whatever is right elsewhere', async () => {
    for (const headers of [{}, { 'x-api-key': 'wrong' }, { authorization: 'Bearer wrong' }] as Record<
      string,
      string
    >[]) {
      expect((await post('/trade', trade, headers)).statusCode).toBe(401);
    }
    expect((await post('/webhook', { ...trade, secret: test.secret }, { 'x-api-key': 'wrong' })).statusCode).toBe(401);
    expect(test.desk.submissions).toEqual([]);
  });
});
