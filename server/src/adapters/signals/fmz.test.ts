import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const body = (action: string, rest = '"Price":"-1"', contract = 'swap'): string =>
  `{"Flag":"45M103Buy","Exchange":1,"Currency":"BTC_USDT","ContractType":"${contract}",${rest},` +
  `"Action":"${action}","Amount":"0.5"}`;

describe('FMZ JSON', () => {
  it.each([
    [body('buy', '"Price":-1', 'spot'), 'buy', 'units', 'market'],
    [body('sell', '"Price":"-1"', 'spot'), 'sell', 'units', 'market'],
    [body('long'), 'buy', 'contracts', 'market'],
    [body('short'), 'sell', 'contracts', 'market'],
    [body('closesell'), 'close_short', 'contracts', 'market'],
    [body('closebuy'), 'close_long', 'contracts', 'market'],
    [body('long', '"Price":"10000"'), 'buy', 'contracts', 'limit price=10000'],
    [body('closebuy', '"Price":"10000"'), 'close_long', 'contracts', 'limit price=10000'],
    [body('closesell', '"Price":"10000"'), 'close_short', 'contracts', 'limit price=10000'],
    [body('long', '"mood":1'), 'buy', 'contracts', 'market'],
  ])('%s', (text, action, unit, type) => {
    const symbol = unit === 'contracts' ? 'BTC_USDT.P' : 'BTC_USDT';
    expect(inWords(text)).toBe(
      `fmz | ${action} symbol=${symbol} quantity=0.5 quantity_unit=${unit} order_type=${type} tag=45M103Buy`,
    );
  });

  it.each(['BTC_USDT.swap', 'BTCUSDT.P', 'BTC/USDT:USDT', 'BTC-USDT-SWAP'])('marks %s no second time', (pair) => {
    expect(inWords(body('long').replace('BTC_USDT', pair))).toContain(`symbol=${pair} `);
    expect(inWords(body('long').replace('BTC_USDT', 'OKX:BTC_USDT'))).toContain('symbol=OKX:BTC_USDT.P ');
  });

  it('shows the number of an exchange as ignored and reads the name of one', () => {
    expect(parsed(body('long')).ignoredFields).toEqual(['Exchange']);
    expect(inWords(body('long').replace('"Exchange":1', '"Exchange":"OKX"'))).toContain('exchange=OKX');
  });

  it.each([
    [body('hold'), 'SIGNAL_ACTION_UNKNOWN Action'],
    [body('long', '"Price":0'), 'SIGNAL_FIELD_INVALID Price'],
    [body('long', '"Price":-2'), 'SIGNAL_FIELD_INVALID Price'],
    [body('long', '"Price":-1', 'next_quarter'), 'SIGNAL_NOT_SUPPORTED ContractType'],
    [body('long').replace('"0.5"', '"0"'), 'SIGNAL_FIELD_INVALID Amount'],
    [body('closebuy').replace('"0.5"', '"0"'), 'SIGNAL_FIELD_INVALID Amount'],
    [body('long').replace('"BTC_USDT"', '""'), 'SIGNAL_FIELD_MISSING Currency'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});

describe('FMZ short text', () => {
  const open = (action: string, unit: string): string =>
    `${action} quantity=0.01 quantity_unit=${unit}${action.startsWith('close') ? '' : ' order_type=market'}`;
  it.each([
    ['buy:0.01', open('buy', 'units')],
    ['sell:0.01', open('sell', 'units')],
    ['long:0.01', open('buy', 'contracts')],
    ['short:0.01', open('sell', 'contracts')],
    ['cover_long:0.01', open('close_long', 'contracts')],
    ['cover_short:0.01', open('close_short', 'contracts')],
    ['spk:0.01', `close_long ; ${open('sell', 'contracts')}`],
    ['bpk:0.01', `close_short ; ${open('buy', 'contracts')}`],
    ['BUY : 0.02 / 2', open('buy', 'units')],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`fmz | ${expected}`);
  });

  it.each([
    ['buy:0', 'SIGNAL_FIELD_INVALID amount'],
    ['cover_long:0', 'SIGNAL_FIELD_INVALID amount'],
    ['buy:-1', 'SIGNAL_FIELD_INVALID amount'],
    ['spk:0', 'SIGNAL_FIELD_INVALID amount'],
    ['buy:1,000', 'SIGNAL_NUMBER_INVALID amount'],
    ['hold:1', 'SIGNAL_ACTION_UNKNOWN action'],
    ['buy', 'SIGNAL_ACTION_UNKNOWN action'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text, 'fmz')).toBe(`refused ${expected}`);
  });
});

describe('FMZ order text', () => {
  const order = (type: number, rest = ''): string =>
    `TradingView:order:ticker=OKEX:ETHUSDT levelRate=5 price=3000 size=10 type=${type} robot=77${rest}`;
  const fields = (size: string, price: string): string =>
    `symbol=ETHUSDT exchange=OKEX${size}${price} leverage=5 tag=77`;
  const SIZE = ' quantity=10 quantity_unit=contracts';
  const LIMIT = ' order_type=limit price=3000';
  const MARKET = ' order_type=market';
  const rows: readonly (readonly [number, (price: string) => string])[] = [
    [1, (price) => `buy ${fields(SIZE, price)}`],
    [2, (price) => `sell ${fields(SIZE, price)}`],
    [3, (price) => `close_long ${fields(SIZE, price)}`],
    [4, (price) => `close_short ${fields(SIZE, price)}`],
    [5, (price) => `close_long ${fields('', price)} ; sell ${fields(SIZE, price)}`],
    [6, (price) => `close_short ${fields('', price)} ; buy ${fields(SIZE, price)}`],
  ];

  it.each(rows)(
    'type %i has a price as the JSON has one: the limit, or −1 or none for the market',
    (type, expected) => {
      expect(inWords(order(type))).toBe(`fmz | ${expected(LIMIT)}`);
      expect(inWords(order(type).replace('3000', '-1'))).toBe(`fmz | ${expected(MARKET)}`);
      expect(inWords(order(type).replace('price=3000 ', ''))).toBe(`fmz | ${expected(MARKET)}`);
    },
  );

  it('shows keys it does not know', () => {
    expect(parsed(order(1, ' mood=good')).ignoredFields).toEqual(['mood']);
  });

  it.each([
    [order(7), 'SIGNAL_ACTION_UNKNOWN type'],
    [order(1).replace('size=10', 'size=0'), 'SIGNAL_FIELD_INVALID size'],
    [order(1).replace('size=10', 'size=ten'), 'SIGNAL_NUMBER_INVALID size'],
    [order(1).replace('price=3000', 'price=0'), 'SIGNAL_FIELD_INVALID price'],
    [order(1).replace('price=3000', 'price=-2'), 'SIGNAL_FIELD_INVALID price'],
    [order(1, ' size=11'), 'SIGNAL_FIELD_CONFLICT size'],
    [order(1, ' now'), 'SIGNAL_FIELD_UNKNOWN now'],
    ['TradingView:order:ticker=X size=1', 'SIGNAL_FIELD_MISSING type'],
    ['TradingView:order:size=1 type=1', 'SIGNAL_FIELD_MISSING ticker'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});
