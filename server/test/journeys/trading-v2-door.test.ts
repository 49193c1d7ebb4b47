import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type DoorClient } from '../process/door-client.ts';
import { commandLineKey } from '../process/server-process.ts';
import { Journey, type Wire } from './journey.ts';

const V2 = '/api/v1/trading/v2';
const PAPER = 'exchange=paper';
const bitcoin = { exchange: 'paper', symbol: 'BTC/USDT' };

describe('the door of Trading v2', () => {
  let journey: Journey;
  let client: DoorClient;

  beforeAll(async () => {
    journey = await Journey.begin();
    client = journey.client;
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  const post = (path: string, body?: object, headers = {}) => client.post(`${V2}${path}`, body, headers);
  const get = (path: string) => client.get(`${V2}${path}`);

  describe('bad input', () => {
    const market = { ...bitcoin, side: 'buy', quantity: 0.001 };
    it.each([
      ['no exchange', '/orders/market', { ...market, exchange: undefined }, 400, 'BODY_FIELD_INVALID'],
      ['an exchange nobody knows', '/orders/market', { ...market, exchange: 'mtgox' }, 400, 'EXCHANGE_UNKNOWN'],
      ['one without an account', '/orders/market', { ...market, exchange: 'huobi' }, 404, 'EXCHANGE_WITHOUT_ACCOUNT'],
      ['an account that is not there', '/orders/market', { ...market, account: 'other' }, 404, 'ACCOUNT_UNKNOWN'],
      ['a symbol nobody knows', '/orders/market', { ...market, symbol: 'NO/SUCH' }, 400, 'SYMBOL_UNKNOWN'],
      ['no quantity', '/orders/market', { ...market, quantity: 0 }, 400, 'BODY_FIELD_INVALID'],
      ['a quantity off the step', '/orders/market', { ...market, quantity: 0.0010001 }, 400, 'QUANTITY_NOT_ON_STEP'],
      ['a quantity in words', '/orders/market', { ...market, quantity: 'much' }, 400, 'BODY_FIELD_INVALID'],
      ['a field that is not there', '/orders/market', { ...market, leverage: 10 }, 400, 'BODY_FIELD_UNKNOWN'],
      ['a limit without a price', '/orders/limit', market, 400, 'BODY_FIELD_INVALID'],
      [
        'a time in force of its own',
        '/orders/limit',
        { ...market, price: 9, time_in_force: 'GTX' },
        400,
        'BODY_FIELD_INVALID',
      ],
      ['a stop without its price', '/orders/stop', market, 400, 'BODY_FIELD_INVALID'],
      ['an empty batch', '/orders/batch', { orders: [] }, 400, 'BODY_FIELD_INVALID'],
    ])('%s is said in words', async (_what, path, body, status, code) => {
      const answer = await post(path, body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(typeof answer.body.detail).toBe('string');
    });

    it.each([
      ['an order that is not there', `/orders/nothing/status?${PAPER}`, 404, 'ORDER_NOT_FOUND'],
      ['a symbol that is not there', `/positions/NO%2FSUCH?${PAPER}`, 404, 'SYMBOL_UNKNOWN'],
      ['a path that is not there', '/orders/7/trades', 404, 'NOT_FOUND'],
      ['positions of no exchange', '/positions', 400, 'QUERY_INVALID'],
      ['too many days', `/orders/history?${PAPER}&days=91`, 400, 'QUERY_INVALID'],
    ])('%s is said in words', async (_what, path, status, code) => {
      const answer = await get(path);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(typeof answer.body.detail).toBe('string');
    });

    it('speaks the language of the caller', async () => {
      const { body } = await post('/orders/market', { ...market, exchange: 'mtgox' }, { 'accept-language': 'zh-CN' });
      expect(body.detail).toContain('不支持交易所');
    });

    it('an order of another symbol is not found', async () => {
      const resting = { ...bitcoin, side: 'buy', quantity: 0.01, price: 90_000 };
      const { body } = await post('/orders/limit', resting);
      const answer = await client.delete(`${V2}/orders/${body.id}?${PAPER}&symbol=ETH%2FUSDT`);
      expect([answer.status, answer.body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    });
  });

  describe('who may', () => {
    const asked = `${V2}/positions?${PAPER}`;
    const withBearer = (token: string) => createClient(client.url, token);
    const keyOf = async (scope: string): Promise<Wire> =>
      (await client.post('/api/v1/keys', { name: `v2 ${scope}`, scope })).body;
    const tokenOf = async (key: string): Promise<string> =>
      (await withBearer(key).post('/api/v1/auth/token')).body.access_token;

    it('nobody without a key, and none with a wrong one', async () => {
      for (const answer of [await createClient(client.url).get(asked), await withBearer('a.b.c').get(asked)]) {
        expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED']);
        expect(typeof answer.body.detail).toBe('string');
      }
    });

    it('an access token in place of the key it was made for, with its scope, here and nowhere else', async () => {
      const key = await keyOf('read');
      const issued = await withBearer(key.token).post('/api/v1/auth/token');
      expect(issued).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: 900, scope: 'read' } });
      const bearer = withBearer(issued.body.access_token);
      expect((await bearer.get(asked)).status).toBe(200);
      const order = await bearer.post(`${V2}/orders/market`, { ...bitcoin, side: 'buy', quantity: 0.001 });
      expect([order.status, order.body.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
      for (const elsewhere of ['/api/v1/accounts', '/api/v1/keys']) {
        expect((await bearer.get(elsewhere)).status).toBe(401);
      }
      expect((await bearer.post('/api/v1/auth/token')).status).toBe(401);
    });

    it('not with the token of a key that was revoked', async () => {
      const key = await keyOf('trade');
      const bearer = withBearer(await tokenOf(key.token));
      expect((await bearer.get(asked)).status).toBe(200);
      await client.delete(`/api/v1/keys/${key.id}`);
      expect((await bearer.get(asked)).status).toBe(401);
    });

    it('a token outlives a restart, because what signs it lies beside the database for its owner alone', async () => {
      const token = await tokenOf(commandLineKey(journey.directory));
      const file = join(journey.directory, 'access-token.key');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await journey.restart();
      client = journey.client;
      expect((await withBearer(token).get(asked)).status).toBe(200);
    });
  });
});
