import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const HEAD = '"instrument":"BTC-USDT-SWAP","signalToken":"tok-1","timestamp":"2026-11-20T10:00:00Z"';
const TIME = 'time=2026-11-20T10:00:00.000Z';

function strategy(
  action: string,
  before: string,
  after: string,
  amount = '"investmentType":"base","amount":"0.5"',
): string {
  return `{"id":"Long","action":"${action}","marketPosition":"${after}","prevMarketPosition":"${before}",${HEAD},${amount}}`;
}

describe('the strategy form of the OKX signal bot', () => {
  const symbol = 'symbol=BTC-USDT-SWAP';
  it.each([
    [strategy('buy', 'flat', 'long'), `target ${symbol} quantity_unit=units target_position=long target_quantity=0.5`],
    [
      strategy('sell', 'flat', 'short'),
      `target ${symbol} quantity_unit=units target_position=short target_quantity=0.5`,
    ],
    [strategy('sell', 'long', 'flat'), `target ${symbol} target_position=flat`],
    [strategy('buy', 'long', 'long'), `buy ${symbol} quantity=0.5 quantity_unit=units order_type=market`],
    [strategy('sell', 'long', 'long'), `close_long ${symbol} quantity=0.5 quantity_unit=units`],
    [strategy('buy', 'short', 'short'), `close_short ${symbol} quantity=0.5 quantity_unit=units`],
    [strategy('sell', 'long', 'short'), `sell ${symbol} quantity=0.5 quantity_unit=units order_type=market`],
    [
      strategy('sell', 'long', 'short', '"investmentType":"percentage_balance","amount":50'),
      `target ${symbol} quantity_unit=percent_available target_position=short target_quantity=50`,
    ],
    [strategy('buy', 'flat', 'long', '"maxLag":30'), `target ${symbol} target_position=long`],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`okx | ${expected} ${TIME} tag=Long`);
  });

  it('keeps the token apart and signals fresh for a minute unless it says otherwise', () => {
    expect(parsed(strategy('buy', 'flat', 'long'))).toMatchObject({ credential: 'tok-1', maxAgeMs: 60_000 });
    expect(parsed(strategy('buy', 'flat', 'long', '"maxLag":"30"')).maxAgeMs).toBe(30_000);
  });

  it.each([
    [strategy('hold', 'flat', 'long'), 'SIGNAL_ACTION_UNKNOWN action'],
    [strategy('sell', 'long', 'long', '"maxLag":1'), 'SIGNAL_FIELD_MISSING amount'],
    [strategy('buy', 'flat', 'up'), 'SIGNAL_FIELD_INVALID marketPosition'],
    [strategy('buy', 'flat', 'long', '"amount":1'), 'SIGNAL_FIELD_MISSING investmentType'],
    [strategy('buy', 'flat', 'long', '"amount":0,"investmentType":"base"'), 'SIGNAL_FIELD_INVALID amount'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});

describe('the custom form of the OKX signal bot', () => {
  it.each([
    ['ENTER_LONG', 'margin', 'buy', 'quote'],
    ['ENTER_SHORT', 'contract', 'sell', 'contracts'],
    ['enter_long', 'percentage_balance', 'buy', 'percent_available'],
    ['ENTER_LONG', 'percentage_investment', 'buy', 'percent_equity'],
    ['EXIT_LONG', 'percentage_position', 'close_long', 'percent_position'],
    ['EXIT_SHORT', 'percentage_position', 'close_short', 'percent_position'],
  ])('%s with %s', (action, type, expected, unit) => {
    const text = `{"action":"${action}",${HEAD},"orderType":"market","orderPriceOffset":"","investmentType":"${type}","amount":"50"}`;
    expect(inWords(text)).toBe(
      `okx | ${expected} symbol=BTC-USDT-SWAP quantity=50 quantity_unit=${unit} order_type=market ${TIME}`,
    );
  });

  it('reads the trailing comma that the published script writes into every exit', () => {
    const text = `{"action":"EXIT_LONG",${HEAD},"investmentType":"percentage_position","amount":"100",}`;
    expect(inWords(text)).toContain('close_long symbol=BTC-USDT-SWAP quantity=100 quantity_unit=percent_position');
  });

  it.each([
    [`{"action":"ENTER_LONG",${HEAD},"orderType":"limit","orderPriceOffset":"1"}`, 'SIGNAL_NOT_SUPPORTED orderType'],
    [`{"action":"REVERSE",${HEAD}}`, 'SIGNAL_ACTION_UNKNOWN action'],
    [`{${HEAD}}`, 'SIGNAL_FIELD_MISSING action'],
    ['{"action":"ENTER_LONG","signalToken":"t"}', 'SIGNAL_FIELD_MISSING instrument'],
    [`{"action":"ENTER_LONG",${HEAD},"amount":5}`, 'SIGNAL_FIELD_MISSING investmentType'],
    [`{"action":"ENTER_LONG",${HEAD},"amount":5,"investmentType":"luck"}`, 'SIGNAL_FIELD_INVALID investmentType'],
    [`{"action":"EXIT_LONG",${HEAD},"amount":0,"investmentType":"percentage_position"}`, 'SIGNAL_FIELD_INVALID amount'],
    [`{"action":"ENTER_LONG",${HEAD},"maxLag":0}`, 'SIGNAL_FIELD_INVALID maxLag'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});
