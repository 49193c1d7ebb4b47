/** Accounts over REST: what a door makes of a body, and what it never lets out. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAsk } from '../../../test/api/ask.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);
const KEYS = { apiKey: ' api-key-0001 ', secret: 'the-secret-0002\n' };
const MAIN = { id: 'main', exchange: 'binance', environment: 'live', keys: KEYS };
const PATH = '/api/v1/accounts';

describe('a new account at an exchange', () => {
  it('comes to the desk with its keys as secrets, trimmed, and what is not said as it usually is', async () => {
    const answer = await ask('POST', PATH, { body: { ...MAIN, leverage: 3 } });
    expect(answer.statusCode).toBe(201);
    const [{ credentials, ...creation } = { credentials: undefined }] = test.desk.added;
    expect(creation).toEqual({
      id: 'main',
      name: 'main',
      exchange: 'binance',
      environment: 'live',
      positionMode: 'netting',
      terms: { markets: ['spot', 'swap'], marginMode: 'cross', leverage: 3n * 10n ** 18n },
    });
    expect([credentials?.apiKey.reveal(), credentials?.secret.reveal(), credentials?.passphrase]).toEqual([
      'api-key-0001',
      'the-secret-0002',
      undefined,
    ]);
    expect(answer.body).not.toContain('secret-0002');
  });

  it('may have a private key whose line breaks were written out', async () => {
    const pem = '-----BEGIN EC PRIVATE KEY-----\\nabc\\n-----END EC PRIVATE KEY-----\\n';
    await ask('POST', PATH, { body: { ...MAIN, exchange: 'coinbase', keys: { apiKey: 'a', secret: pem } } });
    expect(test.desk.added[0]?.credentials.secret.reveal()).toBe(
      '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n',
    );
  });

  it('says what was taken otherwise than it was written', async () => {
    const answer = await ask('POST', PATH, { body: { ...MAIN, exchange: 'huobi' } });
    expect(answer.json()).toMatchObject({ notices: [{ code: 'EXCHANGE_RENAMED', values: { exchange: 'htx' } }] });
  });

  it.each([
    [{ exchange: 'nowhere' }, 'EXCHANGE_UNKNOWN', {}],
    [{ environment: 'paper' }, 'BODY_FIELD_INVALID', { field: 'environment' }],
    [{ environment: undefined }, 'BODY_FIELD_INVALID', { field: 'environment' }],
    [{ keys: undefined }, 'BODY_FIELD_INVALID', { field: 'keys' }],
    [{ keys: { apiKey: 'a' } }, 'BODY_FIELD_INVALID', { field: 'keys.secret' }],
    [{ keys: { ...KEYS, secrett: 'x' } }, 'BODY_FIELD_UNKNOWN', { field: 'keys.secrett' }],
    [{ markets: ['margin'] }, 'BODY_FIELD_INVALID', { field: 'markets.0' }],
    [{ markets: [] }, 'BODY_FIELD_INVALID', { field: 'markets' }],
    [{ initialBalance: '5' }, 'BODY_FIELD_INVALID', { field: 'initialBalance' }],
    [{ broker: 'paper' }, 'BODY_FIELD_INVALID', { field: 'broker' }],
    [{ exchange: undefined, initialBalance: '5' }, 'BODY_FIELD_INVALID', { field: 'environment' }],
    [
      { exchange: undefined, environment: undefined, keys: undefined },
      'BODY_FIELD_INVALID',
      { field: 'initialBalance' },
    ],
  ])('with %j is refused, and no key is repeated', async (change, code, values) => {
    const answer = await ask('POST', PATH, { body: { ...MAIN, ...change } });
    expect(answer.json()).toMatchObject({ code, values });
    expect(answer.body).not.toContain('0002');
    expect(test.desk.accounts().map(({ id }) => id)).toEqual(['paper']);
  });
});

describe('a list of accounts', () => {
  it('is called simulated only when all of it is; each account says it for itself', async () => {
    expect((await ask('GET', PATH)).headers['x-signalbox-market']).toBe('simulated');
    await ask('POST', PATH, { body: MAIN });
    const mixed = await ask('GET', PATH);
    expect(mixed.headers['x-signalbox-market']).toBeUndefined();
    expect(mixed.json().map(({ simulated }: { simulated: boolean }) => simulated)).toEqual([true, false]);
  });
});

describe('what is done to an account', () => {
  it('is for those who may: arming and keys for admins, disarming for traders too', async () => {
    const codes = async (path: string, body?: object) => {
      const answers = (['read', 'trade', 'admin'] as const).map(
        async (scope) => (await ask('POST', `${PATH}/paper/${path}`, { scope, ...(body && { body }) })).statusCode,
      );
      return Promise.all(answers);
    };
    expect(await codes('arm')).toEqual([403, 403, 200]);
    expect(await codes('disarm')).toEqual([403, 200, 200]);
    expect(await codes('keys', KEYS)).toEqual([403, 403, 200]);
    const removing = await ask('DELETE', `${PATH}/paper`, { scope: 'trade' });
    expect(removing.statusCode).toBe(403);
  });

  it('is answered with the account, or why not', async () => {
    expect((await ask('POST', `${PATH}/paper/arm`)).json()).toMatchObject({ id: 'paper', armed: true });
    expect((await ask('POST', `${PATH}/nobody/arm`)).json()).toMatchObject({ status: 404, code: 'ACCOUNT_UNKNOWN' });
    const keys = await ask('POST', `${PATH}/paper/keys`, { body: { ...KEYS, passphrase: 'phrase-0003' } });
    expect(keys.statusCode).toBe(200);
    expect(keys.body).not.toMatch(/000[123]/);
    expect(test.desk.credentials.get('paper')?.passphrase?.reveal()).toBe('phrase-0003');
  });

  it('may be a look at it, by whoever may trade', async () => {
    const looked = await ask('POST', `${PATH}/paper/examine`, { scope: 'trade' });
    expect([looked.statusCode, looked.json()]).toEqual([
      200,
      [{ name: 'clock', status: 'ok', values: { offsetMs: '3' } }],
    ]);
    expect((await ask('POST', `${PATH}/paper/examine`, { scope: 'read' })).statusCode).toBe(403);
    expect((await ask('POST', `${PATH}/nobody/examine`)).json()).toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });

  it('may be its end: what is held has to be named again', async () => {
    expect((await ask('DELETE', `${PATH}/paper`)).json()).toMatchObject({ status: 409, code: 'ACCOUNT_NOT_FLAT' });
    expect((await ask('DELETE', `${PATH}/paper?force=other`)).statusCode).toBe(409);
    expect((await ask('DELETE', `${PATH}/paper?force=paper`)).statusCode).toBe(204);
    expect((await ask('GET', `${PATH}/paper`)).statusCode).toBe(404);
  });
});

describe('the terms of an account at an exchange', () => {
  const { keys: _keys, ...terms } = MAIN;

  it('are looked at before there are keys, and nothing is kept', async () => {
    expect((await ask('POST', `${PATH}/check`, { body: terms })).statusCode).toBe(204);
    const unknown = await ask('POST', `${PATH}/check`, { body: { ...terms, exchange: 'nowhere' } });
    expect(unknown.json()).toMatchObject({ status: 422, code: 'EXCHANGE_UNKNOWN' });
    const keyed = await ask('POST', `${PATH}/check`, { body: MAIN });
    expect([keyed.statusCode, keyed.body.includes('0002')]).toEqual([400, false]);
    expect(test.desk.added).toEqual([]);
  });

  it('are changed by admins, a leverage of null taking it away', async () => {
    const body = { markets: ['swap', 'swap'], leverage: null };
    expect((await ask('PATCH', `${PATH}/paper`, { body, scope: 'trade' })).statusCode).toBe(403);
    expect((await ask('PATCH', `${PATH}/paper`, { body })).statusCode).toBe(200);
    expect(test.desk.termsChanges).toEqual([{ markets: ['swap'], leverage: null }]);
    expect((await ask('PATCH', `${PATH}/paper`, { body: { endpoint: 'http://127.0.0.1:1' } })).statusCode).toBe(400);
  });

  it('have their money told by the venue, currency by currency', async () => {
    expect((await ask('GET', `${PATH}/paper/balances`)).json()).toMatchObject({ code: 'VENUE_UNREACHABLE' });
    test.desk.balances = [{ currency: 'USDT', free: '1', used: '2', total: '3' }];
    expect((await ask('GET', `${PATH}/paper/balances`)).json()).toEqual(test.desk.balances);
  });
});

describe('differences to the venue', () => {
  const DIFFERENCES = `${PATH}/paper/differences`;
  beforeEach(() => {
    test.desk.differenceList.push({ account: 'paper', symbol: 'BTCUSDT.P', ours: '0', venue: '-2', ignored: false });
  });

  it('are listed', async () => {
    expect((await ask('GET', DIFFERENCES)).json()).toEqual([...test.desk.differenceList]);
    expect((await ask('GET', `${PATH}/nobody/differences`)).json()).toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });

  it.each(['adopt', 'ignore'])('can be decided on: %s', async (decision) => {
    const answer = await ask('POST', `${DIFFERENCES}/BTCUSDT.P/${decision}`);
    expect([answer.statusCode, test.desk.decidedDifferences]).toEqual([200, [`${decision} BTCUSDT.P`]]);
    const other = await ask('POST', `${DIFFERENCES}/ETHUSDT.P/${decision}`);
    expect(other.json()).toMatchObject({ code: 'DIFFERENCE_NOT_FOUND' });
  });
});
