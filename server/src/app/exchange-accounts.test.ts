/** Accounts at exchanges in a whole server, with an exchange of our own in the place of the real ones. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { secret } from '#domain/secret.ts';
import type { ExchangeAccountCreation } from '#runtime/desk.ts';
import { waitUntil } from '../../test/process/door-client.ts';
import {
  addMain,
  buy,
  close,
  directory,
  exchange,
  KEYS,
  LIMITS,
  logged,
  MAIN,
  ME,
  reasonOf,
  server,
  start,
} from './test/exchange-server.ts';

const MISTAKES: readonly (readonly [string, Partial<ExchangeAccountCreation>])[] = [
  ['EXCHANGE_UNKNOWN', { exchange: 'nowhere' }],
  ['EXCHANGE_ENDPOINT_INVALID', { terms: { ...MAIN.terms, endpoint: 'http://127.0.0.1:9501' } }],
  ['EXCHANGE_ENDPOINT_INVALID', { environment: 'emulated' }],
  [
    'EXCHANGE_ENDPOINT_INVALID',
    { environment: 'emulated', terms: { ...MAIN.terms, endpoint: 'http://example.com:9501' } },
  ],
  ['EXCHANGE_LEVERAGE_INVALID', { terms: { ...MAIN.terms, leverage: decimal('0.5') } }],
  ['ACCOUNT_ID_INVALID', { id: 'Not An Id' }],
  ['ACCOUNT_EXISTS', { id: 'paper' }],
  ['ACCOUNT_CREDENTIALS_MISSING', { exchange: 'okx' }],
  ['EXCHANGE_ENVIRONMENT_UNSUPPORTED', { exchange: 'mexc', environment: 'sandbox' }],
];

describe('a live account', () => {
  it('opens nothing before it is armed, and is not armed by a resume', async () => {
    await start(LIMITS);
    await addMain();
    expect(server.desk.account('main')).toMatchObject({ armed: false, tradingState: 'reducing', currency: 'USDT' });
    expect(await buy('main')).toMatchObject({ status: 'denied', code: 'ACCOUNT_NOT_ARMED' });
    await server.desk.setTradingState({ actor: ME, state: 'active', reason: '', cancelOrders: false });
    expect((await buy('main')).code).toBe('ACCOUNT_NOT_ARMED');
    expect(reasonOf(await server.desk.setArmed(ME, 'main', true))).toBe('ok');
    expect((await buy('main')).status).toBe('filled');
  });

  it('without limits of its own can not be armed', async () => {
    await start();
    await addMain();
    expect(reasonOf(await server.desk.setArmed(ME, 'main', true))).toBe('ACCOUNT_LIMITS_NOT_SET');
    expect(server.desk.account('main')?.armed).toBe(false);
  });

  it('stays as it is through a restart: armed, or not', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await server.stop();
    await start();
    expect(server.desk.account('main')?.armed).toBe(true);
    await server.desk.setArmed(ME, 'main', false);
    await server.stop();
    await start();
    expect(server.desk.account('main')?.armed).toBe(false);
  });

  it('closes also after it was disarmed', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await buy('main');
    await server.desk.setArmed(ME, 'main', false);
    expect((await buy('main')).code).toBe('ACCOUNT_NOT_ARMED');
    const closed = await close('main');
    expect(closed.kind === 'ok' && closed.value.orders.map(({ status }) => status)).toEqual(['filled']);
  });

  it('is disarmed by other keys, comes up with them, and goes on in its books', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await buy('main');
    const other = { apiKey: secret('other-api-key-9876'), secret: secret('other-secret') };
    expect(reasonOf(await server.desk.changeCredentials(ME, 'main', other))).toBe('ok');
    expect(exchange.keys).toEqual(['an-api-key-1234 its-secret', 'other-api-key-9876 other-secret']);
    const view = await waitUntil(
      async () => server.desk.account('main'),
      (shown) => shown?.reconciled === true,
    );
    expect(view).toMatchObject({ armed: false, positions: 1, exchange: { keyEnding: '9876' } });
    expect(view?.tradingStateReason?.code).toBe('CREDENTIALS_CHANGED');
    expect(logged.filter((line) => line.includes('another process'))).toEqual([]);
    await server.desk.setArmed(ME, 'main', true);
    expect((await buy('main')).status).toBe('filled');
  });
});

describe('an account at an exchange', () => {
  it('does not share its key with another one in the same market', async () => {
    await start(LIMITS);
    await addMain();
    const add = (id: string, more: Partial<ExchangeAccountCreation> = {}) =>
      server.desk.addExchangeAccount(ME, { ...MAIN, id, ...more });
    expect(await add('second')).toMatchObject({
      reason: { code: 'EXCHANGE_KEY_IN_USE', values: { account: 'second', other: 'main' } },
    });
    const other = { apiKey: secret('other-api-key-1234'), secret: secret('its-secret') };
    expect(reasonOf(await add('second', { credentials: other }))).toBe('ok');
    expect(reasonOf(await server.desk.changeCredentials(ME, 'second', KEYS))).toBe('EXCHANGE_KEY_IN_USE');
    expect(reasonOf(await server.desk.changeCredentials(ME, 'main', KEYS))).toBe('ok');
  });

  it('has prices of its own: what is simulated says so, and nothing else does', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    const [own, paper] = [await buy('main'), await buy('paper')];
    expect([own.order?.simulated, paper.order?.simulated]).toEqual([false, true]);
    expect(own.order?.averagePrice).not.toBe(paper.order?.averagePrice);
    const source = (account: string) => {
      const shown = server.desk.instruments(account).find(({ symbol }) => symbol === 'BTCUSDT');
      return [shown?.venue, shown?.quoteSource];
    };
    expect([source('main'), source('paper')]).toEqual([
      ['binance', 'venue'],
      ['paper', 'simulated'],
    ]);
    expect(server.desk.health()).toMatchObject({ simulated: false, marketData: 'venue' });
    expect(server.desk.positions().map(({ account, simulated }) => [account, simulated])).toEqual([
      ['paper', true],
      ['main', false],
    ]);
  });

  it('asks for prices of what a command names and of what it holds, and of nothing else', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    expect([...exchange.watched]).toEqual([]);
    await buy('main');
    expect([...exchange.watched]).toEqual(['BTCUSDT']);
    await server.stop();
    exchange.watched.clear();
    await start();
    expect([...exchange.watched]).toEqual(['BTCUSDT']);
  });

  it('of which the instruments come later knows them then', async () => {
    exchange.listsLate = true;
    await start(LIMITS);
    await addMain();
    await waitUntil(
      async () => server.desk.instruments('main').length,
      (count) => count > 0,
    );
    await server.desk.setArmed(ME, 'main', true);
    expect((await buy('main')).status).toBe('filled');
  });

  it('by an old name is kept under the new one, and that is said', async () => {
    await start();
    const added = await server.desk.addExchangeAccount(ME, { ...MAIN, exchange: 'Huobi' });
    expect(added).toMatchObject({
      kind: 'ok',
      value: { account: { broker: 'ccxt:htx' }, notices: [{ code: 'EXCHANGE_RENAMED' }] },
    });
  });

  it('is refused with a code, and nothing of it is kept', async () => {
    await start();
    for (const [code, change] of MISTAKES) {
      expect(reasonOf(await server.desk.addExchangeAccount(ME, { ...MAIN, ...change }))).toBe(code);
    }
    expect(exchange.requests).toEqual([]);
    expect(server.desk.accounts().map(({ id }) => id)).toEqual(['paper']);
  });

  it('shares its exchange with others in the same environment, until the last has gone', async () => {
    await start(LIMITS);
    await addMain();
    await addMain({ id: 'second', credentials: { ...KEYS, apiKey: secret('a-key-of-the-second') } });
    await addMain({ id: 'third', environment: 'sandbox' });
    expect(exchange.requests.map(({ environment }) => environment)).toEqual(['live', 'sandbox']);
    await server.desk.removeAccount(ME, 'main');
    expect(exchange.closed).toBe(0);
    await server.desk.removeAccount(ME, 'second');
    expect(exchange.closed).toBe(1);
  });
});

describe('sealed keys', () => {
  it('that can not be opened keep the account down with the reason, and the server up', async () => {
    await start(LIMITS);
    await addMain();
    await server.stop();
    rmSync(join(directory, 'secret.key'));
    await start();
    expect(server.desk.account('main')).toMatchObject({
      reconciled: false,
      problems: [{ code: 'SECRET_KEY_MISSING' }],
    });
    expect((await buy('paper')).status).toBe('filled');
    expect(reasonOf(await server.desk.setArmed(ME, 'main', true))).toBe('SECRET_KEY_MISSING');
    expect(reasonOf(await server.desk.changeCredentials(ME, 'main', KEYS))).toBe('ok');
    const view = await waitUntil(
      async () => server.desk.account('main'),
      (shown) => shown?.reconciled === true,
    );
    expect(view?.problems).toEqual([]);
  });

  it('are in no view, no event and no line of the log', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    const events = await server.desk.events(0, 1_000);
    const shown = JSON.stringify([server.desk.accounts(), events, logged]);
    for (const key of [KEYS.apiKey.reveal(), KEYS.secret.reveal()]) expect(shown).not.toContain(key);
    expect(shown).toContain('"keyEnding":"1234"');
  });
});

describe('keys that the exchange refuses', () => {
  it('raise one alarm, disarm the account, and say what to do', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    const refused = { kind: 'disconnected', code: 'ACCOUNT_CREDENTIALS_REFUSED', detail: '-2015', time: 0 } as const;
    for (let times = 0; times < 3; times += 1) exchange.listener(refused);
    const view = await waitUntil(
      async () => server.desk.account('main'),
      (shown) => shown?.armed === false,
    );
    expect([view?.problems[0]?.code, view?.tradingStateReason?.code]).toEqual([refused.code, refused.code]);
    expect(
      logged.filter((line) => line.startsWith('The exchange refuses the keys of account "main" (-2015)')),
    ).toHaveLength(1);
    expect((await buy('main')).code).toBe('ACCOUNT_NOT_ARMED');
    expect(reasonOf(await server.desk.setArmed(ME, 'main', true))).toBe(refused.code);
  });

  it('are not told of any more when there are others, also where an account is not armed to begin with', async () => {
    await start(LIMITS);
    const emulated = {
      ...MAIN,
      environment: 'emulated',
      terms: { ...MAIN.terms, endpoint: 'http://127.0.0.1:9501' },
    } as const;
    expect(reasonOf(await server.desk.addExchangeAccount(ME, emulated))).toBe('ok');
    exchange.listener({ kind: 'disconnected', code: 'ACCOUNT_CREDENTIALS_REFUSED', detail: '-2015', time: 0 });
    await waitUntil(
      async () => server.desk.account('main'),
      (shown) => shown?.armed === false,
    );
    const other = { apiKey: secret('other-api-key-9876'), secret: secret('other-secret') };
    expect(reasonOf(await server.desk.changeCredentials(ME, 'main', other))).toBe('ok');
    expect(server.desk.account('main')?.tradingStateReason?.code).toBe('CREDENTIALS_CHANGED');
    expect(reasonOf(await server.desk.setArmed(ME, 'main', true))).toBe('ok');
  });
});

describe('an account that is removed', () => {
  it('has to be flat, or named again; its id is not given again', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await buy('main');
    expect(await server.desk.removeAccount(ME, 'main')).toMatchObject({
      reason: { code: 'ACCOUNT_NOT_FLAT', values: { positions: '1', orders: '0' } },
    });
    expect(reasonOf(await server.desk.removeAccount(ME, 'main', 'other'))).toBe('ACCOUNT_NOT_FLAT');
    expect((await buy('main')).status).toBe('filled');
    expect(reasonOf(await server.desk.removeAccount(ME, 'main', 'main'))).toBe('ok');
    expect(server.desk.account('main')).toBeUndefined();
    expect(reasonOf(await server.desk.addExchangeAccount(ME, MAIN))).toBe('ACCOUNT_ID_USED');
    await server.stop();
    await start();
    expect(server.desk.accounts().map(({ id }) => id)).toEqual(['paper']);
  });

  it('is not the last one', async () => {
    await start();
    expect(reasonOf(await server.desk.removeAccount(ME, 'paper'))).toBe('ACCOUNT_IS_LAST');
  });
});
