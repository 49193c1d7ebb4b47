/** A person trades by hand in the account that Signalbox trades in: a real server, an emulated exchange, an unmodified client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { CcxtClient } from '../../emulators/exchange/test/ccxt-client.ts';
import { type ExchangeTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { until } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';
import { startTrialAt } from './trial-at.ts';

const PATIENCE_MS = 120_000;
const SWAP = 'BTC/USDT:USDT';
const LIMITS = `
venue: { compare_every_seconds: 10 }
risk:
  accounts:
    bin: { allowed_symbols: [BTCUSDT.P, BTCUSDT], max_order_value: 5000, max_position_value: 9000 }
`;

let journey: Journey;
let exchange: ExchangeTrial;
let byHand: CcxtClient;

beforeAll(async () => {
  exchange = await startTrialAt('binance');
  exchange.price(SWAP, '50000');
  byHand = await exchange.client();
  await byHand.loadMarkets();
  journey = await Journey.begin(LIMITS);
}, PATIENCE_MS);
afterAll(async () => {
  await journey.end();
  await exchange.close();
});

const account = async (): Promise<Wire> => (await journey.client.get('/api/v1/accounts/bin')).body;
const held = async (): Promise<readonly Wire[]> => (await journey.client.get('/api/v1/positions?account=bin')).body;
const orders = async (): Promise<readonly Wire[]> =>
  ((await journey.client.get('/api/v1/orders?account=bin')).body as Wire[]).filter(({ role }) => role === 'external');

const trade = (side: 'buy' | 'sell', amount: string) => byHand.createOrder(SWAP, 'market', side, amount);
const rest = (price: string) => byHand.createOrder(SWAP, 'limit', 'buy', '0.01', price);

describe('an account in which a person trades by hand as well', () => {
  it('takes over what is there when it is added, and shows the orders that rest', {
    timeout: PATIENCE_MS,
  }, async () => {
    await trade('buy', '0.02');
    await rest('40000');
    const keys = { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret };
    const at = { exchange: 'binance', environment: 'emulated', endpoint: exchange.server.origin, keys };
    expect((await journey.client.post('/api/v1/accounts', { id: 'bin', leverage: '3', ...at })).status).toBe(201);
    const view = await until(account, ({ reconciled, problems }) => reconciled && problems.length === 0);
    expect(Number(view.balance)).toBeGreaterThan(0);
    expect([await held(), view.adjustments]).toMatchObject([[{ symbol: 'BTCUSDT.P', quantity: '0.02' }], '0']);
    expect(await orders()).toMatchObject([{ status: 'accepted', limitPrice: '40000', quantity: '0.01' }]);
  });

  it('cancels an order of theirs that it is told to cancel', { timeout: PATIENCE_MS }, async () => {
    const [order] = await orders();
    await journey.client.delete(`/api/v1/orders/${order?.id}`);
    await until(orders, ([first]) => first?.status === 'canceled');
    expect(await byHand.fetchOpenOrders(SWAP)).toEqual([]);
  });

  it('books their trades as what they are', { timeout: PATIENCE_MS }, async () => {
    await trade('sell', '0.005');
    const [position] = await until(held, ([first]) => first?.quantity === '0.015');
    expect(position?.symbol).toBe('BTCUSDT.P');
    const filled = (await orders()).filter(({ status }) => status === 'filled');
    expect(filled).toMatchObject([{ side: 'sell', filledQuantity: '0.005', source: 'external' }]);
    expect((await account()).problems).toEqual([]);
  });

  it('keeps what was paid in apart from profit', { timeout: PATIENCE_MS }, async () => {
    await trade('sell', '0.015');
    await until(held, (positions) => positions.length === 0);
    const { realizedPnl, balance } = await account();
    exchange.world.deposit(exchange.account, { type: 'swap', currency: 'USDT', amount: decimal('500') });
    const view = await until(account, (now) => Number(now.balance) >= Number(balance) + 499);
    expect([view.realizedPnl, Math.round(Number(view.adjustments))]).toEqual([realizedPnl, 500]);
  });
});
