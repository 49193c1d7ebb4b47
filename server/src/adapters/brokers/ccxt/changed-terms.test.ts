/** Leverage and margin mode that somebody changes at the exchange after they were set: no opening order leaves under them. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeName } from './exchange-name.ts';
import { EmulatedAccount } from './test/emulated-account.ts';
import { INSTRUMENT, TermsTrader } from './test/terms-trader.ts';

const ASKED: readonly ExchangeName[] = ['binance', 'okx', 'bybit', 'htx', 'bitget', 'kucoin'];

describe('a leverage that was changed at the exchange after it was set', () => {
  it.each(ASKED)(
    'is found by the next comparison at %s, told once, and set again before an order opens',
    async (exchange) => {
      const trader = await TermsTrader.open(exchange);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      trader.changeLeverage(2);
      await trader.compare();
      await trader.compare();
      expect(trader.notices()).toMatchObject([
        {
          level: 'warning',
          code: 'EXCHANGE_LEVERAGE_CHANGED',
          values: { symbol: INSTRUMENT, leverage: '3', venueLeverage: '2', marginMode: 'cross' },
        },
      ]);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3 });
      await trader.compare();
      expect(trader.notices()).toHaveLength(1);
    },
    30_000,
  );

  it.each(ASKED)(
    'is found at %s while nothing is held, too',
    async (exchange) => {
      const trader = await TermsTrader.open(exchange);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(await trader.close()).toMatchObject({ kind: 'accepted' });
      expect(await trader.compare()).toEqual([]);
      trader.changeLeverage(2);
      await trader.compare();
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3 });
    },
    30_000,
  );

  it("is the owner's own where the account has none agreed", async () => {
    const desk = await EmulatedAccount.open({ exchange: 'binance', terms: { markets: ['swap'] } });
    onTestFinished(async () => await desk.close());
    await desk.start();
    const trader = new TermsTrader(desk, decimal('0.5'));
    expect(await trader.place()).toMatchObject({ kind: 'accepted' });
    trader.changeLeverage(2);
    await trader.compare();
    expect(trader.notices()).toEqual([]);
    expect(formatDecimal((await desk.broker.positions())[0]?.quantity ?? decimal('0'))).toBe('0.5');
  }, 30_000);

  it('that can not be asked for changes nothing', async () => {
    const trader = await TermsTrader.open('binance');
    await trader.place();
    const match = { path: '/fapi/v1/symbolConfig' };
    await trader.desk.fault({ kind: 'status', status: 502, body: 'bad', booked: false, match, count: 5 });
    expect(await trader.compare()).toHaveLength(1);
    expect(trader.notices()).toEqual([]);
    const before = (await trader.desk.requests()).filter(({ path }) => path === '/fapi/v1/leverage').length;
    expect(await trader.place()).toMatchObject({ kind: 'accepted' });
    const after = (await trader.desk.requests()).filter(({ path }) => path === '/fapi/v1/leverage').length;
    expect([before, after]).toEqual([1, 1]);
  }, 30_000);
});

/** What each says when it will not change it while something is held. */
const REFUSALS = [
  {
    exchange: 'binance',
    path: '/fapi/v1/leverage',
    status: 400,
    body: { code: -4161, msg: 'Leverage reduction is not supported in Isolated Margin Mode with open positions.' },
  },
  {
    exchange: 'okx',
    path: '/api/v5/account/set-leverage',
    status: 200,
    body: { code: '59000', msg: 'Setting failed. Cancel any open orders, close positions.', data: [] },
  },
  {
    exchange: 'bybit',
    path: '/v5/position/set-leverage',
    status: 200,
    body: { retCode: 110044, retMsg: 'Available margin is insufficient', result: {}, retExtInfo: {}, time: 1 },
  },
] as const;

describe('a changed leverage that the exchange will not have changed back', () => {
  it.each(REFUSALS)(
    'ends in a denial at $exchange, and what closes leaves',
    async ({ exchange, path, status, body }) => {
      const trader = await TermsTrader.open(exchange);
      await trader.place();
      trader.changeLeverage(2);
      await trader.compare();
      await trader.desk.fault({ kind: 'answer', status, body, booked: false, match: { path } });
      const denied = await trader.place();
      expect(denied).toMatchObject({
        kind: 'rejected',
        reason: { code: 'EXCHANGE_LEVERAGE_NOT_SET', values: { symbol: INSTRUMENT, leverage: '3' } },
      });
      expect(trader.inForce()).toMatchObject({ leverage: 2 });
      expect(await trader.close()).toMatchObject({ kind: 'accepted' });
    },
    30_000,
  );
});

describe('a margin mode that was changed at the exchange', () => {
  it.each(['binance', 'bitget'] as const)(
    'contract by contract is found by the next comparison at %s',
    async (exchange) => {
      const trader = await TermsTrader.open(exchange);
      await trader.place();
      await trader.close();
      trader.changeMarginMode('isolated', 'contract');
      await trader.compare();
      expect(trader.notices()).toMatchObject([
        { code: 'EXCHANGE_LEVERAGE_CHANGED', values: { marginMode: 'cross', venueMode: 'isolated' } },
      ]);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3, marginMode: 'cross' });
    },
    30_000,
  );

  it('for the whole account is told once', async () => {
    const trader = await TermsTrader.open('bybit');
    await trader.place();
    trader.changeMarginMode('isolated', 'account');
    await trader.compare();
    await trader.compare();
    expect(trader.notices()).toMatchObject([
      { code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values: { marginMode: 'cross', venueMode: 'isolated' } },
    ]);
  }, 30_000);
});

/** Those where each margin mode, or each side of one, may have a leverage of its own. */
const APART = (['bitget', 'okx', 'binance', 'htx'] as const).flatMap((exchange) =>
  (['netting', 'hedging'] as const).map((mode) => ({ exchange, mode })),
);

describe('an isolated leverage that was changed at the exchange', () => {
  it.each(APART)(
    'is told once and set again at $exchange, $mode',
    async ({ exchange, mode }) => {
      const trader = await TermsTrader.open(exchange, { marginMode: 'isolated' }, mode);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      await trader.compare();
      expect(trader.notices()).toEqual([]);
      trader.changeLeverage(2);
      await trader.compare();
      await trader.compare();
      const values = { leverage: '3', venueLeverage: '2', marginMode: 'isolated', venueMode: 'isolated' };
      expect(trader.notices()).toMatchObject([{ code: 'EXCHANGE_LEVERAGE_CHANGED', values }]);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3, marginMode: 'isolated' });
      await trader.compare();
      expect(trader.notices()).toHaveLength(1);
    },
    30_000,
  );
});

/** How each says that it has set a leverage. */
const TAKEN = [
  { exchange: 'binance', path: '/fapi/v1/leverage', body: { symbol: 'ETHUSDT', leverage: 3, maxNotionalValue: '1' } },
  { exchange: 'okx', path: '/api/v5/account/set-leverage', body: { code: '0', msg: '', data: [{ lever: '3' }] } },
  { exchange: 'bitget', path: '/api/v2/mix/account/set-leverage', body: { code: '00000', msg: 'success', data: {} } },
  { exchange: 'htx', path: '/v5/position/lever', body: { code: 200, message: 'Success', data: {}, ts: 1 } },
] as const;

describe('a changed leverage that the exchange keeps although it says that it was set', () => {
  it.each(TAKEN)(
    'is told once at $exchange, and nothing opens until it is mended there',
    async ({ exchange, path, body }) => {
      const trader = await TermsTrader.open(exchange);
      await trader.place();
      trader.changeLeverage(2);
      await trader.compare();
      await trader.desk.fault({ kind: 'answer', status: 200, body, booked: false, match: { path, method: 'POST' } });
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 2 });
      await trader.compare();
      await trader.compare();
      const codes = () => trader.notices().map(({ code }) => code);
      expect(codes()).toEqual(['EXCHANGE_LEVERAGE_CHANGED', 'EXCHANGE_LEVERAGE_KEPT']);
      const isSetting = ({ method, path: to }: { method: string; path: string }) => method === 'POST' && to === path;
      const before = (await trader.desk.requests()).filter(isSetting).length;
      for (let order = 0; order < 2; order += 1) {
        expect(await trader.place()).toMatchObject({
          kind: 'rejected',
          reason: { code: 'EXCHANGE_LEVERAGE_KEPT', values: { leverage: '3', venueLeverage: '2' } },
        });
      }
      expect((await trader.desk.requests()).filter(isSetting)).toHaveLength(before);
      expect(await trader.close()).toMatchObject({ kind: 'accepted' });
      trader.changeLeverage(3);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      await trader.compare();
      expect(codes()).toHaveLength(2);
    },
    30_000,
  );
});

describe('a margin mode at KuCoin', () => {
  it.each(['cross', 'isolated'] as const)(
    'that is not %s any more is found by the next comparison, and set again',
    async (marginMode) => {
      const trader = await TermsTrader.open('kucoin', { marginMode });
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(await trader.close()).toMatchObject({ kind: 'accepted' });
      const venueMode = marginMode === 'cross' ? 'isolated' : 'cross';
      trader.changeMarginMode(venueMode, 'contract');
      await trader.compare();
      expect(trader.notices()).toMatchObject([
        { code: 'EXCHANGE_LEVERAGE_CHANGED', values: { marginMode, venueMode } },
      ]);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ marginMode });
    },
    30_000,
  );

  it('that an order was refused for is set again before the next one', async () => {
    const trader = await TermsTrader.open('kucoin');
    await trader.place();
    await trader.close();
    trader.changeMarginMode('isolated', 'contract');
    expect(await trader.place()).toMatchObject({ kind: 'rejected', venueCode: '330005' });
    expect(await trader.place()).toMatchObject({ kind: 'accepted' });
    expect(trader.inForce()).toMatchObject({ marginMode: 'cross' });
  }, 30_000);
});
