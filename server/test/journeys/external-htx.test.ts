/**
 * HTX knows a hash of our order ids only: after the server was killed, its orders of perpetuals are still ours, down to what a
 * stop-loss became that has gone, and those of a person who trades by hand are still theirs.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
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
    htx: { allowed_symbols: [BTCUSDT.P], max_order_value: 9000, max_position_value: 9000 }
`;

let journey: Journey;
let exchange: ExchangeTrial;
let byHand: CcxtClient;

beforeAll(async () => {
  exchange = await startTrialAt('htx');
  exchange.price(SWAP, '60000');
  byHand = await exchange.client({
    options: { fetchMarkets: { types: { spot: true, linear: true, inverse: false } } },
  });
  byHand.has.fetchCurrencies = false;
  await byHand.loadMarkets();
  journey = await Journey.begin(LIMITS);
}, PATIENCE_MS);
afterAll(async () => {
  await journey.end();
  await exchange.close();
});

const account = async (): Promise<Wire> => (await journey.client.get('/api/v1/accounts/htx')).body;
const held = async (): Promise<readonly Wire[]> => (await journey.client.get('/api/v1/positions?account=htx')).body;
const orders = async (): Promise<readonly Wire[]> => (await journey.client.get('/api/v1/orders?account=htx')).body;
const open = async (): Promise<readonly Wire[]> =>
  (await orders()).filter(({ status }) => status === 'accepted' || status === 'partially_filled');

it('tells ours and theirs apart after the server was killed', { timeout: PATIENCE_MS }, async () => {
  const keys = { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret };
  const at = { exchange: 'htx', environment: 'emulated', endpoint: exchange.server.origin, keys };
  const terms = { id: 'htx', leverage: '3', markets: ['swap'], ...at };
  expect((await journey.client.post('/api/v1/accounts', terms)).status).toBe(201);
  await until(account, ({ reconciled, problems }) => reconciled && problems.length === 0);
  const ours = { account: 'htx', symbol: 'BTCUSDT.P', side: 'buy', quantity: '10' };
  const entry = await journey.order({ ...ours, type: 'market', stopLoss: '59000' });
  expect([entry.status, entry.body]).toMatchObject([201, {}]);
  const resting = await journey.order({ ...ours, type: 'limit', limitPrice: '50000' });
  expect([resting.status, resting.body]).toMatchObject([201, {}]);
  await until(open, (all) => all.length === 2);
  await byHand.createOrder(SWAP, 'limit', 'buy', 3, 40_000);
  await byHand.createOrder(SWAP, 'limit', 'buy', 2, 61_000);
  await until(held, ([first]) => first?.quantity === '12');
  const before = (await orders()).map(({ id, role }) => `${id} ${role}`).sort();
  expect(before.filter((text) => text.endsWith('external'))).toHaveLength(2);

  await journey.restart('kill');
  await until(account, ({ reconciled, problems }) => reconciled && problems.length === 0);
  expect((await orders()).map(({ id, role }) => `${id} ${role}`).sort()).toEqual(before);
  exchange.price(SWAP, '58900');
  await until(held, ([first]) => first?.quantity === '2');
  await journey.restart('kill');
  await until(account, ({ reconciled, problems }) => reconciled && problems.length === 0);
  expect((await held()).map(({ quantity }) => quantity)).toEqual(['2']);
  expect((await orders()).map(({ id, role }) => `${id} ${role}`).sort()).toEqual(before);
  expect((await open()).map(({ role }) => role).sort()).toEqual(['entry', 'external']);
});
