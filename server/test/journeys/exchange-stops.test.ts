/**
 * Stops at an exchange that takes stop-limits alone: a stop-loss rests there as one, and a plain stop is watched by the server.
 * Market buys are sized by their cost there, so what the server carries out buys by limit orders.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal } from '#domain/decimal.ts';
import { type ExchangeTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';
import { startTrialAt } from './trial-at.ts';

const PATIENCE_MS = 90_000;
const MARKET = 'BTC/USDC';
const SETTINGS = `
risk:
  defaults: { reference_max_age_seconds: 600 }
  accounts:
    cb: { allowed_symbols: ["*"], max_order_value: 5000, max_position_value: 20000 }
`;

let journey: Journey;
let exchange: ExchangeTrial;

beforeAll(async () => {
  exchange = await startTrialAt('coinbase', { spot: { USDC: '100000', BTC: '1' }, swap: {} });
  exchange.price(MARKET, '60000');
  journey = await Journey.begin(SETTINGS);
  const { apiKey, secret } = TRIAL_KEY;
  const account = {
    exchange: 'coinbase',
    environment: 'emulated',
    endpoint: exchange.server.origin,
    markets: ['spot'],
  };
  const added = await journey.client.post('/api/v1/accounts', { id: 'cb', ...account, keys: { apiKey, secret } });
  if (added.status !== 201) throw new Error(JSON.stringify(added.body));
  const isUp = ({ body }: Wire): boolean => body.reconciled === true && body.problems.length === 0;
  const up = await waitUntil(() => journey.client.get('/api/v1/accounts/cb'), isUp, 30_000);
  if (!isUp(up)) throw new Error(JSON.stringify(up.body));
}, PATIENCE_MS);
afterAll(async () => {
  await journey.end();
  await exchange.close();
}, PATIENCE_MS);

async function place(fields: object): Promise<Wire> {
  const answer = await journey.order({ account: 'cb', symbol: 'BTCUSDC', ...fields });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

async function until(id: string, isSo: (order: Wire) => boolean): Promise<Wire> {
  const order = await waitUntil(async () => (await journey.client.get(`/api/v1/orders/${id}`)).body, isSo, 30_000);
  expect(isSo(order), JSON.stringify(order)).toBe(true);
  return order;
}

const open = async (): Promise<Wire[]> => (await journey.client.get('/api/v1/orders?account=cb&status=open')).body;

describe('at an exchange without plain stops', { timeout: PATIENCE_MS }, () => {
  it('a stop-loss rests at the exchange as a stop-limit, and closes what it protects', async () => {
    const bought = await place({ side: 'buy', quantity: '0.01', stopLoss: '58000' });
    expect(bought.orders[0]).toMatchObject({ status: 'filled', adjustments: [{ code: 'MARKET_BUY_AS_LIMIT' }] });
    const [stop] = await waitUntil(
      open,
      ([order]) => order?.role === 'stop_loss' && order.status === 'accepted',
      30_000,
    );
    expect(stop).toMatchObject({
      type: 'stop_limit',
      stopPrice: '58000',
      adjustments: [{ code: 'STOP_AS_STOP_LIMIT' }],
    });
    const { world, account } = exchange;
    const booked = world.orders.list({ accountId: account.id, market: exchange.market(MARKET), hidden: true });
    expect(booked.filter(({ status }) => status !== 'filled').map(({ quantity }) => formatDecimal(quantity))).toEqual([
      '0.01',
    ]);
    exchange.price(MARKET, '57900');
    expect((await until(stop.id, ({ status }) => status === 'filled')).averagePrice).toBe('57900');
  });

  it('a plain stop is watched by the server, and buys when its price has come', async () => {
    exchange.price(MARKET, '60000');
    const { orders } = await place({ side: 'buy', quantity: '0.01', type: 'stop', stopPrice: '61000' });
    expect(orders[0]).toMatchObject({
      type: 'stop',
      emulated: { kind: 'stop', state: 'waiting', triggerPrice: '61000' },
    });
    exchange.price(MARKET, '61000');
    const done = await until(orders[0].id, ({ status }) => status === 'filled');
    expect(done.emulated).toMatchObject({ state: 'done', children: 1 });
  });
});
