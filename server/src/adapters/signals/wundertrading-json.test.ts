import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const code = (verb: string, pair = 'BTCUSDT'): string => `"code":"${verb}_Binance_${pair}_My Bot_15M_0abc"`;
const NAMED = 'symbol=BTCUSDT exchange=Binance';

describe('WunderTrading JSON', () => {
  it.each([
    [`{${code('ENTER-LONG')}}`, `buy ${NAMED} order_type=market strategy=My Bot`],
    [`{${code('ENTER-SHORT')}}`, `sell ${NAMED} order_type=market strategy=My Bot`],
    [`{${code('EXIT-LONG')}}`, `close_long ${NAMED} strategy=My Bot`],
    [`{${code('EXIT-SHORT')}}`, `close_short ${NAMED} strategy=My Bot`],
    [`{${code('EXIT-ALL')}}`, `close ${NAMED} strategy=My Bot`],
    [`{${code('ENTER-LONG')},"orderType":"limit","price":9}`, `buy ${NAMED} order_type=limit price=9 strategy=My Bot`],
    ...(
      [
        ['quote', '100', 'quantity=100 quantity_unit=quote'],
        ['base', '0.1', 'quantity=0.1 quantity_unit=units'],
        ['$', '100', 'quantity=100 quantity_unit=usd'],
        ['percents', '0.25', 'quantity=25 quantity_unit=percent_balance'],
        ['contracts', '3', 'quantity=3 quantity_unit=contracts'],
      ] as const
    ).map(([type, amount, expected]): [string, string] => [
      `{${code('ENTER-LONG')},"amountPerTradeType":"${type}","amountPerTrade":${amount}}`,
      `buy ${NAMED} ${expected} order_type=market strategy=My Bot`,
    ]),
    [
      `{${code('ENTER-LONG')},"leverage":5,"reduceOnly":false,"stopLoss":{"priceDeviation":0.02},` +
        '"takeProfits":[{"priceDeviation":0.01,"portfolio":0.5},{"priceDeviation":0.03,"portfolio":0.5}]}',
      `buy ${NAMED} order_type=market sl=2 sl_unit=percent tp_unit=percent tps=1,3 tp_portions=0.5,0.5 ` +
        'reduce_only=false leverage=5 strategy=My Bot',
    ],
    [
      `{${code('ENTER-LONG')},"takeProfits":[{"priceDeviation":0.01,"portfolio":1}]}`,
      `buy ${NAMED} order_type=market tp=1 tp_unit=percent strategy=My Bot`,
    ],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`wundertrading | ${expected}`);
  });

  it('closes whole what an exit names, at its limit, and shows the amounts of the template as ignored', () => {
    const text =
      `{${code('EXIT-LONG')},"orderType":"limit","price":9,"reduceOnly":true,"amountPerTradeType":"quote",` +
      '"amountPerTrade":100,"leverage":5,"stopLoss":{"priceDeviation":0.02}}';
    expect(inWords(text)).toBe(
      `wundertrading | close_long ${NAMED} order_type=limit price=9 reduce_only=true strategy=My Bot`,
    );
    expect(parsed(text).ignoredFields).toEqual(['amountPerTradeType', 'amountPerTrade', 'leverage', 'stopLoss']);
  });

  it.each([
    [`{${code('FLIP-LONG')}}`, 'SIGNAL_ACTION_UNKNOWN'],
    ['{"code":"ENTER-LONG"}', 'SIGNAL_FIELD_MISSING code'],
    ['{"amountPerTrade":1}', 'SIGNAL_FIELD_MISSING code'],
    [`{${code('ENTER-LONG')},"orderType":"trailing"}`, 'SIGNAL_NOT_SUPPORTED orderType'],
    [`{${code('ENTER-LONG')},"amountPerTrade":1}`, 'SIGNAL_FIELD_MISSING amountPerTradeType'],
    [`{${code('ENTER-LONG')},"amountPerTrade":0,"amountPerTradeType":"base"}`, 'SIGNAL_FIELD_INVALID amountPerTrade'],
    [
      `{${code('ENTER-LONG')},"amountPerTrade":50,"amountPerTradeType":"percents"}`,
      'SIGNAL_FIELD_INVALID amountPerTrade',
    ],
    [
      `{${code('ENTER-LONG')},"amountPerTrade":1.01,"amountPerTradeType":"percents"}`,
      'SIGNAL_FIELD_INVALID amountPerTrade',
    ],
    [`{${code('ENTER-LONG')},"stopLoss":{"priceDeviation":2}}`, 'SIGNAL_FIELD_INVALID stopLoss.priceDeviation'],
    [
      `{${code('ENTER-LONG')},"takeProfits":[{"priceDeviation":5}]}`,
      'SIGNAL_FIELD_INVALID takeProfits[0].priceDeviation',
    ],
    [`{${code('ENTER-LONG')},"moveToBreakeven":true}`, 'SIGNAL_NOT_SUPPORTED moveToBreakeven'],
    [`{${code('ENTER-LONG')},"stopLoss":{}}`, 'SIGNAL_FIELD_MISSING stopLoss.priceDeviation'],
    [`{${code('ENTER-LONG')},"takeProfits":[5]}`, 'SIGNAL_FIELD_INVALID takeProfits[0]'],
    [
      `{${code('ENTER-LONG')},"takeProfits":[{"priceDeviation":0.1,"portfolio":0.6},{"priceDeviation":0.2,"portfolio":0.6}]}`,
      'SIGNAL_FIELD_INVALID takeProfits',
    ],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text, 'wundertrading')).toBe(`refused ${expected}`);
  });
});
