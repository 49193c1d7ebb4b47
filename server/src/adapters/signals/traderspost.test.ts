import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const BUY = 'buy symbol=AMD order_type=market';

describe('TradersPost actions and sizes', () => {
  it.each([
    ['{"ticker":"AMD","action":"buy"}', BUY],
    [
      '{"ticker":"AMD","action":"sell","quantity":2}',
      'sell symbol=AMD quantity=2 quantity_unit=units order_type=market',
    ],
    ['{"ticker":"AMD","action":"exit"}', 'close symbol=AMD'],
    ['{"ticker":"AMD","action":"exit","quantity":"3"}', 'close symbol=AMD quantity=3 quantity_unit=units'],
    ['{"ticker":"AMD","action":"cancel"}', 'cancel symbol=AMD'],
    ['{"ticker":"AMD","action":"add","quantity":1}', 'add symbol=AMD quantity=1 quantity_unit=units order_type=market'],
    ...(
      [
        ['fixed_quantity', 'units'],
        ['dollar_amount', 'usd'],
        ['risk_dollar_amount', 'risk_usd'],
        ['risk_percent', 'risk_percent'],
        ['percent_of_equity', 'percent_equity'],
        ['percent_of_position', 'percent_position'],
      ] as const
    ).map(([type, unit]): [string, string] => [
      `{"ticker":"AMD","action":"buy","quantity":5,"quantityType":"${type}"}`,
      `buy symbol=AMD quantity=5 quantity_unit=${unit} order_type=market`,
    ]),
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`traderspost | ${expected}`);
  });
});

describe('TradersPost sentiment: the position after the trade', () => {
  it.each([
    ['sell', 'flat', '', 'target symbol=AMD target_position=flat'],
    ['buy', 'flat', ',"quantity":9', 'target symbol=AMD target_position=flat'],
    [
      'buy',
      'bullish',
      ',"quantity":9',
      'close_short symbol=AMD ; buy symbol=AMD quantity=9 quantity_unit=units order_type=market',
    ],
    [
      'buy',
      'bullish',
      ',"quantity":9,"quantityType":"dollar_amount"',
      'close_short symbol=AMD ; buy symbol=AMD quantity=9 quantity_unit=usd order_type=market',
    ],
    ['buy', 'long', '', 'target symbol=AMD target_position=long'],
    [
      'sell',
      'bearish',
      ',"quantity":9,"cancel":true',
      'cancel symbol=AMD ; close_long symbol=AMD ; sell symbol=AMD quantity=9 quantity_unit=units order_type=market',
    ],
    [
      'sell',
      'short',
      ',"quantity":9,"orderType":"limit","limitPrice":5,"stopLoss":{"percent":2}',
      'close_long symbol=AMD ; ' +
        'sell symbol=AMD quantity=9 quantity_unit=units order_type=limit price=5 sl=2 sl_unit=percent',
    ],
    ['sell', 'bullish', ',"quantity":9', 'close_long symbol=AMD quantity=9 quantity_unit=units'],
    ['buy', 'bearish', ',"quantity":9', 'close_short symbol=AMD quantity=9 quantity_unit=units'],
  ])('%s with %s%s', (action, sentiment, rest, expected) => {
    const text = `{"ticker":"AMD","action":"${action}","sentiment":"${sentiment}"${rest}}`;
    expect(inWords(text)).toBe(`traderspost | ${expected}`);
  });
});

describe('TradersPost prices, protection and the rest', () => {
  const open = '"ticker":"AMD","action":"buy"';

  it.each([
    ['"signalPrice":143.12', `${BUY} signal_price=143.12`],
    ['"price":143.12', `${BUY} signal_price=143.12`],
    ['"orderType":"market","limitPrice":5', BUY],
    ['"orderType":"limit","limitPrice":100,"price":101', 'buy symbol=AMD order_type=limit price=100 signal_price=101'],
    ['"orderType":"stop","stopPrice":100', 'buy symbol=AMD order_type=stop stop_price=100'],
    [
      '"orderType":"stop_limit","stopPrice":100,"limitPrice":99',
      'buy symbol=AMD order_type=stop_limit price=99 stop_price=100',
    ],
    [
      '"orderType":"trailing_stop","trailAmount":1',
      'buy symbol=AMD order_type=trailing_stop trail_distance=1 trail_unit=amount',
    ],
    [
      '"orderType":"trailing_stop","trailPercent":2',
      'buy symbol=AMD order_type=trailing_stop trail_distance=2 trail_unit=percent',
    ],
    ['"takeProfit":{"limitPrice":110}', `${BUY} tp=110 tp_unit=price`],
    ['"takeProfit":{"percent":10}', `${BUY} tp=10 tp_unit=percent`],
    ['"takeProfit":{"amount":10}', `${BUY} tp=10 tp_unit=amount`],
    ['"stopLoss":{"type":"stop","percent":5}', `${BUY} sl=5 sl_unit=percent`],
    ['"stopLoss":{"amount":5}', `${BUY} sl=5 sl_unit=amount`],
    ['"stopLoss":{"type":"stop","stopPrice":90}', `${BUY} sl=90 sl_unit=price`],
    ['"timeInForce":"day"', `${BUY} time_in_force=day`],
    ['"timeInForce":"gtc"', `${BUY} time_in_force=gtc`],
    ['"timeInForce":"ioc"', `${BUY} time_in_force=ioc`],
    ['"timeInForce":"fok"', `${BUY} time_in_force=fok`],
    ['"time":"2026-11-20T10:00:00Z"', `${BUY} time=2026-11-20T10:00:00.000Z`],
    ['"delay":0', BUY],
  ])('%s', (rest, expected) => {
    expect(inWords(`{${open},${rest}}`)).toBe(`traderspost | ${expected}`);
  });

  it('shows what has no effect here', () => {
    const text = `{${open},"extendedHours":true,"interval":"5","extras":{"sl":1},"cancel":false}`;
    expect(parsed(text).ignoredFields).toEqual(['extendedHours', 'interval', 'extras']);
    expect(parsed(`{${open},"orderType":"market","limitPrice":5}`).ignoredFields).toEqual(['limitPrice']);
  });

  it.each([
    [`{${open},"quantity":0}`, 'SIGNAL_FIELD_INVALID quantity'],
    [`{${open},"quantity":"5 shares"}`, 'SIGNAL_NUMBER_INVALID quantity'],
    [`{${open},"quantityType":"lots"}`, 'SIGNAL_FIELD_INVALID quantityType'],
    [`{${open},"quantityType":"dollar_amount"}`, 'SIGNAL_FIELD_MISSING quantity'],
    [`{${open},"sentiment":"long","quantityType":"dollar_amount"}`, 'SIGNAL_FIELD_MISSING quantity'],
    ['{"ticker":"AMD","action":"exit","quantityType":"percent_of_position"}', 'SIGNAL_FIELD_MISSING quantity'],
    [`{${open},"orderType":"limit"}`, 'SIGNAL_FIELD_MISSING limitPrice'],
    [`{${open},"orderType":"limit","price":10}`, 'SIGNAL_FIELD_MISSING limitPrice'],
    [`{${open},"orderType":"stop"}`, 'SIGNAL_FIELD_MISSING stopPrice'],
    [`{${open},"orderType":"trailing_stop"}`, 'SIGNAL_FIELD_MISSING trailAmount'],
    [`{${open},"orderType":"iceberg"}`, 'SIGNAL_FIELD_INVALID orderType'],
    [`{${open},"sentiment":"up"}`, 'SIGNAL_FIELD_INVALID sentiment'],
    ['{"ticker":"AMD","action":"exit","sentiment":"flat"}', 'SIGNAL_FIELD_CONFLICT action'],
    ['{"ticker":"AMD","action":"sell","sentiment":"bullish"}', 'SIGNAL_FIELD_MISSING quantity'],
    [`{${open},"stopLoss":{"type":"trailing_stop","trailPercent":1}}`, 'SIGNAL_NOT_SUPPORTED stopLoss.type'],
    [`{${open},"stopLoss":{"stopPrice":9,"limitPrice":8}}`, 'SIGNAL_NOT_SUPPORTED stopLoss.limitPrice'],
    [`{${open},"stopLoss":{"type":"stop"}}`, 'SIGNAL_FIELD_MISSING stopLoss.percent'],
    [`{${open},"stopLoss":{"percent":1,"amount":1}}`, 'SIGNAL_FIELD_CONFLICT percent'],
    [`{${open},"takeProfit":{"percent":0}}`, 'SIGNAL_FIELD_INVALID takeProfit.percent'],
    [`{${open},"timeInForce":"opg"}`, 'SIGNAL_NOT_SUPPORTED timeInForce'],
    [`{${open},"delay":30}`, 'SIGNAL_NOT_SUPPORTED delay'],
    [`{${open},"cancelAfter":30}`, 'SIGNAL_NOT_SUPPORTED cancelAfter'],
    [`{${open},"cancel":true,"cancelOrderType":"limit"}`, 'SIGNAL_NOT_SUPPORTED cancelOrderType'],
    [`{${open},"limitPrice":100}`, 'SIGNAL_FIELD_CONFLICT limitPrice'],
    [`{${open},"stopPrice":100}`, 'SIGNAL_FIELD_CONFLICT stopPrice'],
    [`{${open},"trailPercent":1}`, 'SIGNAL_FIELD_CONFLICT trailPercent'],
    [`{${open},"signalPrice":0}`, 'SIGNAL_FIELD_INVALID signalPrice'],
    [`{${open},"stopLos":{"percent":5}}`, 'SIGNAL_FIELD_UNKNOWN stopLos'],
    [`{${open},"breakeven":true}`, 'SIGNAL_NOT_SUPPORTED breakeven'],
    ['{"ticker":"AMD","action":"exit","quantity":0}', 'SIGNAL_FIELD_INVALID quantity'],
    [`{${open},"optionType":"call"}`, 'SIGNAL_NOT_SUPPORTED optionType'],
    ['{"ticker":"AMD","action":"reverse","sentiment":"long"}', 'SIGNAL_ACTION_UNKNOWN action'],
    ['{"ticker":"","action":"buy","sentiment":"long"}', 'SIGNAL_FIELD_MISSING ticker'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text, 'traderspost')).toBe(`refused ${expected}`);
  });
});

describe('TradersPost exits at a price, and cancels', () => {
  it.each([
    [
      '"action":"exit","orderType":"limit","limitPrice":110,"quantity":2',
      'close symbol=AMD quantity=2 quantity_unit=units order_type=limit price=110',
    ],
    ['"action":"exit","orderType":"stop","stopPrice":90', 'close symbol=AMD order_type=stop stop_price=90'],
    [
      '"action":"exit","orderType":"trailing_stop","price":71,"trailAmount":"1"',
      'close symbol=AMD order_type=trailing_stop signal_price=71 trail_distance=1 trail_unit=amount',
    ],
    [
      '"action":"sell","sentiment":"flat","orderType":"limit","limitPrice":110',
      'close symbol=AMD order_type=limit price=110',
    ],
    [
      '"action":"sell","sentiment":"flat","orderType":"market"',
      'target symbol=AMD order_type=market target_position=flat',
    ],
    ['"action":"buy","cancel":true', `cancel symbol=AMD ; ${BUY}`],
    ['"action":"cancel","cancel":true', 'cancel symbol=AMD'],
  ])('%s', (fields, expected) => {
    expect(inWords(`{"ticker":"AMD",${fields}}`)).toBe(`traderspost | ${expected}`);
  });
});
