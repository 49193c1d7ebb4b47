import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const OPEN = '"action":"buy","symbol":"xauusd","volume":0.1';
const OPENED = 'mt5 | buy symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=market';

describe('the JSON of MT5 servers', () => {
  it.each([
    [`{${OPEN}}`, OPENED],
    [
      `{${OPEN},"sl": 3350.5 * 0.99,"tp":3350.5 * 1.02}`,
      `${OPENED} sl=3316.995 sl_unit=price tp=3417.51 tp_unit=price`,
    ],
    [`{${OPEN},"stop_loss":"3300","take_profit":"3400"}`, `${OPENED} sl=3300 sl_unit=price tp=3400 tp_unit=price`],
    [`{${OPEN},"sl":0}`, `${OPENED} sl=0 sl_unit=price`],
    [`{${OPEN},"price":3350}`, `${OPENED} signal_price=3350`],
    [`{${OPEN},"price":0}`, OPENED],
    [
      `{${OPEN},"price":3350,"type":"limit"}`,
      'mt5 | buy symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=limit price=3350',
    ],
    [`{${OPEN},"comment":"TradingView Signal"}`, `${OPENED} comment=TradingView Signal`],
    [`{${OPEN},"magic":12345}`, `${OPENED} magic=12345`],
    [`{${OPEN},"deviation":20}`, `${OPENED} deviation=20`],
    [`{${OPEN},"enable_time_check":true}`, `${OPENED} time_check=true`],
    [`{${OPEN},"enable_time_check":"False"}`, `${OPENED} time_check=false`],
    [
      '{"action":"sell","symbol":"EURUSD","volume":"0.05"}',
      'mt5 | sell symbol=EURUSD quantity=0.05 quantity_unit=lots order_type=market',
    ],
    ['{"action":"close","symbol":"EURUSD","ticket":5,"magic":1}', 'mt5 | close symbol=EURUSD ticket=5 magic=1'],
    ['{"action":"close","symbol":"EURUSD","close_type":"long"}', 'mt5 | close_long symbol=EURUSD'],
    ['{"action":"close","symbol":"EURUSD","close_type":"short"}', 'mt5 | close_short symbol=EURUSD'],
    [
      '{"action":"close","symbol":"EURUSD","volume":0.5,"type":"limit","price":1.2}',
      'mt5 | close symbol=EURUSD quantity=0.5 quantity_unit=lots order_type=limit price=1.2',
    ],
    ['{"action":"close","symbol":"EURUSD","volume":0.5}', 'mt5 | close symbol=EURUSD quantity=0.5 quantity_unit=lots'],
    ['{"action":"close_all","comment":"Close all positions"}', 'mt5 | close_all comment=Close all positions'],
    [
      '{"action":"modify","symbol":"EURUSD","ticket":5,"sl":1.1,"tp":1.2}',
      'mt5 | modify symbol=EURUSD sl=1.1 sl_unit=price tp=1.2 tp_unit=price ticket=5',
    ],
    [
      '{"message":"开多 XAUUSD 仓位=0.1 备注=TradingView信号"}',
      'mt5 | buy symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=market comment=TradingView信号',
    ],
    [
      '{"action":"buy","symbol":"XAUUSD","sl":0,"tp":0}',
      'mt5 | buy symbol=XAUUSD order_type=market sl=0 sl_unit=price tp=0 tp_unit=price',
    ],
    [
      '{"action":"sell","symbol":"XAUUSD","stop_loss":"0.0","take_profit":3400,"comment":"c","api_key":"k"}',
      'mt5 | sell symbol=XAUUSD order_type=market sl=0 sl_unit=price tp=3400 tp_unit=price comment=c',
    ],
    [
      '{"message":"开多 XAUUSD 仓位=0.1","action":"buy","symbol":"xauusd","volume":"0.10","comment":null}',
      'mt5 | buy symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=market',
    ],
    ['{"message":"平多 XAUUSD","enable_time_check":true}', 'mt5 | close_long symbol=XAUUSD time_check=true'],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(expected);
  });

  it.each([
    [
      `{${OPEN},"position_size":0}`,
      'buy symbol=xauusd quantity=0.1 quantity_unit=lots order_type=market reduce_only=true',
    ],
    [`{${OPEN},"sentiment":"flat"}`, 'target symbol=xauusd target_position=flat'],
  ])('leaves %s, which tells the position afterwards, to the format that knows how', (text, expected) => {
    expect(inWords(text)).toBe(`generic | ${expected}`);
  });

  it.each([
    '{"action":"buy","symbol":"X","sl":0}',
    '{"action":"buy","symbol":"X","sl":0,"tp":0,"qty":1}',
    '{"action":"buy","symbol":"X","sl":0,"tp":0,"mood":1}',
    '{"action":"buy","symbol":"X","sl":"","tp":""}',
  ])('does not take %s for an MT5 command: the zero may be a number that never arrived', (text) => {
    expect(inWords(text)).toMatch(/^refused SIGNAL_(?:FIELD|NUMBER)_INVALID sl$/);
  });

  it.each([
    ['"action":"sell"', 'action'],
    ['"symbol":"EURUSD"', 'symbol'],
    ['"volume":0.2', 'volume'],
    ['"sl":3200', 'sl'],
    ['"tp":3400', 'tp'],
    ['"price":3300', 'price'],
    ['"ticket":5', 'ticket'],
    ['"magic":7', 'magic'],
    ['"deviation":7', 'deviation'],
    ['"close_type":"long"', 'close_type'],
    ['"type":"limit"', 'type'],
    ['"qty":0.2', 'qty'],
    ['"side":"sell"', 'side'],
    ['"ticker":"EURUSD"', 'ticker'],
    ['"action":"sell","symbol":"XAUUSD","volume":0.1', 'action'],
    ['"action":"sell","symbol":"XAUUSD","quantity":0.1', 'action'],
  ])('refuses a Chinese command with %s beside it, which says otherwise', (fields, field) => {
    expect(inWords(`{"message":"开多 XAUUSD 仓位=0.1",${fields}}`)).toBe(`refused SIGNAL_FIELD_CONFLICT ${field}`);
  });

  it('takes a message that is no command for a remark', () => {
    expect(inWords('{"message":"突破买入","action":"buy","symbol":"X","volume":1}')).toContain('mt5 | buy symbol=X');
    expect(inWords('{"message":"buy now","action":"buy","symbol":"X","qty":1}')).toContain('generic | buy symbol=X');
  });

  it('reads a Chinese text when the format is named mt5', () => {
    expect(inWords('全平', 'mt5')).toBe('mt5_chinese | close_all');
  });

  it('hands over the secret and the wish for a rehearsal, and shows what it does not know', () => {
    const signal = parsed(
      `{${OPEN},"secret":"hunter-2","test":true,"timeframe":"5","contracts":3,"debug":{"close":1}}`,
    );
    expect(signal).toMatchObject({
      credential: 'hunter-2',
      test: true,
      ignoredFields: ['timeframe', 'contracts', 'debug'],
    });
  });

  it.each(['api_key', 'key', 'secret', 'token', 'passphrase'])('takes the key under %s', (name) => {
    expect(parsed(`{${OPEN},"${name}":"hunter-2"}`)).toMatchObject({ credential: 'hunter-2', ignoredFields: [] });
  });

  it.each([
    ['{"action":"hold","symbol":"X","volume":1}', 'SIGNAL_ACTION_UNKNOWN action'],
    ['{"symbol":"X","volume":1}', 'SIGNAL_FIELD_MISSING action'],
    ['{"action":"buy","volume":1}', 'SIGNAL_FIELD_MISSING symbol'],
    [`{"action":"buy","symbol":"X","volume":0}`, 'SIGNAL_FIELD_INVALID volume'],
    [`{"action":"buy","symbol":"X","volume":-1}`, 'SIGNAL_FIELD_INVALID volume'],
    [`{"action":"buy","symbol":"X","volume":"1,000"}`, 'SIGNAL_NUMBER_INVALID volume'],
    [`{"action":"buy","symbol":"X","volume":""}`, 'SIGNAL_NUMBER_INVALID volume'],
    [`{"action":"buy","symbol":"X","volume":true}`, 'SIGNAL_NUMBER_INVALID volume'],
    [`{${OPEN},"sl":1,"stop_loss":2}`, 'SIGNAL_FIELD_CONFLICT sl'],
    [`{${OPEN},"type":"limit"}`, 'SIGNAL_FIELD_MISSING price'],
    [`{${OPEN},"test":"maybe"}`, 'SIGNAL_FIELD_INVALID test'],
    ['{"action":"close_all","close_type":"long"}', 'SIGNAL_FIELD_CONFLICT action'],
    ['{"action":"modify","symbol":"X","ticket":1}', 'SIGNAL_FIELD_MISSING sl'],
    ['{"action":"modify","symbol":"X","price":1}', 'SIGNAL_FIELD_MISSING sl'],
    ['{"action":"close","symbol":"X","volume":0}', 'SIGNAL_FIELD_INVALID volume'],
    ['{"action":"close_all","type":"limit","price":5}', 'SIGNAL_FIELD_CONFLICT action'],
    [`{${OPEN},"stop_los":3300}`, 'SIGNAL_FIELD_UNKNOWN stop_los'],
    [`{${OPEN},"stop":3300}`, 'SIGNAL_FIELD_UNKNOWN stop'],
    [`{${OPEN},"trailing_stop":20}`, 'SIGNAL_NOT_SUPPORTED trailing_stop'],
    ['{"message":"开多"}', 'SIGNAL_FIELD_MISSING 品种'],
    [`{${OPEN},"sentiment":"flat"}`, 'SIGNAL_NOT_SUPPORTED sentiment'],
    [`{${OPEN},"position_size":0}`, 'SIGNAL_NOT_SUPPORTED position_size'],
    [`{${OPEN},"market_position":"flat"}`, 'SIGNAL_NOT_SUPPORTED market_position'],
    ['[1]', 'SIGNAL_FORMAT_UNKNOWN'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text, 'mt5')).toBe(`refused ${expected}`);
  });
});
