import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

/** One opening of each lenient JSON format, without its closing brace. */
const OPENINGS: readonly (readonly [format: string, text: string])[] = [
  ['generic', '{"symbol":"X","action":"buy","qty":1'],
  ['mt5', '{"symbol":"X","action":"buy","volume":1'],
  ['traderspost', '{"ticker":"X","action":"buy","quantity":1'],
  ['threecommas', '{"tv_instrument":"X","bot_uuid":"b","action":"enter_long"'],
  ['okx', '{"instrument":"X","signalToken":"t","action":"ENTER_LONG"'],
  ['wundertrading', '{"code":"ENTER-LONG_Binance_X_My Bot_15M_0abc"'],
  ['fmz', '{"Flag":"f","Currency":"X","Action":"buy","Amount":1'],
];

describe.each(OPENINGS)('%s: what would change the meaning of the rest is not ignored', (format, open) => {
  it.each([
    ['"delay":30', 'SIGNAL_NOT_SUPPORTED delay'],
    ['"delay_seconds":5', 'SIGNAL_NOT_SUPPORTED delay_seconds'],
    ['"enabled":false', 'SIGNAL_NOT_SUPPORTED enabled'],
    ['"active":"0"', 'SIGNAL_NOT_SUPPORTED active'],
    ['"disabled":true', 'SIGNAL_NOT_SUPPORTED disabled'],
    ['"simulate":true,"paper":false', 'SIGNAL_FIELD_CONFLICT simulate'],
  ])('refuses %s', (fields, expected) => {
    expect(inWords(`${open},${fields}}`)).toBe(`refused ${expected}`);
  });

  it.each(['"enabled":true', '"active":null', '"delay":0', '"disabled":false', '"closePosition":false'])(
    'trades with %s, which changes nothing',
    (field) => {
      expect(inWords(`${open},${field}}`)).toContain(`${format} | buy `);
    },
  );

  it.each(['test', 'dry_run', 'simulate', 'simulation', 'paper', 'paperTrade'])('%s is a rehearsal', (name) => {
    expect(parsed(`${open},"${name}":true}`)).toMatchObject({ format, test: true });
    expect(parsed(`${open},"${name}":false}`)).toMatchObject({ format, test: false });
  });
});

describe.each(OPENINGS.slice(1))('%s: fields of other formats that change the meaning', (_format, open) => {
  const refused = (fields: string): string => inWords(`${open},${fields}}`, _format as 'mt5');
  it.each([
    ['"sizeType":"usd"', 'SIGNAL_NOT_SUPPORTED sizeType'],
    ['"unit":"usd"', 'SIGNAL_NOT_SUPPORTED unit'],
    ['"units":5', 'SIGNAL_NOT_SUPPORTED units'],
    ['"closePosition":true', 'SIGNAL_NOT_SUPPORTED closePosition'],
    ['"position_size":0', 'SIGNAL_NOT_SUPPORTED position_size'],
  ])('refuses %s', (fields, expected) => {
    expect(refused(fields)).toBe(`refused ${expected}`);
  });
});

describe('a size that never arrived looks like null, and is refused as an empty one is', () => {
  it.each([
    ['signalbox', '{"signalbox":1,"action":"buy","symbol":"X","quantity":null}', 'quantity'],
    ['signalbox', '{"signalbox":1,"action":"target","symbol":"X","target_quantity":null}', 'target_quantity'],
    ['mt5', '{"action":"buy","symbol":"X","volume":null}', 'volume'],
    ['mt5', '{"action":"close","symbol":"X","volume":null}', 'volume'],
    ['traderspost', '{"ticker":"X","action":"buy","quantity":null}', 'quantity'],
    [
      'threecommas',
      '{"tv_instrument":"X","bot_uuid":"b","action":"enter_long","order":{"amount":null}}',
      'order.amount',
    ],
    ['okx', '{"instrument":"X","signalToken":"t","action":"ENTER_LONG","amount":null}', 'amount'],
    ['wundertrading', '{"code":"ENTER-LONG_Binance_X_My Bot_15M_0abc","amountPerTrade":null}', 'amountPerTrade'],
    ['fmz', '{"Flag":"f","Currency":"X","Action":"buy","Amount":null}', 'Amount'],
  ])('%s: %s', (format, text, field) => {
    expect(inWords(text, format as 'mt5')).toBe(`refused SIGNAL_NUMBER_INVALID ${field}`);
  });
});

describe('the same fields in generic JSON, which knows most of them', () => {
  const generic = (fields: string): string => inWords(`{"symbol":"X",${fields}}`);
  const BUY = 'generic | buy symbol=X quantity=5';

  it.each([
    ...['quantityType', 'qty_type', 'sizeType', 'amount_type', 'unit', 'quantity_unit'].map(
      (name): [string, string] => [
        `"action":"buy","qty":5,"${name}":"lots"`,
        `${BUY} quantity_unit=lots order_type=market`,
      ],
    ),
    ...(
      [
        ['fixed_quantity', 'units'],
        ['base', 'units'],
        ['shares', 'units'],
        ['lot', 'lots'],
        ['contract', 'contracts'],
        ['cash', 'quote'],
        ['dollar_amount', 'usd'],
        ['USD', 'usd'],
        ['percent_of_equity', 'percent_equity'],
        ['percent', 'percent_equity'],
        ['risk_percent', 'risk_percent'],
      ] as const
    ).map(([word, unit]): [string, string] => [
      `"action":"buy","qty":5,"unit":"${word}"`,
      `${BUY} quantity_unit=${unit} order_type=market`,
    ]),
    ['"action":"buy","units":5', `${BUY} quantity_unit=units order_type=market`],
    ['"action":"buy","qty":5,"order":"limit","price":9', `${BUY} quantity_unit=units order_type=limit price=9`],
    ['"action":"buy","qty":5,"order":"market"', `${BUY} quantity_unit=units order_type=market`],
    ['"action":"buy","qty":5,"order":"my first"', `${BUY} quantity_unit=units order_type=market`],
    ['"action":"sell","closePosition":true', 'generic | close_long symbol=X'],
    ['"action":"buy","close_position":"true"', 'generic | close_short symbol=X'],
    ['"action":"close","close_position":true', 'generic | close symbol=X'],
  ])('%s', (fields, expected) => {
    expect(generic(fields)).toBe(expected);
  });

  it.each([
    ['"action":"buy","qty":5,"unit":"bananas"', 'SIGNAL_FIELD_INVALID unit'],
    ['"action":"buy","qty":5,"units":"lots"', 'SIGNAL_FIELD_CONFLICT qty'],
    ['"action":"buy","unit":"lots"', 'SIGNAL_FIELD_MISSING quantity'],
    ['"action":"close","qty_type":"percent"', 'SIGNAL_FIELD_MISSING quantity'],
    ['"action":"buy","qty":5,"order":"limit","type":"market"', 'SIGNAL_FIELD_CONFLICT type'],
    ['"action":"sell","qty":5,"closePosition":true', 'SIGNAL_FIELD_CONFLICT closePosition'],
    ['"action":"add","closePosition":true', 'SIGNAL_FIELD_CONFLICT closePosition'],
    ['"market_position":"long","position_size":1,"closePosition":true', 'SIGNAL_FIELD_CONFLICT closePosition'],
    ['"action":"buy","qty":5,"closePosition":50', 'SIGNAL_FIELD_INVALID closePosition'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(fields)).toBe(`refused ${expected}`);
  });
});
