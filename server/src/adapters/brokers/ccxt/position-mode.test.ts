/** The position mode is asked of each exchange that has two, and another one than agreed is told before anything is traded. */
import { describe, expect, it } from 'vitest';
import { EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { positionModesIn } from './position-mode.ts';
import { openedAccount } from './test/started-account.ts';

const ASKED = EXCHANGE_NAMES.filter((name) => name !== 'coinbase');

describe('the position mode', () => {
  it.each(ASKED)('of an account at %s is asked, and found to be the agreed one or not', async (exchange) => {
    const desk = await openedAccount({ exchange, terms: { markets: ['swap'] } });
    const examined = async () =>
      (await desk.exchange.examine(desk.account, desk.credentials)).checks.find(({ name }) => name === 'position_mode');
    expect(await examined()).toMatchObject({ status: 'ok', values: { mode: 'netting' } });
    await desk.fault({ kind: 'position_mode', account: 'main', mode: 'hedge' });
    expect(await examined()).toMatchObject({
      status: 'failed',
      code: 'ACCOUNT_POSITION_MODE_DIFFERS',
      values: { venueMode: 'hedging', mode: 'netting' },
    });
  });

  it('is not asked of Coinbase, which has one', async () => {
    const { questions } = await loadExchangeProfile('coinbase');
    expect(questions.positionMode).toBeUndefined();
    expect(positionModesIn(questions, [{ hedged: true }])).toEqual(new Set());
  });

  it.each([
    ['binance', {}],
    ['bybit', [{ symbol: 'BTC/USDT:USDT' }]],
    ['bybit', 'nothing'],
    ['htx', { data: {} }],
    ['bitget', { info: { posMode: 'another_mode' } }],
  ] as const)('of %s is not made up from an answer that does not tell', async (exchange, answer) => {
    const { questions } = await loadExchangeProfile(exchange);
    expect(positionModesIn(questions, [answer])).toEqual(new Set());
  });
});
