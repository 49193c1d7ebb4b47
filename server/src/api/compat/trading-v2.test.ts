import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAsk } from '../../../test/api/ask.ts';
import { makeAccount, makeInstrument, makeOrder, makePosition } from '../../../test/api/fake-desk.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';
import { exact } from './trading-v2-number.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
  test.desk.accountList.push(
    makeAccount({ id: 'huobi-old', broker: 'ccxt:htx', currency: 'USDT', environment: 'live', simulated: false }),
    makeAccount({ id: 'huobi-new', broker: 'ccxt:htx', currency: 'USDT', environment: 'live', simulated: false }),
  );
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);
const V2 = '/api/v1/trading/v2';
const market = { exchange: 'huobi', symbol: 'BTC/USDT', side: 'buy', quantity: 0.5 };
const place = (body: object = market, headers = {}) => ask('POST', `${V2}/orders/market`, { body, headers });

describe('the exchange of a request', () => {
  it.each(['huobi', 'htx', 'HUOBI'])('%s is the oldest account there', async (exchange) => {
    const { body, statusCode } = await place({ ...market, exchange });
    expect(statusCode).toBe(200);
    expect(test.desk.orderSubmissions.at(-1)?.account).toBe('huobi-old');
    expect(JSON.parse(body)).toMatchObject({ exchange: 'huobi' });
  });

  it('takes the account that is named, of those there', async () => {
    await place({ ...market, account: 'huobi-new' });
    expect(test.desk.orderSubmissions.at(-1)?.account).toBe('huobi-new');
    const elsewhere = await place({ ...market, account: 'paper' });
    expect([elsewhere.statusCode, elsewhere.json().code]).toEqual([404, 'ACCOUNT_UNKNOWN']);
    expect(test.desk.orderSubmissions).toHaveLength(1);
  });

  it('that has an account is among those that are connected', async () => {
    const { body } = await ask('GET', `${V2}/system/status`);
    expect(JSON.parse(body)).toMatchObject({ connected_exchanges: ['huobi'] });
  });
});

describe('what is asked of the desk', () => {
  const commandOf = async (path: string, body: object) => {
    const { statusCode } = await ask('POST', `${V2}/orders/${path}`, { body });
    expect(statusCode).toBe(200);
    return test.desk.orderSubmissions.at(-1)?.command;
  };

  it('is exact, from the digits of the number on', async () => {
    const body = '{"exchange":"huobi","symbol":"BTC/USDT","side":"buy","quantity":0.123456789012345678}';
    await ask('POST', `${V2}/orders/market`, { body });
    expect(test.desk.orderSubmissions.at(-1)?.command).toMatchObject({ quantity: 123_456_789_012_345_678n });
  });

  it('has what the request has and nothing of its own; null is what is left open', async () => {
    const open = { strategy_id: null, reduce_only: null, account: null };
    expect(await commandOf('market', { ...market, ...open })).toEqual({
      action: 'buy',
      symbol: 'BTC/USDT',
      quantity: 5n * 10n ** 17n,
      orderType: 'market',
    });
    const limit = {
      ...market,
      price: '97000',
      time_in_force: 'FOK',
      post_only: false,
      strategy_id: 7,
      reduce_only: true,
    };
    expect(await commandOf('limit', limit)).toEqual({
      action: 'buy',
      symbol: 'BTC/USDT',
      quantity: 5n * 10n ** 17n,
      orderType: 'limit',
      price: 97_000n * 10n ** 18n,
      timeInForce: 'fok',
      postOnly: false,
      reduceOnly: true,
      strategy: '7',
    });
    expect(await commandOf('stop', { ...market, stop_price: 9, limit_price: 8 })).toMatchObject({
      orderType: 'stop_limit',
      stopPrice: 9n * 10n ** 18n,
      price: 8n * 10n ** 18n,
    });
  });

  it('is not asked when a batch has a price where there is none', async () => {
    const orders = [{ ...market, type: 'market', price: 9 }];
    const { statusCode, body } = await ask('POST', `${V2}/orders/batch`, { body: { orders } });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ code: 'BODY_FIELD_UNKNOWN', values: { field: 'orders.0.price' } });
    expect(test.desk.orderSubmissions).toEqual([]);
  });
});

describe('what became of an order', () => {
  const reason = { code: 'VENUE_REJECTED', values: { venueCode: '-2010', message: 'no' } };

  it.each([
    ['denied', { code: 'MARGIN_INSUFFICIENT', values: { needed: '2', available: '1' } }, 400, 'MARGIN_INSUFFICIENT'],
    ['rejected', reason, 502, 'VENUE_REJECTED'],
    ['rejected', undefined, 502, 'VENUE_REJECTED'],
    ['rejected', { code: 'NOT_SENT_EXPIRED', values: {} }, 502, 'NOT_SENT_EXPIRED'],
    // What never left the server is ours to refuse.
    ['rejected', { code: 'VENUE_STOP_PASSED', values: {} }, 400, 'VENUE_STOP_PASSED'],
    ['rejected', { code: 'REQUEST_NOT_CONNECTED', values: {} }, 502, 'REQUEST_NOT_CONNECTED'],
    ['unknown', undefined, 502, 'OUTCOME_UNKNOWN'],
  ])('%s is an error with its code', async (status, why, statusCode, code) => {
    test.desk.outcome = {
      settled: true,
      orders: [makeOrder({ status, ...(why === undefined ? {} : { reason: why }) })],
    };
    const answer = await place();
    expect(answer.statusCode).toBe(statusCode);
    expect(answer.json()).toMatchObject({ code, detail: expect.any(String), signalId: 'order-signal1' });
  });

  it('a reason without an order is what was refused', async () => {
    test.desk.outcome = { settled: true, orders: [], reason: { code: 'TRADING_HALTED', values: {} } };
    const answer = await place(market, { 'accept-language': 'zh' });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'TRADING_HALTED']);
    expect(answer.json().detail).toContain('交易已暂停');
  });

  it('what is not decided in time is kept, and has the id of its signal', async () => {
    const pending = { code: 'OUTCOME_PENDING', values: { signal: 'order-signal1' } };
    test.desk.outcome = { settled: false, orders: [], reason: pending };
    const answer = await place();
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ success: true, id: null, signal_id: 'order-signal1', state: 'pending' });
  });

  it('the order that was asked for is shown, not the stop-loss it brought', async () => {
    const stop = makeOrder({ id: 'stop', parentOrderId: 'order1', status: 'rejected' });
    test.desk.outcome = { settled: true, orders: [stop, makeOrder()] };
    expect((await place()).json()).toMatchObject({ id: 'order1', status: 'closed' });
  });

  it('fees are told by currency', async () => {
    test.desk.outcome = { settled: true, orders: [makeOrder({ otherFees: [{ currency: 'BNB', fees: '0.0001' }] })] };
    expect((await place()).json()).toMatchObject({
      fee: { cost: 1.25, currency: 'USDT' },
      other_fees: [{ cost: 0.0001, currency: 'BNB' }],
    });
  });

  it('numbers leave with all of their digits', async () => {
    const long = '0.123456789012345678';
    test.desk.outcome = { settled: true, orders: [makeOrder({ quantity: long, filledQuantity: long })] };
    const { body } = await place();
    expect(body).toContain(`"quantity":${long},"filled":${long},`);
    expect(JSON.stringify({ a: exact('-0.5') })).toBe('{"a":-0.5}');
  });
});

describe('a cancel', () => {
  it('of an order the venue does not answer about is said to be under way', async () => {
    test.desk.orderList.push(makeOrder({ id: 'slow', account: 'huobi-old', status: 'pending_cancel' }));
    const answering = ask('DELETE', `${V2}/orders/slow?exchange=huobi`);
    await expect.poll(() => test.desk.followerCount).toBe(1);
    test.clock.advance(5000);
    const answer = await answering;
    expect(answer.json()).toMatchObject({ success: true, order_id: 'slow', status: 'pending_cancel' });
    expect(test.desk.followerCount).toBe(0);
  });

  it('of an order at another account is not found', async () => {
    test.desk.orderList.push(makeOrder({ id: 'other', account: 'paper', status: 'accepted' }));
    const answer = await ask('DELETE', `${V2}/orders/other?exchange=huobi`);
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'ORDER_NOT_FOUND']);
  });

  it('of everything counts what filled before it as failed', async () => {
    test.desk.orderList.push(makeOrder({ id: 'gone', status: 'filled' }), makeOrder({ id: 'out', status: 'canceled' }));
    const answer = await ask('DELETE', `${V2}/orders?exchange=huobi`);
    expect(answer.json()).toMatchObject({
      success: false,
      canceled_count: 1,
      canceled_orders: ['out'],
      failed_count: 1,
      failed_orders: [{ id: 'gone', code: 'ORDER_NOT_CANCELABLE', error: expect.any(String) }],
    });
  });
});

describe('a list', () => {
  it('of what has ended goes back as many days as asked', async () => {
    const old = new Date(test.clock.now() - 8 * 86_400_000).toISOString();
    test.desk.orderList.push(
      makeOrder({ id: 'old', account: 'huobi-old', createdAt: old }),
      makeOrder({ id: 'new', account: 'huobi-old' }),
      makeOrder({ id: 'open', account: 'huobi-old', status: 'accepted' }),
    );
    const idsOf = async (query: string) => {
      const { body } = await ask('GET', `${V2}/orders/history?exchange=huobi${query}`);
      return JSON.parse(body).orders.map(({ id }: { id: string }) => id);
    };
    expect(await idsOf('')).toEqual(['new']);
    expect(await idsOf('&days=9')).toEqual(['new', 'old']);
    expect(await idsOf('&days=9&limit=1')).toEqual(['new']);
  });
});

describe('positions', () => {
  it('of a hedging account are told apart by their side', async () => {
    test.desk.positionList = [
      makePosition({ id: 'a', account: 'huobi-old' }),
      makePosition({ id: 'b', account: 'huobi-old', side: 'short' }),
    ];
    const both = await ask('GET', `${V2}/positions/BTC%2FUSDT?exchange=huobi`);
    expect([both.statusCode, both.json().code]).toEqual([400, 'POSITION_AMBIGUOUS']);
    const one = await ask('GET', `${V2}/positions/BTC%2FUSDT?exchange=huobi&side=short`);
    expect(one.json().position).toMatchObject({ id: 'b', side: 'short' });
    await ask('POST', `${V2}/positions/BTC%2FUSDT/close?exchange=huobi`, { body: { side: 'long', quantity: '0.2' } });
    expect(test.desk.orderSubmissions.at(-1)?.command).toMatchObject({
      action: 'close_long',
      quantity: 2n * 10n ** 17n,
    });
  });

  it('have no sum of profits while one of them is not known', async () => {
    const { unrealizedPnl: _unknown, ...unvalued } = makePosition({ account: 'huobi-old' });
    test.desk.positionList = [makePosition({ account: 'huobi-old', realizedPnl: '3' }), unvalued];
    const { body } = await ask('GET', `${V2}/positions?exchange=huobi`);
    expect(JSON.parse(body)).toMatchObject({ count: 2, total_unrealized_pnl: null, total_realized_pnl: 3 });
  });
});

describe('balances', () => {
  const look = (path: string, exchange: string) => ask('GET', `${V2}/account/${path}?exchange=${exchange}`);

  it('of an account at an exchange are what the exchange says', async () => {
    test.desk.balances = [
      { currency: 'USDT', free: '600.000000000000000001', used: '50', total: '650.000000000000000001' },
      { currency: 'BTC', free: '0.5', used: '0', total: '0.5' },
    ];
    const { body } = await look('balance', 'huobi');
    expect(body).toContain('"USDT":{"free":600.000000000000000001,"used":50,"total":650.000000000000000001}');
    expect((await look('info', 'huobi')).json()).toMatchObject({
      account: 'huobi-old',
      available_balance: { USDT: 600, BTC: 0.5 },
      used_balance: { USDT: 50, BTC: 0 },
      total_balance: 1_000_000.5,
    });
  });

  it.each(['balance', 'info'])('that the exchange does not tell are an error of it: %s', async (path) => {
    const answer = await look(path, 'huobi');
    expect([answer.statusCode, answer.json().code]).toEqual([502, 'VENUE_UNREACHABLE']);
  });

  it('of the paper account are what its books say', async () => {
    const money = { available: '600', marginUsed: '1000', reserved: '50' };
    test.desk.accountList[0] = makeAccount(money);
    expect((await look('balance', 'paper')).json().balances).toEqual({ USD: { free: 600, used: 1050, total: 1650 } });
  });
});

describe('the score of the risk check', () => {
  const asked = { order_type: 'market', exchange: 'huobi', symbol: 'BTC/USDT', side: 'buy', quantity: 1 };
  const check = async (body: object = asked) => (await ask('POST', `${V2}/risk/check`, { body })).json();
  const checksOf = (value: string, maximum: string) => [
    { check: 'order_value', passed: true, values: { value, maximum } },
    { check: 'open_orders', passed: true, values: { count: '1', maximum: '10' } },
    { check: 'trading_state', passed: true, values: {} },
  ];
  const decided = (checks: ReturnType<typeof checksOf>) =>
    (test.desk.rehearse = () => [{ account: 'huobi-old', command: 0, outcome: 'orders', orderIds: ['x'], checks }]);

  it.each([
    ['49.99', 49.99, 'low'],
    ['50', 50, 'medium'],
    ['79.99', 79.99, 'medium'],
    ['80', 80, 'high'],
    ['100', 100, 'high'],
    ['5', 10, 'low'],
  ])('of %s in a hundred is %d and %s', async (value, score, level) => {
    decided(checksOf(value, '100'));
    const body = await check();
    expect(body).toMatchObject({ approved: true, risk_score: score, risk_level: level, violations: [] });
    expect(body.limits).toContainEqual({ check: 'open_orders', used: 1, limit: 10, share: 0.1 });
  });

  it('never divides by a limit of nothing', async () => {
    decided(checksOf('0', '0'));
    expect(await check()).toMatchObject({ risk_score: 10 });
    decided(checksOf('1', '0'));
    expect(await check()).toMatchObject({ risk_score: 100 });
  });

  it('says what would be changed as a warning', async () => {
    const adjustments = [
      { code: 'PRICE_ROUNDED', values: { field: 'limitPrice', asked: '1', sent: '2', tickSize: '1' } },
    ];
    test.desk.rehearse = () => [
      { account: 'huobi-old', command: 0, outcome: 'orders', orderIds: ['x'], checks: [], adjustments },
    ];
    expect(await check()).toMatchObject({ warning_codes: ['PRICE_ROUNDED'], warnings: [expect.any(String)] });
  });

  it('waits for a price that nobody has asked for before, though not for ever', async () => {
    const reason = { code: 'REFERENCE_PRICE_MISSING', values: { symbol: 'BTCUSDT' } };
    let questions = 0;
    const denied = {
      account: 'huobi-old',
      command: 0,
      outcome: 'denied',
      orderIds: ['x'],
      reason,
      checks: [],
    } as const;
    test.desk.rehearse = () => {
      questions += 1;
      return questions === 2 ? [{ ...denied, outcome: 'orders' }] : [denied];
    };
    const { quoteTime: _unknown, ...unpriced } = makeInstrument();
    test.desk.instruments = () => [unpriced];
    const answering = check();
    await expect.poll(() => questions).toBe(1);
    test.desk.instruments = () => [makeInstrument()];
    test.clock.advance(50);
    expect(await answering).toMatchObject({ approved: true });
    questions = 2;
    const never = check();
    await expect.poll(() => questions).toBe(3);
    for (let waited = 0; waited < 2000; waited += 50) {
      test.clock.advance(50);
      await Promise.resolve();
    }
    expect(await never).toMatchObject({ approved: false, violation_codes: ['REFERENCE_PRICE_MISSING'] });
    expect(questions).toBe(3);
  });

  it('finds no size that passes where size is not what is wrong', async () => {
    const denial = { check: 'trading_state', passed: false, code: 'TRADING_HALTED', values: {} };
    const reason = { code: 'TRADING_HALTED', values: {} };
    test.desk.rehearse = () => [
      { account: 'huobi-old', command: 0, outcome: 'denied', orderIds: ['x'], reason, checks: [denial] },
    ];
    expect(await check()).toMatchObject({
      approved: false,
      risk_score: 100,
      risk_level: 'critical',
      max_position_size: 0,
      suggested_position_size: 0,
    });
  });
});

describe('the key of a request', () => {
  const token = async () => (await ask('POST', '/api/v1/auth/token', { scope: 'trade' })).json().access_token;
  const look = (bearer: string) =>
    test.app.inject({ url: `${V2}/positions?exchange=huobi`, headers: { authorization: `Bearer ${bearer}` } });

  it('may be an access token, with the name of its key in what it does', async () => {
    const bearer = await token();
    expect((await look(bearer)).statusCode).toBe(200);
    await ask('POST', `${V2}/orders/market`, {
      body: market,
      scope: 'none',
      headers: { authorization: `Bearer ${bearer}` },
    });
    const key = test.apiKeys.list().find(({ name }) => name === 'trader');
    expect(test.desk.orderSubmissions.at(-1)?.actor).toEqual({ kind: 'api_key', id: key?.id });
  });

  it('that has ended is told so, and is not counted among those that are guessed', async () => {
    const bearer = await token();
    test.clock.advance(900_000);
    for (let times = 0; times < 31; times += 1) {
      const answer = await look(bearer);
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'TOKEN_EXPIRED']);
    }
    const guessed = `${bearer.slice(0, -3)}AAA`;
    const codes = [];
    for (let times = 0; times < 31; times += 1) codes.push((await look(guessed)).json().code);
    expect(new Set(codes.slice(0, -1))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });
});
