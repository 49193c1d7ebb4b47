/** An order under an id of our own form that no order here has, placed at an emulated exchange with an unmodified client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDialect } from '../../emulators/exchange/dialects.ts';
import type { CcxtClient } from '../../emulators/exchange/test/ccxt-client.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { until } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const PATIENCE_MS = 120_000;
const SWAP = 'BTC/USDT:USDT';
const OF_OUR_FORM = 'anorderofanotherserver22';
const LIMITS = `
venue: { compare_every_seconds: 10 }
risk:
  accounts:
    bin: { allowed_symbols: [BTCUSDT.P], max_order_value: 5000, max_position_value: 9000 }
`;

let journey: Journey;
let exchange: ExchangeTrial;
let other: CcxtClient;

beforeAll(async () => {
  const dialect = await loadDialect('binance');
  if (dialect === undefined) throw new Error('binance is not emulated');
  exchange = await startTrial(dialect);
  exchange.price(SWAP, '50000');
  other = await exchange.client();
  await other.loadMarkets();
  journey = await Journey.begin(LIMITS);
  const keys = { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret };
  const at = { exchange: 'binance', environment: 'emulated', endpoint: exchange.server.origin, keys };
  await journey.client.post('/api/v1/accounts', { id: 'bin', leverage: '3', ...at });
  await until(account, ({ reconciled, problems }) => reconciled && problems.length === 0);
}, PATIENCE_MS);
afterAll(async () => {
  await journey.end();
  await exchange.close();
});

const account = async (): Promise<Wire> => (await journey.client.get('/api/v1/accounts/bin')).body;
const external = async (): Promise<readonly Wire[]> =>
  ((await journey.client.get('/api/v1/orders?account=bin')).body as Wire[]).filter(({ role }) => role === 'external');

describe('an order under an id of our form that nobody here placed', () => {
  it('halts the account with a reason that names it', { timeout: PATIENCE_MS }, async () => {
    await other.createOrder(SWAP, 'limit', 'buy', '0.01', '40000', { clientOrderId: OF_OUR_FORM });
    const { tradingStateReason: reason } = await until(account, ({ tradingState }) => tradingState === 'halted');
    expect(reason).toMatchObject({
      code: 'REPORT_WITHOUT_ORDER',
      values: { clientOrderId: OF_OUR_FORM, symbol: 'BTCUSDT.P' },
    });
    expect(await external()).toEqual([]);
  });

  it('stays out of the books when a person resumes, and halts nothing again until something new is told of it', {
    timeout: PATIENCE_MS,
  }, async () => {
    await other.cancelAllOrders(SWAP);
    const resume = { action: 'resume', account: 'bin', reason: 'canceled it there' };
    expect((await journey.client.post('/api/v1/trading-state', resume)).status).toBe(200);
    const { comparedAt: before } = await account();
    const { tradingState } = await until(account, ({ comparedAt }) => comparedAt !== before);
    expect([tradingState, await external()]).toEqual(['active', []]);
  });
});
