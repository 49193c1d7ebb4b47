import { OPERATIONS } from '@signalbox/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, DoorClient } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const V2 = '/api/v1/trading/v2';
const PAPER = 'exchange=paper';
const BITCOIN = 'BTC%2FUSDT';
const ORDER_FIELDS = [
  'success',
  'id',
  'client_order_id',
  'symbol',
  'type',
  'side',
  'status',
  'price',
  'average_price',
  'quantity',
  'filled',
  'remaining',
  'cost',
  'fee',
  'trades',
  'timestamp',
  'datetime',
  'exchange',
];
const POSITION_FIELDS = [
  'symbol',
  'side',
  'quantity',
  'average_price',
  'current_price',
  'unrealized_pnl',
  'realized_pnl',
  'margin_used',
  'liquidation_price',
  'timestamp',
];
/** Holds an answer against what the contract says this operation answers; what it says of errors is held against nothing. */
function fitting(method: string, path: string, answer: Answer): Answer {
  const [address = ''] = path.split('?');
  const operation = Object.values(OPERATIONS).find(
    (one) => one.method === method && new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(V2 + address),
  );
  if (operation === undefined) throw new Error(`no operation: ${method} ${address}`);
  if (answer.status < 400) operation.responses[answer.status]?.schema?.parse(answer.body);
  return answer;
}

const bitcoin = { exchange: 'paper', symbol: 'BTC/USDT' };
const ether = { exchange: 'paper', symbol: 'ETH/USDT' };

describe('a client of Trading v2 is served as it is', () => {
  let journey: Journey;
  let client: DoorClient;

  beforeAll(async () => {
    journey = await Journey.begin();
    client = journey.client;
  });
  beforeEach(() => journey.holdPrices());
  afterEach(() => journey.flatten());
  afterAll(() => journey.end());

  const post = async (path: string, body?: object, headers = {}) =>
    fitting('POST', path, await client.post(`${V2}${path}`, body, headers));
  const get = async (path: string) => fitting('GET', path, await client.get(`${V2}${path}`));
  const remove = async (path: string) => fitting('DELETE', path, await client.delete(`${V2}${path}`));
  const buyBitcoin = (quantity: number) => post('/orders/market', { ...bitcoin, side: 'buy', quantity });
  const restBitcoin = (price = 90_000): Promise<Answer> =>
    post('/orders/limit', { ...bitcoin, side: 'buy', quantity: 0.01, price, strategy_id: 7 });

  it('buys at the market as the documents do, and shows the order with its trades', async () => {
    const bought = await buyBitcoin(0.001);
    expect(bought.status).toBe(200);
    expect(Object.keys(bought.body)).toEqual(expect.arrayContaining(ORDER_FIELDS));
    expect(bought.body).toMatchObject({
      success: true,
      symbol: 'BTC/USDT',
      type: 'market',
      side: 'buy',
      status: 'closed',
      price: null,
      average_price: 100_000,
      quantity: 0.001,
      filled: 0.001,
      remaining: 0,
      cost: 100,
      exchange: 'paper',
      simulated: true,
    });
    expect(bought.body.fee).toMatchObject({ cost: expect.any(Number), currency: 'USDT' });
    expect(bought.body.trades).toMatchObject([{ amount: 0.001, price: 100_000, cost: 100, order: bought.body.id }]);
    expect(bought.headers.get('x-signalbox-market')).toBe('simulated');
    const shown = await get(`/orders/${bought.body.id}/status?${PAPER}&symbol=${BITCOIN}`);
    expect(shown.body).toEqual(bought.body);
    expect((await get(`/orders/${bought.body.signal_id}/status?${PAPER}`)).body.id).toBe(bought.body.id);
  });

  it('the order is one of the REST API too: there is no second path', async () => {
    const { body } = await restBitcoin();
    const order = await client.get(`/api/v1/orders/${body.id}`);
    expect(order.body).toMatchObject({ symbol: 'BTCUSDT', limitPrice: '90000', quantity: '0.01', strategy: '7' });
    expect(order.body.trail.map(({ kind }: Wire) => kind)).toContain('order_approved');
  });

  it('rests a limit order, lists it, and cancels it', async () => {
    const { status, body } = await restBitcoin();
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'open', state: 'accepted', price: 90_000, time_in_force: 'GTC' });
    const open = await get(`/orders/open?${PAPER}&symbol=${BITCOIN}`);
    expect(open.body).toMatchObject({ success: true, count: 1, orders: [{ id: body.id, remaining: 0.01 }] });
    expect((await get(`/orders/open?${PAPER}&symbol=ETH%2FUSDT`)).body).toMatchObject({ count: 0, orders: [] });
    const canceled = await remove(`/orders/${body.id}?${PAPER}&symbol=${BITCOIN}`);
    expect(canceled.body).toMatchObject({ success: true, order_id: body.id, status: 'canceled' });
    expect(typeof canceled.body.message).toBe('string');
    const again = await remove(`/orders/${body.id}?${PAPER}`);
    expect([again.status, again.body.code]).toEqual([400, 'ORDER_NOT_CANCELABLE']);
    const history = await get(`/orders/history?${PAPER}&days=7&limit=100`);
    expect(history.body.orders.find(({ id }: Wire) => id === body.id)).toMatchObject({ status: 'canceled' });
    expect((await get(`/orders/history?${PAPER}&limit=1`)).body.count).toBe(1);
  });

  it('takes the terms of a limit order', async () => {
    const terms = { ...bitcoin, side: 'buy', quantity: 0.01, price: 90_000 };
    const posted = await post('/orders/limit', { ...terms, post_only: true, strategy_id: null });
    expect(posted.body).toMatchObject({ status: 'open', post_only: true });
    const fleeting = await post('/orders/limit', { ...terms, time_in_force: 'IOC' });
    expect(fleeting.body).toMatchObject({ success: true, status: 'canceled', filled: 0, time_in_force: 'IOC' });
  });

  it('waits at a stop, with or without a limit', async () => {
    const stop = { ...bitcoin, side: 'buy', quantity: 0.01, stop_price: 110_000 };
    const plain = await post('/orders/stop', stop);
    expect(plain.body).toMatchObject({ type: 'stop', status: 'open', stop_price: 110_000, price: null });
    const limited = await post('/orders/stop', { ...stop, limit_price: 110_500 });
    expect(limited.body).toMatchObject({ type: 'stop_limit', stop_price: 110_000, price: 110_500 });
    const all = await remove(`/orders?${PAPER}`);
    expect(all.body).toMatchObject({ success: true, canceled_count: 2, failed_count: 0, failed_orders: [] });
    expect(all.body.canceled_orders.toSorted()).toEqual([plain.body.id, limited.body.id].toSorted());
  });

  it('cancels those of one symbol alone', async () => {
    const kept = await restBitcoin();
    const other = await post('/orders/limit', { ...ether, side: 'buy', quantity: 0.1, price: 3900 });
    const { body } = await remove(`/orders?${PAPER}&symbol=ETH%2FUSDT`);
    expect(body.canceled_orders).toEqual([other.body.id]);
    expect((await get(`/orders/open?${PAPER}`)).body.orders).toMatchObject([{ id: kept.body.id }]);
  });

  it('a batch decides each order by itself, one after the other or at once', async () => {
    const orders = [
      { type: 'market', ...bitcoin, side: 'buy', quantity: 0.002 },
      { type: 'limit', ...ether, side: 'buy', quantity: 0.1, price: 3900 },
      { type: 'limit', ...bitcoin, side: 'buy', quantity: 50, price: 100_000 },
      { type: 'market', exchange: 'binance', symbol: 'BTC/USDT', side: 'buy', quantity: 0.001 },
    ];
    for (const parallel of [false, true]) {
      const { status, body } = await post('/orders/batch', { orders, execute_parallel: parallel });
      expect(status).toBe(200);
      expect(body).toMatchObject({ success: false, total: 4, successful: 2, failed: 2 });
      expect(body.results).toMatchObject([{ status: 'closed' }, { status: 'open', symbol: 'ETH/USDT' }]);
      expect(body.errors).toMatchObject([
        { index: 2, order: { quantity: '50' }, code: 'ORDER_VALUE_ABOVE_MAXIMUM', status: 400 },
        { index: 3, code: 'EXCHANGE_WITHOUT_ACCOUNT', status: 404 },
      ]);
    }
  });

  it('a batch with a mistake in it places nothing', async () => {
    const orders = [
      { type: 'market', ...bitcoin, side: 'buy', quantity: 0.002 },
      { type: 'limit', ...bitcoin, side: 'buy', quantity: 0.002 },
    ];
    const { status, body } = await post('/orders/batch', { orders });
    expect([status, body.code, body.values.field]).toEqual([400, 'PRICE_MISSING', 'orders.1.price']);
    expect((await get(`/positions?${PAPER}`)).body.count).toBe(0);
  });

  it('the same Idempotency-Key trades once, also a whole batch and a close', async () => {
    const name = { 'idempotency-key': 'v2-once' };
    const order = { ...bitcoin, side: 'buy', quantity: 0.001 };
    const first = await post('/orders/market', order, name);
    expect((await post('/orders/market', order, name)).body).toMatchObject({ id: first.body.id, status: 'closed' });
    const other = await post('/orders/market', { ...order, quantity: 0.002 }, name);
    expect([other.status, other.body.code]).toEqual([400, 'IDEMPOTENCY_KEY_CONFLICT']);
    const batch = { orders: [order, { ...order, quantity: 0.003 }] };
    const ids = [await post('/orders/batch', batch, name), await post('/orders/batch', batch, name)].map(({ body }) =>
      body.results.map(({ id }: Wire) => id),
    );
    expect(ids[0]).toEqual(ids[1]);
    const close = `/positions/${BITCOIN}/close?${PAPER}`;
    const closed = await post(close, undefined, { 'idempotency-key': 'v2-out' });
    const repeated = await post(close, undefined, { 'idempotency-key': 'v2-out' });
    expect(repeated.body).toMatchObject({ id: closed.body.id, filled: 0.005 });
    const without = await post(close);
    expect([without.status, without.body.code]).toEqual([404, 'POSITION_NOT_FOUND']);
  });

  it('shows positions and closes them, in part and whole', async () => {
    await buyBitcoin(0.01);
    await journey.holdPrices({ BTCUSDT: '101000' });
    const { body } = await get(`/positions?${PAPER}`);
    expect(body).toMatchObject({ success: true, exchange: 'paper', count: 1, total_unrealized_pnl: 10 });
    expect(Object.keys(body.positions[0])).toEqual(expect.arrayContaining(POSITION_FIELDS));
    expect(body.positions[0]).toMatchObject({
      symbol: 'BTC/USDT',
      side: 'long',
      quantity: 0.01,
      average_price: 100_000,
      current_price: 101_000,
      unrealized_pnl: 10,
      margin_used: 101,
      liquidation_price: null,
    });
    const one = await get(`/positions/${BITCOIN}?${PAPER}`);
    expect(one.body).toMatchObject({ success: true, position: { symbol: 'BTC/USDT', quantity: 0.01 } });
    const part = await post(`/positions/${BITCOIN}/close?${PAPER}`, { quantity: 0.004 });
    expect(part.body).toMatchObject({ success: true, side: 'sell', filled: 0.004, status: 'closed' });
    const rest = await post(`/positions/${BITCOIN}/close?${PAPER}`);
    expect(rest.body).toMatchObject({ filled: 0.006 });
    const gone = await get(`/positions/${BITCOIN}?${PAPER}`);
    expect([gone.status, gone.body.code]).toEqual([404, 'POSITION_NOT_FOUND']);
  });

  it('tells spot and perpetual apart as ccxt does', async () => {
    await client.post('/api/v1/prices', { symbol: 'BTCUSDT.P', price: '100000' });
    const swap = await post('/orders/market', { ...bitcoin, symbol: 'BTC/USDT:USDT', side: 'sell', quantity: 0.002 });
    expect(swap.body).toMatchObject({ code: 'SYMBOL_NOT_ALLOWED' });
    const known = await post('/risk/check', {
      order_type: 'market',
      exchange: 'paper',
      symbol: 'BTC/USDT:USDT',
      side: 'sell',
      quantity: 1,
    });
    expect(known.body).toMatchObject({ approved: false, violation_codes: ['SYMBOL_NOT_ALLOWED'] });
  });

  it('shows what the account is worth and what is free', async () => {
    await buyBitcoin(0.01);
    await restBitcoin();
    const { body } = await get(`/account/info?${PAPER}`);
    expect(body).toMatchObject({
      success: true,
      exchange: 'paper',
      currency: 'USD',
      positions_count: 1,
      open_orders: 1,
    });
    expect(body.total_balance).toBe(body.total_balance_usd);
    const balance = await get(`/account/balance?${PAPER}`);
    const { free, used, total } = balance.body.balances.USD;
    expect(free + used).toBeCloseTo(total, 6);
    expect(used).toBeGreaterThanOrEqual(190);
    expect(body.available_balance.USD).toBe(free);
    expect(body.used_balance.USD).toBe(used);
  });

  it('says how it is', async () => {
    const { body } = await get('/system/status');
    expect(body).toMatchObject({ status: 'operational', features: { market_order: true, batch_orders: true } });
    expect(body.supported_exchanges).toEqual([
      'binance',
      'okx',
      'bybit',
      'huobi',
      'bitget',
      'coinbase',
      'kucoin',
      'mexc',
    ]);
    expect(Date.parse(body.timestamp)).toBeGreaterThan(0);
    expect(typeof body.version).toBe('string');
  });

  describe('the risk check', () => {
    const check = async (fields: object): Promise<Wire> =>
      (await post('/risk/check', { order_type: 'market', ...bitcoin, side: 'buy', ...fields })).body;

    it('says what the gate would, and places nothing', async () => {
      const body = await check({ quantity: 0.5 });
      expect(body).toMatchObject({ approved: true, risk_level: 'low', violations: [], suggested_position_size: 0.5 });
      expect(body.risk_score).toBeGreaterThan(0);
      expect(body.limits.map(({ check: name }: Wire) => name)).toEqual(
        expect.arrayContaining(['order_value', 'position_value', 'margin']),
      );
      expect((await get(`/positions?${PAPER}`)).body.count).toBe(0);
      expect((await get(`/orders/open?${PAPER}`)).body.count).toBe(0);
    });

    it('a denied order is critical, with the code and a sentence, and what would pass instead does pass', async () => {
      const body = await check({ quantity: 50 });
      expect(body).toMatchObject({
        approved: false,
        risk_level: 'critical',
        risk_score: 100,
        violation_codes: ['ORDER_VALUE_ABOVE_MAXIMUM'],
      });
      expect(body.violations[0]).toContain('500000');
      expect(body.suggested_position_size).toBe(body.max_position_size);
      expect(body.max_position_size).toBeGreaterThan(1);
      const largest = await check({ quantity: body.max_position_size });
      expect(largest).toMatchObject({ approved: true, risk_level: 'high', max_position_size: body.max_position_size });
      expect(await check({ quantity: body.max_position_size + 0.00001 })).toMatchObject({ approved: false });
    });

    it('counts what is held already', async () => {
      const before = await check({ quantity: 0.01 });
      await buyBitcoin(2);
      const after = await check({ quantity: 0.01 });
      expect(after.risk_score).toBeGreaterThan(before.risk_score);
    });

    it('a limit order needs its price, and a price off the market is denied', async () => {
      const missing = await post('/risk/check', { order_type: 'limit', ...bitcoin, side: 'buy', quantity: 1 });
      expect([missing.status, missing.body.code]).toEqual([400, 'PRICE_MISSING']);
      expect(await check({ order_type: 'limit', quantity: 0.01, price: 150_000 })).toMatchObject({
        approved: false,
        violation_codes: ['PRICE_OUTSIDE_COLLAR'],
        max_position_size: 0,
      });
    });

    it('says nothing passes while trading is halted', async () => {
      await client.post('/api/v1/trading-state', { state: 'halted', reason: 'test' });
      expect(await check({ quantity: 0.01 })).toMatchObject({
        approved: false,
        violation_codes: ['TRADING_HALTED'],
        suggested_position_size: 0,
        max_position_size: 0,
      });
      await client.post('/api/v1/trading-state', { state: 'active', reason: 'test' });
    });
  });
});
