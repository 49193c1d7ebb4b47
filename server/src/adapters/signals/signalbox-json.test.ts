import { describe, expect, it } from 'vitest';
import { toWireCommand } from './command-wire.ts';
import { inWords, parsed, refusalOf } from './reader-trial.ts';

const own = (fields: string): string => inWords(`{"signalbox":1,${fields}}`);

describe('our own format', () => {
  it.each([
    [
      '"action":"buy","symbol":"X","quantity":"0.01"',
      'buy symbol=X quantity=0.01 quantity_unit=units order_type=market',
    ],
    [
      '"action":"sell","symbol":"X","quantity":1,"quantity_unit":"lots"',
      'sell symbol=X quantity=1 quantity_unit=lots order_type=market',
    ],
    ['"action":"close"', 'close'],
    ['"action":"target","symbol":"X","target_position":"flat"', 'target symbol=X target_position=flat'],
    ['"action":"target","symbol":"X","target_quantity":-2', 'target symbol=X quantity_unit=units target_quantity=-2'],
    ['"action":"target","symbol":"X","target_quantity":0', 'target symbol=X target_quantity=0'],
    ['"action":"target","target_quantity":0,"order_type":"limit","price":5', 'close order_type=limit price=5'],
    ['"action":"modify","ticket":"7","sl":0', 'modify sl=0 ticket=7'],
    ['"action":"cancel","target_position":"long"', 'cancel target_position=long'],
    ['"action":"buy","symbol":"X","tps":[1,"2"]', 'buy symbol=X order_type=market tps=1,2'],
    ['"action":"buy","symbol":"X","tps":[1]', 'buy symbol=X order_type=market tp=1'],
    [
      '"action":"buy","symbol":"X","order_type":"trailing_stop","trail_distance":5',
      'buy symbol=X order_type=trailing_stop trail_distance=5 trail_unit=amount',
    ],
    [
      '"action":"close","symbol":"X","order_type":"trailing_stop","trail_distance":1,"trail_unit":"percent","activation_price":9',
      'close symbol=X order_type=trailing_stop trail_distance=1 trail_unit=percent activation_price=9',
    ],
    [
      '"action":"buy","symbol":"X","quantity":9,"order_type":"iceberg","price":5,"visible_quantity":"2"',
      'buy symbol=X quantity=9 quantity_unit=units order_type=iceberg price=5 visible_quantity=2',
    ],
    [
      '"action":"buy","symbol":"X","quantity":9,"order_type":"twap","duration_seconds":90,"slices":3,"catch_up":true',
      'buy symbol=X quantity=9 quantity_unit=units order_type=twap duration_seconds=90 slices=3 catch_up=true',
    ],
    [
      '"action":"buy","symbol":"X","quantity":9,"order_type":"vwap","price":5,"duration_seconds":0.5,"weights":[1,"2.5"]',
      'buy symbol=X quantity=9 quantity_unit=units order_type=vwap price=5 duration_seconds=0.5 weights=1,2.5',
    ],
    [
      '"action":"sell","symbol":"X","quantity":9,"order_type":"oco","price":5,"stop_price":4',
      'sell symbol=X quantity=9 quantity_unit=units order_type=oco price=5 stop_price=4',
    ],
    [
      '"commands":[{"action":"close","symbol":"X"},{"action":"buy","symbol":"Y"}]',
      'close symbol=X ; buy symbol=Y order_type=market',
    ],
  ])('%s', (fields, expected) => {
    expect(own(fields)).toBe(`signalbox | ${expected}`);
  });

  it('reads back every field that the preview writes', () => {
    const wire = {
      action: 'buy',
      symbol: 'BTCUSDT',
      exchange: 'BINANCE',
      quantity: '0.5',
      quantity_unit: 'contracts',
      order_type: 'stop_limit',
      price: '10',
      signal_price: '10.5',
      stop_price: '11',
      sl: '9',
      sl_unit: 'price',
      tp_unit: 'percent',
      tps: ['1', '2'],
      tp_portions: ['0.25', '0.75'],
      reduce_only: false,
      post_only: true,
      time_in_force: 'gtc',
      comment: 'c',
      ticket: '5',
      leverage: '3',
      account: 'a',
      strategy: 's',
      time: '2026-11-20T10:00:00.000Z',
      tag: 't',
      magic: '7',
      deviation: '20',
      time_check: true,
    };
    const [command] = parsed(JSON.stringify({ signalbox: 1, ...wire })).commands;
    expect(command === undefined ? undefined : toWireCommand(command)).toEqual(wire);
    const { quantity, ...rest } = wire;
    const target = { ...rest, action: 'target', target_position: 'long', target_quantity: quantity };
    expect(parsed(JSON.stringify({ signalbox: 1, ...target })).commands.map(toWireCommand)).toEqual([target]);
  });

  it('hands over id, secret and test', () => {
    const signal = parsed('{"signalbox":1,"action":"buy","id":"a-1","secret":"s-1","test":true}');
    expect(signal).toMatchObject({ explicitId: 'a-1', credential: 's-1', test: true, ignoredFields: [] });
  });

  it('needs no mark when it is named', () => {
    expect(inWords('{"action":"buy","symbol":"X"}', 'signalbox')).toBe('signalbox | buy symbol=X order_type=market');
  });

  it('names the field that was probably meant', () => {
    expect(() => parsed('{"signalbox":1,"action":"buy","quantty":1}')).toThrow(
      'refused: {"code":"SIGNAL_FIELD_UNKNOWN","values":{"field":"quantty","nearest":"quantity"}}',
    );
  });

  it.each([
    ['"action":"buy","Symbol":"X"', 'SIGNAL_FIELD_UNKNOWN Symbol'],
    ['"action":"purchase"', 'SIGNAL_ACTION_UNKNOWN action'],
    ['"symbol":"X"', 'SIGNAL_FIELD_MISSING action'],
    ['"action":"buy","quantity":0', 'SIGNAL_FIELD_INVALID quantity'],
    ['"action":"buy","quantity":-1', 'SIGNAL_FIELD_INVALID quantity'],
    ['"action":"close","quantity":"50%"', 'SIGNAL_FIELD_INVALID quantity'],
    ['"action":"buy","quantity":"1,5"', 'SIGNAL_NUMBER_INVALID quantity'],
    ['"action":"buy","quantity":1,"quantity_unit":"bags"', 'SIGNAL_FIELD_INVALID quantity_unit'],
    ['"action":"buy","price":5', 'SIGNAL_FIELD_CONFLICT price'],
    ['"action":"buy","order_type":"limit"', 'SIGNAL_FIELD_MISSING price'],
    ['"action":"buy","order_type":"limit","price":1,"stop_price":2', 'SIGNAL_FIELD_CONFLICT stop_price'],
    ['"action":"buy","trail_distance":1', 'SIGNAL_FIELD_CONFLICT trail_distance'],
    ['"action":"buy","order_type":"trailing_stop"', 'SIGNAL_FIELD_MISSING trail_distance'],
    ['"action":"buy","order_type":"iceberg","price":5', 'SIGNAL_FIELD_MISSING visible_quantity'],
    ['"action":"buy","order_type":"iceberg","visible_quantity":1', 'SIGNAL_FIELD_MISSING price'],
    ['"action":"buy","order_type":"twap"', 'SIGNAL_FIELD_MISSING duration_seconds'],
    ['"action":"buy","order_type":"twap","duration_seconds":9,"weights":[1]', 'SIGNAL_FIELD_CONFLICT weights'],
    ['"action":"buy","order_type":"vwap","duration_seconds":9,"weights":[1,0]', 'SIGNAL_FIELD_INVALID weights[1]'],
    ['"action":"buy","order_type":"twap","duration_seconds":9,"slices":1.5', 'SIGNAL_FIELD_INVALID slices'],
    ['"action":"buy","order_type":"oco","price":5', 'SIGNAL_FIELD_MISSING stop_price'],
    ['"action":"buy","slices":5', 'SIGNAL_FIELD_CONFLICT slices'],
    ['"action":"buy","tp":1,"tps":[1,2]', 'SIGNAL_FIELD_CONFLICT tp'],
    ['"action":"buy","tps":[1,2],"tp_portions":[0.5]', 'SIGNAL_FIELD_INVALID tp_portions'],
    ['"action":"buy","tps":[1,2],"tp_portions":[0.6,0.6]', 'SIGNAL_FIELD_INVALID tp_portions'],
    ['"action":"buy","tps":[0]', 'SIGNAL_FIELD_INVALID tps[0]'],
    ['"action":"target"', 'SIGNAL_FIELD_MISSING target_position'],
    ['"action":"target","quantity":1,"target_quantity":2', 'SIGNAL_FIELD_CONFLICT quantity'],
    ['"action":"buy","target_position":"long"', 'SIGNAL_FIELD_CONFLICT target_position'],
    ['"action":"cancel","target_quantity":1', 'SIGNAL_FIELD_CONFLICT target_quantity'],
    ['"action":"close","quantity":0', 'SIGNAL_FIELD_INVALID quantity'],
    ['"action":"close","order_type":"limit","price":1,"post_only":true', 'SIGNAL_NOT_SUPPORTED post_only'],
    ['"action":"modify","symbol":"X"', 'SIGNAL_FIELD_MISSING sl'],
    ['"action":"buy","sl":0', 'SIGNAL_FIELD_INVALID sl'],
    ['"action":"buy","signal_price":0', 'SIGNAL_FIELD_INVALID signal_price'],
    ['"action":"target","target_position":"long","target_quantity":-1', 'SIGNAL_FIELD_CONFLICT target_position'],
    ['"action":"target","target_position":"flat","target_quantity":1', 'SIGNAL_FIELD_CONFLICT target_position'],
    ['"commands":[]', 'SIGNAL_FIELD_MISSING commands'],
    ['"commands":[1]', 'SIGNAL_FIELD_INVALID commands[0]'],
    ['"commands":[{"action":"buy","id":"x"}]', 'SIGNAL_FIELD_UNKNOWN commands[0].id'],
    ['"commands":[{"action":"buy"}],"symbol":"X"', 'SIGNAL_FIELD_UNKNOWN symbol'],
    [`"commands":[${'{"action":"close"},'.repeat(21)}]`, 'SIGNAL_FIELD_INVALID commands'],
  ])('refuses %s', (fields, expected) => {
    expect(own(fields)).toBe(`refused ${expected}`);
  });

  it('refuses a version it does not know', () => {
    expect(inWords('{"signalbox":2,"action":"buy"}')).toBe('refused SIGNAL_FIELD_INVALID signalbox');
  });
});

describe('what is suggested for a field that is not ours', () => {
  it.each([
    ['stop_loss', 'sl'],
    ['stopLoss', 'sl'],
    ['loss_stop', 'sl'],
    ['take_proft', 'tp'],
    ['qty', 'quantity'],
    ['Qty', 'quantity'],
    ['unit_quantity', 'quantity_unit'],
    ['type', 'order_type'],
    ['typeOrder', 'order_type'],
    ['symbl', 'symbol'],
    ['ticker', 'symbol'],
    ['ls', undefined],
    ['zzz', undefined],
  ])('%s: %s', (field, nearest) => {
    const { code, values } = refusalOf(`{"signalbox":1,"action":"buy","symbol":"X","${field}":5}`);
    expect(code).toBe('SIGNAL_FIELD_UNKNOWN');
    expect(values['nearest']).toBe(nearest);
  });

  it('is a field that may stand there', () => {
    const command = '{"action":"buy","symbol":"X","signal_id":"a"}';
    expect(refusalOf(`{"signalbox":1,"commands":[${command}]}`).values).toEqual({ field: 'commands[0].signal_id' });
  });
});
