/** An account at an exchange, from its keys to its end: a real server, and an emulated exchange over real sockets. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../emulators/exchange/door/emulator-server.ts';
import { type ExchangeTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { type Answer, waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';
import { startTrialAt } from './trial-at.ts';

const PATIENCE_MS = 90_000;
const KEYS = { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret };
const WRONG_SECRET = 'a-secret-that-is-not-right';

const LIMITS = `
risk:
  accounts:
    bin: { allowed_symbols: [BTCUSDT.P, BTCUSDT], max_order_value: 5000, max_position_value: 9000 }
`;

let journey: Journey;
let exchange: ExchangeTrial;

beforeAll(async () => {
  exchange = await startTrialAt('binance');
  journey = await Journey.begin(LIMITS);
}, PATIENCE_MS);
afterAll(async () => {
  await journey.end();
  await exchange.close();
});

const account = async (id: string): Promise<Wire> => (await journey.client.get(`/api/v1/accounts/${id}`)).body;

function add(fields: object): Promise<Answer> {
  const standard = { exchange: 'binance', environment: 'emulated', endpoint: exchange.server.origin, keys: KEYS };
  return journey.client.post('/api/v1/accounts', { ...standard, ...fields });
}

async function when(id: string, isSo: (view: Wire) => boolean): Promise<Wire> {
  const view = await waitUntil(() => account(id), isSo, 30_000);
  if (!isSo(view)) throw new Error(`it never was so: ${JSON.stringify(view)}`);
  return view;
}
const isUp = ({ reconciled, problems }: Wire): boolean => reconciled && problems.length === 0;

/** Every text in the data directory: the database, its log, the logs, whatever else there is. */
function textOfData(): string {
  const names = readdirSync(journey.directory, { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => join(journey.directory, name)).filter((path) => statSync(path).isFile());
  return files.map((path) => readFileSync(path, 'latin1')).join('\n');
}

describe('an account at an emulated exchange', () => {
  it('is added, comes up, lists what its exchange has, and has its money', async () => {
    const added = await add({ id: 'bin', leverage: '3' });
    expect([added.status, added.body.environment, added.body.exchange]).toEqual([
      201,
      'emulated',
      {
        name: 'binance',
        markets: ['spot', 'swap'],
        marginMode: 'cross',
        leverage: '3',
        endpoint: exchange.server.origin,
        keyEnding: TRIAL_KEY.apiKey.slice(-4),
      },
    ]);
    const view = await when('bin', isUp);
    expect(view).toMatchObject({ currency: 'USDT', tradingState: 'active', simulated: true, marketData: 'simulated' });
    expect(Number(view.balance)).toBeGreaterThan(0);
    const { body } = await journey.client.get('/api/v1/instruments?account=bin');
    expect((body as Wire[]).map(({ symbol }) => symbol)).toEqual(expect.arrayContaining(['BTCUSDT.P', 'BTCUSDT']));
    expect(new Set((body as Wire[]).map(({ venue }) => venue))).toEqual(new Set(['binance']));
  });

  it('trades at the prices of its exchange, while the paper account has others for the same symbol', async () => {
    exchange.price('BTC/USDT:USDT', '50000');
    await journey.holdPrices({ 'BTCUSDT.P': '97000' });
    const order = { symbol: 'BTCUSDT.P', side: 'buy', quantity: '0.01' };
    const { body } = await journey.order({ account: 'bin', ...order });
    expect(body.orders?.[0]).toMatchObject({ status: 'filled', simulated: true });
    expect((await journey.position('BTCUSDT.P', 'bin')).averagePrice).toMatch(/^5000\d/);
    const push = await journey.client.post('/api/v1/prices', { account: 'bin', symbol: 'BTCUSDT', price: '1' });
    expect([push.status, push.body.code]).toEqual([409, 'PRICE_NOT_PUSHABLE']);
    const close = await journey.client.post('/api/v1/positions/BTCUSDT.P/close?account=bin&wait=5000', {});
    expect(close.body.orders?.[0]).toMatchObject({ status: 'filled' });
  });

  it('shows nothing of its keys: in no answer, no log, and not in its database', async () => {
    const answers = await Promise.all(
      ['accounts', 'accounts/bin', 'events?limit=1000', 'health'].map((path) => journey.client.get(`/api/v1/${path}`)),
    );
    const shown = JSON.stringify(answers.map(({ body }) => body));
    for (const text of [shown, textOfData(), journey.server.complaints()]) {
      for (const key of [KEYS.apiKey, KEYS.secret]) expect(text).not.toContain(key);
    }
    const key = join(journey.directory, 'secret.key');
    if (process.platform !== 'win32') expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(textOfData().split(readFileSync(key, 'latin1').trim())).toHaveLength(2);
  });
});

describe('keys that an exchange refuses', () => {
  it('disarm the account, say what to do, and keep nobody else from trading', async () => {
    await add({ id: 'wrong', keys: { ...KEYS, secret: WRONG_SECRET } });
    const view = await when('wrong', ({ problems }) => problems.length > 0);
    expect(view.problems[0].code).toBe('ACCOUNT_CREDENTIALS_REFUSED');
    await when('wrong', ({ armed }) => armed === false);
    expect(JSON.stringify(view)).not.toContain(WRONG_SECRET);
    const arm = await journey.client.post('/api/v1/accounts/wrong/arm', {});
    expect([arm.status, arm.body.code]).toEqual([409, 'ACCOUNT_CREDENTIALS_REFUSED']);
    expect((await account('bin')).problems).toEqual([]);
    const { body } = await journey.client.get('/api/v1/health');
    expect(body.problems.map(({ code }: Wire) => code)).toEqual(['ACCOUNT_CREDENTIALS_REFUSED']);
  });

  it('are changed for others, and the account trades once it is armed again', async () => {
    const changed = await journey.client.post('/api/v1/accounts/wrong/keys', KEYS);
    expect(changed.status).toBe(200);
    expect((await when('wrong', isUp)).armed).toBe(false);
    const armed = await journey.client.post('/api/v1/accounts/wrong/arm', {});
    expect([armed.status, armed.body.tradingState]).toEqual([200, 'active']);
    const removed = await journey.client.delete('/api/v1/accounts/wrong');
    expect(removed.status).toBe(204);
    expect((await journey.client.get('/api/v1/accounts/wrong')).status).toBe(404);
    expect((await add({ id: 'wrong' })).body.code).toBe('ACCOUNT_ID_USED');
  });
});

describe(
  'an exchange that is down when the server starts',
  () => {
    it('keeps nothing else down, and its account comes up by itself when it is back', async () => {
      const { port, dialect } = exchange.server;
      await journey.server.stop();
      await exchange.server.close();
      await journey.start();
      const down = await when('bin', ({ problems }) => problems.length > 0);
      expect(down.problems[0].code).toBe('VENUE_UNREACHABLE');
      await journey.holdPrices();
      const paper = await journey.order({ account: 'paper', symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' });
      expect(paper.body.orders?.[0]).toMatchObject({ status: 'filled' });
      const back = await startEmulator(dialect, { port });
      try {
        await when('bin', isUp);
        const instruments = await journey.client.get('/api/v1/instruments?account=bin');
        expect((instruments.body as Wire[]).length).toBeGreaterThan(0);
      } finally {
        await journey.server.stop();
        await back.close();
        await journey.start();
      }
    });
  },
  PATIENCE_MS,
);
