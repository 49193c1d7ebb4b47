/** Leverage and margin mode that somebody changes at the exchange after they were set: no opening order leaves under them. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { SwapTerms } from '../../../../emulators/exchange/core/exchange-account.ts';
import { termsOf } from '../../../../emulators/exchange/core/swap-margin.ts';
import { setLeverage } from '../../../../emulators/exchange/core/swap-settings.ts';
import { BYBIT_QUESTIONS } from './exchanges/bybit-questions.ts';
import { KUCOIN_QUESTIONS } from './exchanges/kucoin-questions.ts';
import { OKX_QUESTIONS } from './exchanges/okx-questions.ts';
import type { ExchangeName } from './exchange-name.ts';
import { EmulatedAccount, type EmulatedOptions } from './test/emulated-account.ts';

const INSTRUMENT = 'ETHUSDT.P';

class Trader {
  readonly desk: EmulatedAccount;
  readonly #quantity: Decimal;
  #count = 0;

  constructor(desk: EmulatedAccount, quantity: Decimal) {
    this.desk = desk;
    this.#quantity = quantity;
  }

  static async open(exchange: ExchangeName, terms: EmulatedOptions['terms'] = {}): Promise<Trader> {
    const desk = await EmulatedAccount.open({
      exchange,
      terms: { markets: ['swap'], leverage: decimal('3'), ...terms },
    });
    onTestFinished(async () => await desk.close());
    await desk.start();
    await desk.until(() => desk.kinds().includes('connected'), 15_000);
    const listed = (await desk.broker.instruments()).find(({ id }) => id === INSTRUMENT);
    if (listed === undefined) throw new Error(`no ${INSTRUMENT}`);
    return new Trader(desk, listed.contractSize === decimal('1') ? decimal('0.5') : decimal('5'));
  }

  async place(terms: Partial<OrderRequest> = {}) {
    this.#count += 1;
    const now = Date.now();
    const order = mintApprovedOrder({
      accountId: 'acct',
      orderId: 'o',
      clientOrderId: `leveragechangedbehindus${'abcdefgh'[this.#count] ?? 'z'}`,
      attempt: 1,
      approvedAt: now,
      limitsVersion: '1',
      deadlineAt: now + 5_000,
      request: {
        instrumentId: INSTRUMENT,
        side: 'buy',
        type: 'market',
        quantity: this.#quantity,
        timeInForce: 'gtc',
        postOnly: false,
        reduceOnly: false,
        role: 'entry',
        ...terms,
      },
    });
    return await this.desk.broker.place(order);
  }

  /** Closes what `place` has opened. */
  async close() {
    return await this.place({ side: 'sell', reduceOnly: true, role: 'close' });
  }

  #at() {
    const { world } = this.desk.emulator.dialect;
    const market = [...world.markets.values()].find(({ type, base }) => type === 'swap' && base === 'ETH');
    if (market === undefined) throw new Error('no market');
    return { world, market, account: world.accountOf('main') };
  }

  /** What the exchange has in force. */
  inForce(): SwapTerms {
    const { world, market, account } = this.#at();
    return termsOf(world, account, market);
  }

  /** The account's owner changes it at the exchange. */
  changeLeverage(leverage: number): void {
    const { world, market, account } = this.#at();
    const { kind } = setLeverage(world, account, { market, leverage });
    if (kind !== 'done') throw new Error(`the emulator has not changed it: ${kind}`);
  }

  /** Of the contract, or of all that the account may trade. */
  changeMarginMode(marginMode: SwapTerms['marginMode'], of: 'contract' | 'account'): void {
    const { world, market, account } = this.#at();
    for (const each of of === 'contract' ? [market] : world.markets.values())
      account.swapTerms.set(each.key, { ...termsOf(world, account, each), marginMode });
  }

  notices() {
    return this.desk.events.flatMap((event) => (event.kind === 'notice' ? event : []));
  }
}

const ASKED: readonly ExchangeName[] = ['binance', 'okx', 'bybit', 'htx', 'bitget', 'kucoin'];

describe('a leverage that was changed at the exchange after it was set', () => {
  it.each(ASKED)(
    'is found by the next comparison at %s, told once, and set again before an order opens',
    async (exchange) => {
      const trader = await Trader.open(exchange);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      trader.changeLeverage(2);
      await trader.desk.broker.positions();
      await trader.desk.broker.positions();
      expect(trader.notices()).toMatchObject([
        {
          level: 'warning',
          code: 'EXCHANGE_LEVERAGE_CHANGED',
          values: { symbol: INSTRUMENT, leverage: '3', venueLeverage: '2', marginMode: 'cross' },
        },
      ]);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3 });
      await trader.desk.broker.positions();
      expect(trader.notices()).toHaveLength(1);
    },
    30_000,
  );

  it.each(ASKED)(
    'is found at %s while nothing is held, too',
    async (exchange) => {
      const trader = await Trader.open(exchange);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(await trader.close()).toMatchObject({ kind: 'accepted' });
      expect(await trader.desk.broker.positions()).toEqual([]);
      trader.changeLeverage(2);
      await trader.desk.broker.positions();
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3 });
    },
    30_000,
  );

  it("is the owner's own where the account has none agreed", async () => {
    const desk = await EmulatedAccount.open({ exchange: 'binance', terms: { markets: ['swap'] } });
    onTestFinished(async () => await desk.close());
    await desk.start();
    const trader = new Trader(desk, decimal('0.5'));
    expect(await trader.place()).toMatchObject({ kind: 'accepted' });
    trader.changeLeverage(2);
    await desk.broker.positions();
    expect(trader.notices()).toEqual([]);
    expect(formatDecimal((await desk.broker.positions())[0]?.quantity ?? decimal('0'))).toBe('0.5');
  }, 30_000);

  it('that can not be asked for changes nothing', async () => {
    const trader = await Trader.open('binance');
    await trader.place();
    const match = { path: '/fapi/v1/symbolConfig' };
    await trader.desk.fault({ kind: 'status', status: 502, body: 'bad', booked: false, match, count: 5 });
    expect(await trader.desk.broker.positions()).toHaveLength(1);
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
      const trader = await Trader.open(exchange);
      await trader.place();
      trader.changeLeverage(2);
      await trader.desk.broker.positions();
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
      const trader = await Trader.open(exchange);
      await trader.place();
      await trader.close();
      trader.changeMarginMode('isolated', 'contract');
      await trader.desk.broker.positions();
      expect(trader.notices()).toMatchObject([
        { code: 'EXCHANGE_LEVERAGE_CHANGED', values: { marginMode: 'cross', venueMode: 'isolated' } },
      ]);
      expect(await trader.place()).toMatchObject({ kind: 'accepted' });
      expect(trader.inForce()).toMatchObject({ leverage: 3, marginMode: 'cross' });
    },
    30_000,
  );

  it('for the whole account is told once', async () => {
    const trader = await Trader.open('bybit');
    await trader.place();
    trader.changeMarginMode('isolated', 'account');
    await trader.desk.broker.positions();
    await trader.desk.broker.positions();
    expect(trader.notices()).toMatchObject([
      { code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values: { marginMode: 'cross', venueMode: 'isolated' } },
    ]);
  }, 30_000);
});

describe('a leverage with a fraction', () => {
  it('is read as the exchange writes it', () => {
    const leverage = decimal('2.5');
    const okx = { longLeverage: 2, shortLeverage: 2, info: [{ lever: '2.50', posSide: 'net', mgnMode: 'cross' }] };
    expect(OKX_QUESTIONS.termsInForce?.read(okx)).toEqual([{ leverage }]);
    expect(BYBIT_QUESTIONS.termsInForce?.read([{ contracts: 0, leverage: 2.5 }])).toEqual([{ leverage }]);
    expect(KUCOIN_QUESTIONS.termsInForce?.read({ data: { leverage: '2.5' } })).toEqual([{ leverage }]);
  });
});
