/**
 * Answers of success without the list that the exchange always sends: nothing is called flat, without orders or without money
 * because of one. Each question of an account meets them at each exchange's emulator, through the real client.
 */
import { describe, expect, it } from 'vitest';
import { hasItsList, listPlaceOf, listsAt } from './answer-lists.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const PATIENCE_MS = 60_000;

/** What a success says besides its data. */
const SUCCESS: Readonly<Record<ExchangeName, object>> = {
  binance: {},
  okx: { code: '0', msg: '' },
  bybit: { retCode: 0, retMsg: 'OK', result: {} },
  htx: { status: 'ok', code: 200 },
  bitget: { code: '00000', msg: 'success', data: {} },
  coinbase: {},
  kucoin: { code: '200000', data: {} },
  mexc: { success: true, code: 0 },
};

/** Asked of every exchange; the settings of an account are judged elsewhere. */
const QUESTIONS = {
  openOrders: async ({ broker }: EmulatedAccount) => await broker.openOrders(),
  positions: async ({ broker }: EmulatedAccount) => await broker.positions(),
  balances: async ({ broker }: EmulatedAccount) => await broker.balances(),
  fillsSince: async ({ broker, clock }: EmulatedAccount) => await broker.fillsSince(clock.now() - 3_600_000),
} as const;

async function connected(exchange: ExchangeName): Promise<EmulatedAccount> {
  const desk = await EmulatedAccount.open({
    exchange,
    terms: { markets: ['spot', 'swap'] },
    request: { random: () => -0.5 },
  });
  await desk.admin('limits', { on: false });
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'), 20_000);
  // Trades are asked for symbol by symbol at some: one of each market is known to have been traded.
  const instruments = await desk.broker.instruments();
  for (const kind of ['crypto_spot', 'crypto_perpetual']) {
    const found = instruments.find((listed) => listed.kind === kind && listed.baseCurrency === 'BTC');
    if (found === undefined) throw new Error(`${exchange} lists no ${kind}`);
    await desk.broker.query({ clientOrderId: 'answerlistsanswerlistsaa', instrumentId: found.id });
  }
  return desk;
}

/** Asked with a comparison for its own sake, and judged where it is asked: it has no list. */
const SETTINGS = new Set(['/v5/account/info']);

/** What is asked each time: what is asked for once and kept is not among it. */
async function pathsOf(desk: EmulatedAccount, ask: (desk: EmulatedAccount) => Promise<unknown>) {
  if (ask === QUESTIONS.positions) await ask(desk);
  const before = (await desk.requests()).length;
  await ask(desk);
  const asked = (await desk.requests()).slice(before).filter(({ method }) => method === 'GET');
  return [...new Set(asked.map(({ path }) => path))].filter((path) => !SETTINGS.has(path));
}

describe('an answer of success without its list', () => {
  it.concurrent.each(EXCHANGE_NAMES)(
    'says nothing of an account at %s, and is asked for again',
    { timeout: PATIENCE_MS },
    async (exchange) => {
      const desk = await connected(exchange);
      const { lists } = (await loadExchangeProfile(exchange)).questions;
      try {
        const asked = new Map<string, readonly string[]>();
        for (const [name, ask] of Object.entries(QUESTIONS)) asked.set(name, await pathsOf(desk, ask));
        for (const [name, ask] of Object.entries(QUESTIONS)) {
          const paths = asked.get(name) ?? [];
          expect(paths.length, name).toBeGreaterThan(0);
          for (const path of paths) {
            expect(listPlaceOf(lists, path), `where ${path} has its list`).toBeDefined();
            const lacking = { kind: 'answer', status: 200, body: SUCCESS[exchange], match: { method: 'GET', path } };
            await desk.fault({ ...lacking, count: 100 });
            await expect(ask(desk), `${name} ${path}`).rejects.toThrow();
            await desk.clearFaults();
          }
          if (name !== 'balances') continue;
          await desk.fault({ kind: 'empty_body', count: 100, match: { method: 'GET' } });
          await expect(ask(desk), 'nothing').rejects.toThrow();
          await desk.clearFaults();
          await desk.fault({ kind: 'answer', status: 200, body: SUCCESS[exchange], match: { method: 'GET' } });
          await expect(ask(desk), 'whole the second time').resolves.not.toEqual([]);
        }
      } finally {
        await desk.close();
      }
    },
  );
});

describe('where a list stands', () => {
  const [nested, nullable, fields] = [
    ...listsAt('data.0.details', '/a/*/b'),
    ...listsAt('data', '/c', 'list_or_null'),
    ...listsAt('data', '/d', 'fields'),
  ];

  it('is found by the path, one segment for each star', () => {
    expect(listPlaceOf([nested!], '/a/17/b')).toBe(nested);
    expect(listPlaceOf([nested!], '/a/17/18/b')).toBeUndefined();
    expect(listPlaceOf([nested!], '/a/17/c')).toBeUndefined();
  });

  it('and an empty list is one, null only where the exchange writes it so', () => {
    expect(hasItsList(nested!, { data: [{ details: [] }] })).toBe(true);
    expect(hasItsList(nested!, { data: [] })).toBe(false);
    expect(hasItsList(nullable!, { data: null })).toBe(true);
    expect(hasItsList(nullable!, {})).toBe(false);
    expect(hasItsList({ ...nullable!, at: '' }, undefined)).toBe(false);
    expect(hasItsList(fields!, { data: {} })).toBe(false);
    expect(hasItsList(fields!, { data: { currency: 'USDT' } })).toBe(true);
  });
});
