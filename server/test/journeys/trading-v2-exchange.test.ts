/** Trading v2 at an exchange: a real server, and an emulated exchange over real sockets. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBinance } from '../../emulators/exchange/binance/binance-dialect.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const PATIENCE_MS = 90_000;
const V2 = '/api/v1/trading/v2';
const AT = 'exchange=binance';
const spot = { exchange: 'binance', symbol: 'BTC/USDT' };
const SETTINGS = `
venue: { compare_every_seconds: 10 }
risk:
  accounts:
    bin: { allowed_symbols: [BTCUSDT.P, BTCUSDT], max_order_value: 5000, max_position_value: 20000 }
`;

let journey: Journey;
let exchange: ExchangeTrial;

beforeAll(async () => {
  exchange = await startTrial(createBinance());
  journey = await Journey.begin(SETTINGS);
  const added = await journey.client.post('/api/v1/accounts', {
    id: 'bin',
    exchange: 'binance',
    environment: 'emulated',
    endpoint: exchange.server.origin,
    leverage: '5',
    keys: { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret },
  });
  if (added.status !== 201) throw new Error(JSON.stringify(added.body));
  const isUp = ({ body }: Wire): boolean => body.reconciled && body.problems.length === 0;
  const view = await waitUntil(() => journey.client.get('/api/v1/accounts/bin'), isUp, 30_000);
  if (!isUp(view)) throw new Error(JSON.stringify(view.body));
}, PATIENCE_MS);
beforeEach(async () => {
  await exchange.admin('DELETE', '/faults');
  for (const market of ['BTC/USDT', 'BTC/USDT:USDT']) exchange.price(market, '50000');
});
afterAll(async () => {
  await journey.end();
  await exchange.close();
}, PATIENCE_MS);

const post = (path: string, body?: object) => journey.client.post(`${V2}${path}`, body);
const get = (path: string) => journey.client.get(`${V2}${path}`);

describe('a client of Trading v2 at an emulated exchange', { timeout: PATIENCE_MS }, () => {
  it('finds the exchange connected, and its account', async () => {
    expect((await get('/system/status')).body.connected_exchanges).toEqual(['binance']);
    const { body } = await get(`/account/info?${AT}`);
    expect(body).toMatchObject({ exchange: 'binance', account: 'bin', currency: 'USDT' });
    expect(body.total_balance).toBeGreaterThan(0);
    // The emulated wallets of both markets together.
    expect(body.balances).toMatchObject({ USDT: { free: 110_000, used: 0, total: 110_000 }, BTC: { total: 1 } });
  });

  it('is told what risk would say of a symbol that nobody has asked for before', async () => {
    const check = await post('/risk/check', { ...spot, order_type: 'market', side: 'buy', quantity: 1 });
    expect(check.body).toMatchObject({ approved: false, violation_codes: ['ORDER_VALUE_ABOVE_MAXIMUM'] });
    expect(check.body.max_position_size).toBeGreaterThan(0.05);
    const largest = { ...spot, order_type: 'market', side: 'buy', quantity: check.body.max_position_size };
    expect((await post('/risk/check', largest)).body).toMatchObject({ approved: true, risk_level: 'high' });
  });

  it('buys coins and sells them', async () => {
    const bought = await post('/orders/market', { ...spot, side: 'buy', quantity: 0.01 });
    expect(bought.body).toMatchObject({ success: true, symbol: 'BTC/USDT', status: 'closed', filled: 0.01 });
    expect(bought.body.trades.length).toBeGreaterThan(0);
    const sold = await post('/orders/market', { ...spot, side: 'sell', quantity: 0.005 });
    expect(sold.body).toMatchObject({ side: 'sell', status: 'closed', filled: 0.005 });
  });

  it('rests an order and cancels it', async () => {
    const { body } = await post('/orders/limit', {
      ...spot,
      side: 'buy',
      quantity: 0.01,
      price: 49_000,
      post_only: true,
    });
    expect(body).toMatchObject({ status: 'open', exchange: 'binance', account: 'bin' });
    const canceled = await journey.client.delete(`${V2}/orders/${body.id}?${AT}&symbol=BTC%2FUSDT`);
    expect(canceled.body).toMatchObject({ success: true, status: 'canceled' });
    expect((await get(`/orders/open?${AT}`)).body.count).toBe(0);
    const balance = (await get(`/account/balance?${AT}`)).body.balances;
    expect(balance.BTC.total).toBeCloseTo(1.005, 2);
    expect(balance.USDT.used).toBe(0);
  });

  it('trades a perpetual, and closes the position in it', async () => {
    const symbol = 'BTC/USDT:USDT';
    const sold = await post('/orders/market', { exchange: 'binance', symbol, side: 'sell', quantity: 0.02 });
    expect(sold.body).toMatchObject({ symbol, status: 'closed', filled: 0.02 });
    const path = `/positions/${encodeURIComponent(symbol)}`;
    // The next comparison with the exchange brings the price at which it would close the position by itself.
    const { body } = await waitUntil(
      () => get(`${path}?${AT}`),
      (answer) => answer.body.position.liquidation_price !== null,
      30_000,
    );
    expect(body.position).toMatchObject({ symbol, side: 'short', quantity: 0.02 });
    expect(body.position.margin_used).toBeGreaterThan(0);
    expect(body.position.liquidation_price).toBeGreaterThan(50_000);
    expect((await post(`${path}/close?${AT}`)).body).toMatchObject({ side: 'buy', filled: 0.02 });
    expect((await get(`${path}?${AT}`)).status).toBe(404);
  });

  it('is told 502 when the exchange rejects an order, with the code and the words of the exchange', async () => {
    const answer = { code: -2010, msg: 'Account has insufficient balance for requested action.' };
    const match = { method: 'POST', path: '/api/v3/order' };
    const fault = { kind: 'answer', status: 400, body: JSON.stringify(answer), booked: false, match };
    await exchange.admin('POST', '/faults', fault);
    const { status, body } = await post('/orders/market', { ...spot, side: 'buy', quantity: 0.01 });
    expect(status).toBe(502);
    expect(typeof body.detail).toBe('string');
    expect(body.detail).toContain('-2010');
  });

  it('learns what became of an order whose answer never came: it is there once', async () => {
    await exchange.admin('POST', '/faults', { kind: 'no_answer', match: { method: 'POST', path: '/api/v3/order' } });
    const before = (await get(`/orders/history?${AT}`)).body.count;
    const { status, body } = await post('/orders/market', { ...spot, side: 'buy', quantity: 0.01 });
    const signal = status === 200 ? body.signal_id : body.signalId;
    const settled = await waitUntil(
      () => get(`/orders/${signal}/status?${AT}`),
      (found) => found.body.status === 'closed',
      30_000,
    );
    expect(settled.body).toMatchObject({ status: 'closed', filled: 0.01 });
    expect([200, 502]).toContain(status);
    expect((await get(`/orders/history?${AT}`)).body.count).toBe(before + 1);
  });

  it('is told 502 when the exchange does not tell the balances, and has them when it does again', async () => {
    const match = { method: 'GET', path: '/api/v3/account' };
    await exchange.admin('POST', '/faults', { kind: 'status', status: 503, booked: false, count: 100, match });
    const { status, body } = await get(`/account/balance?${AT}`);
    expect([status, body.code]).toEqual([502, 'VENUE_UNREACHABLE']);
    await exchange.admin('DELETE', '/faults');
    const again = await waitUntil(
      () => get(`/account/balance?${AT}`),
      (answer) => answer.status === 200,
      30_000,
    );
    expect(again.body.balances.USDT.total).toBeGreaterThan(0);
  });
});
