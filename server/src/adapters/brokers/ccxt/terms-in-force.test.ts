/** The question what terms are in force: when it is asked, who waits for it, and how answers are read. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { AccountDesk } from './account-desk.ts';
import type { ClientCall } from './client-call.ts';
import { BITGET_QUESTIONS } from './exchanges/bitget-questions.ts';
import { BYBIT_QUESTIONS } from './exchanges/bybit-questions.ts';
import { HTX_QUESTIONS } from './exchanges/htx-questions.ts';
import { KUCOIN_QUESTIONS } from './exchanges/kucoin-questions.ts';
import { OKX_QUESTIONS } from './exchanges/okx-questions.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { SymbolTerms } from './symbol-terms.ts';
import { pause } from './test/emulated-account.ts';
import { INSTRUMENT, TermsTrader } from './test/terms-trader.ts';

describe('a leverage that was changed before this process began', () => {
  it('is told once where the books hold something of it, and is not asked about where they hold nothing', async () => {
    const trader = await TermsTrader.open('okx');
    await trader.place();
    trader.changeLeverage(2);
    await trader.desk.restart();
    await trader.compare();
    expect(trader.notices()).toEqual([]);
    await trader.compare([INSTRUMENT]);
    await trader.compare([INSTRUMENT]);
    expect(trader.notices()).toMatchObject([{ code: 'EXCHANGE_LEVERAGE_CHANGED', values: { symbol: INSTRUMENT } }]);
    expect(await trader.place()).toMatchObject({ kind: 'accepted' });
    expect(trader.inForce()).toMatchObject({ leverage: 3 });
    await trader.compare([INSTRUMENT]);
    expect(trader.notices()).toHaveLength(1);
  }, 30_000);
});

describe('the question what is in force', () => {
  const QUESTION = '/fapi/v1/symbolConfig';

  it('is asked once beside each comparison, and no position waits for it', async () => {
    const trader = await TermsTrader.open('binance');
    await trader.place();
    trader.changeLeverage(2);
    await trader.desk.fault({ kind: 'late_answer', delayMs: 3_000, match: { path: QUESTION }, count: 1 });
    trader.desk.broker.mind?.([]);
    for (let asked = 0; asked < 3; asked += 1) expect(await trader.desk.broker.positions()).toHaveLength(1);
    expect(trader.notices()).toEqual([]);
    await trader.desk.until(() => trader.notices().length > 0, 10_000);
    expect(await trader.requestsTo(QUESTION)).toBe(1);
  }, 30_000);

  it('is nobody’s any more once the account has ended: nothing is told and nothing more is asked', async () => {
    const trader = await TermsTrader.open('binance');
    await trader.place();
    trader.changeLeverage(2);
    await trader.desk.fault({ kind: 'late_answer', delayMs: 500, match: { path: QUESTION }, count: 1 });
    trader.desk.broker.mind?.(['BTCUSDT.P', INSTRUMENT]);
    await trader.desk.broker.positions();
    await trader.desk.broker.stop();
    await pause(900);
    expect(trader.notices()).toEqual([]);
    expect(await trader.requestsTo(QUESTION)).toBeLessThanOrEqual(1);
  }, 30_000);

  it('is about ten contracts at once, those first that were asked about longest ago', async () => {
    const asked: string[] = [];
    const terms = new SymbolTerms(deskThatAnswers(asked), () => {});
    const held = Array.from({ length: 25 }, (_, at) => listedOf(`C${at}`));
    const seen: string[][] = [];
    for (let comparison = 0; comparison < 3; comparison += 1) {
      terms.mind(held);
      for (let positions = 0; positions < 3; positions += 1) {
        terms.lookAgain();
        await pause(20);
      }
      seen.push(asked.splice(0));
    }
    const names = held.map(({ market }) => market.symbol);
    expect(seen).toEqual([names.slice(0, 10), names.slice(10, 20), [...names.slice(20), ...names.slice(0, 5)]]);
  });
});

const listedOf = (symbol: string): ListedInstrument =>
  ({ instrument: { id: symbol }, market: { ...ETH, symbol } }) as unknown as ListedInstrument;

/** As much of a desk as the question needs. */
const deskThatAnswers = (asked: string[]): AccountDesk =>
  ({
    account: { markets: ['swap'], marginMode: 'cross', leverage: decimal('3') },
    venue: { profile: { title: 'Emulated', questions: OKX_QUESTIONS } },
    connection: {
      terms: { hedged: false, marginMode: 'cross' },
      otherMarginMode: () => Promise.resolve(undefined),
      call: ({ args: [symbol] }: ClientCall) => {
        asked.push(String(symbol));
        return Promise.resolve({ kind: 'answer', answer: { info: [{ lever: '3' }] } });
      },
    },
  }) as unknown as AccountDesk;

const ETH = { kind: 'swap', symbol: 'ETH/USDT:USDT', nativeId: 'ETH-USDT-SWAP', settle: 'USDT' } as const;
const askedOf = (marginMode: 'cross' | 'isolated') => ({ market: ETH, account: { hedged: false, marginMode } });

describe('an answer about terms in force', () => {
  it('is read as the exchange writes a fraction', () => {
    const leverage = decimal('2.5');
    const asked = askedOf('cross');
    const okx = { longLeverage: 2, shortLeverage: 2, info: [{ lever: '2.50', posSide: 'net', mgnMode: 'cross' }] };
    expect(OKX_QUESTIONS.termsInForce?.read(okx, asked)).toEqual([{ leverage }]);
    expect(BYBIT_QUESTIONS.termsInForce?.read([{ contracts: 0, leverage: 2.5 }], asked)).toEqual([{ leverage }]);
    expect(KUCOIN_QUESTIONS.termsInForce?.read({ data: { leverage: '2.5' } }, asked)).toEqual([{ leverage }]);
  });

  it('tells of the margin mode and the contract that were asked for, whatever else it lists', () => {
    const leverage = decimal('3');
    const asked = askedOf('isolated');
    const own = { contract_code: ETH.nativeId, margin_mode: 'isolated', lever_rate: 3 };
    const htx = [own, { ...own, margin_mode: 'cross', lever_rate: 5 }, { ...own, contract_code: 'X', lever_rate: 9 }];
    expect(HTX_QUESTIONS.termsInForce?.read({ data: htx }, asked)).toEqual([{ leverage }]);
    const row = { instId: ETH.nativeId, mgnMode: 'isolated', posSide: 'long', lever: '3' };
    const okx = [row, { ...row, posSide: 'short', lever: '2' }, { ...row, mgnMode: 'cross', lever: '7' }];
    const sides = [{ leverage }, { leverage: decimal('2') }];
    expect(OKX_QUESTIONS.termsInForce?.read({ info: [{ ...row, instId: '' }] }, asked)).toEqual([{ leverage }]);
    expect(OKX_QUESTIONS.termsInForce?.read({ info: okx }, asked)).toEqual(sides);
    const bitget = { marginMode: 'isolated', longLeverage: 3, shortLeverage: 2 };
    const told = sides.map((side) => ({ ...side, marginMode: 'isolated' }));
    expect(BITGET_QUESTIONS.termsInForce?.read(bitget, asked)).toEqual(told);
  });
});
