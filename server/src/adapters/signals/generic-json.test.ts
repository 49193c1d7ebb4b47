import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const generic = (fields: string): string => inWords(`{${fields}}`, 'generic');
const X = '"symbol":"X"';
const BUY = 'generic | buy symbol=X order_type=market';

describe('verbs of generic JSON', () => {
  const words: readonly (readonly [string, string])[] = [
    ['buy BUY long enter_long ENTER-LONG openLong long_entry go_long bull bullish buy_to_open 开多 买入', 'buy'],
    ['sell short enter_short openshort short_entry bear bearish sell_to_open 开空 卖出', 'sell'],
    ['close exit flat flatten close_position exitPosition 平仓', 'close'],
    ['close_all exit_all flatten_all 全平', 'close_all'],
    ['close_long closelong exit_long long_exit sell_to_close 平多', 'close_long'],
    ['close_short closeshort exit_short short_exit buy_to_cover cover 平空', 'close_short'],
    ['cancel cancel_all cancel_orders 撤单', 'cancel'],
    ['modify update 修改', 'modify'],
    ['add add_position', 'add'],
    ['enable', 'enable'],
    ['disable', 'disable'],
  ];
  const rows = words.flatMap(([list, action]) => list.split(' ').map((word): [string, string] => [word, action]));

  it.each(rows)('%s is %s', (word, action) => {
    const type = ['buy', 'sell', 'add'].includes(action) ? ' order_type=market' : '';
    const level = action === 'modify' ? ['"sl":1', ' sl=1'] : ['"mood":1', ''];
    expect(generic(`${X},"action":"${word}",${level[0]}`)).toBe(`generic | ${action} symbol=X${type}${level[1]}`);
  });

  it.each([
    'action',
    'side',
    'direction',
    'order_action',
    'orderAction',
    'signal',
    'command',
    'strategy.order.action',
    'type',
  ])('reads the verb under %s', (name) => {
    expect(generic(`${X},"${name}":"buy"`)).toBe(BUY);
  });

  it.each([
    ['"action":"open","side":"long"', 'buy symbol=X order_type=market'],
    ['"action":"entry","direction":"short"', 'sell symbol=X order_type=market'],
    ['"action":"buy","side":"LONG"', 'buy symbol=X order_type=market'],
    ['"action":"close","side":"long"', 'close_long symbol=X'],
    ['"action":"exit","position":"short"', 'close_short symbol=X'],
    ['"action":"closelong","side":"long"', 'close_long symbol=X'],
    ['"action":"add","side":"sell"', 'sell symbol=X order_type=market'],
    ['"action":"cancel","side":"buy"', 'cancel symbol=X target_position=long'],
    ['"action":"buy_limit","price":5', 'buy symbol=X order_type=limit price=5'],
    ['"action":"sell_stop","price":5', 'sell symbol=X order_type=stop stop_price=5'],
    ['"type":"ORDER_TYPE_BUY_LIMIT","price":5', 'buy symbol=X order_type=limit price=5'],
    ['"action":"buy","signal":"MA cross"', 'buy symbol=X order_type=market'],
  ])('%s', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`generic | ${expected}`);
  });

  it.each([
    ['"action":"hodl"', 'SIGNAL_ACTION_UNKNOWN action'],
    ['"side":"up"', 'SIGNAL_ACTION_UNKNOWN side'],
    ['"qty":1', 'SIGNAL_FIELD_MISSING action'],
    ['"action":"open"', 'SIGNAL_FIELD_MISSING side'],
    ['"action":"buy","side":"sell"', 'SIGNAL_FIELD_CONFLICT action'],
    ['"action":"buy","order_action":"sell"', 'SIGNAL_FIELD_CONFLICT action'],
    ['"action":"buy","signal":"sell"', 'SIGNAL_FIELD_CONFLICT action'],
    ['"action":"close","side":"buy"', 'SIGNAL_FIELD_CONFLICT action'],
    ['"action":"close_long","side":"short"', 'SIGNAL_FIELD_CONFLICT action'],
    ['"action":"sell","position":"flat"', 'SIGNAL_FIELD_CONFLICT action'],
    ['"action":true', 'SIGNAL_FIELD_INVALID action'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`refused ${expected}`);
  });
});

describe('symbols of generic JSON', () => {
  it.each(['symbol', 'ticker', 'pair', 'instrument', 'market', 'Symbol'])('reads the symbol under %s', (name) => {
    expect(generic(`"${name}":"X","action":"buy"`)).toBe(BUY);
  });

  it('takes synonyms that agree and refuses those that do not', () => {
    expect(generic('"symbol":"X","ticker":"x","action":"buy"')).toBe(BUY);
    expect(generic('"symbol":"X","ticker":"Y","action":"buy"')).toBe('refused SIGNAL_FIELD_CONFLICT symbol');
  });

  it('leaves a missing symbol to the route', () => {
    expect(generic('"action":"buy"')).toBe('generic | buy order_type=market');
  });
});

describe('sizes of generic JSON', () => {
  it.each([
    ['qty', '1', 'units'],
    ['quantity', '"1"', 'units'],
    ['size', '1', 'units'],
    ['amount', '1', 'units'],
    ['volume', '1', 'lots'],
    ['lots', '1', 'lots'],
    ['contracts', '1', 'contracts'],
    ['usd', '1', 'usd'],
    ['quote', '1', 'quote'],
    ['cash', '1', 'quote'],
    ['risk_percent', '1', 'risk_percent'],
    ['risk', '1', 'risk_raw'],
    ['percent', '1', 'percent_equity'],
    ['qty', '"1%"', 'percent_equity'],
    ['qty', '"$1"', 'usd'],
    ['qty', '"0.5 * 2"', 'units'],
  ])('%s: %s is in %s', (name, value, unit) => {
    expect(generic(`${X},"action":"buy","${name}":${value}`)).toBe(
      `generic | buy symbol=X quantity=1 quantity_unit=${unit} order_type=market`,
    );
  });

  it.each([
    ['"qty":"50%"', 'quantity=50 quantity_unit=percent_position'],
    ['"percent":50', 'quantity=50 quantity_unit=percent_position'],
    ['"equity_percent":50', 'quantity=50 quantity_unit=percent_equity'],
  ])('closing: %s', (fields, expected) => {
    expect(generic(`${X},"action":"close",${fields}`)).toBe(`generic | close symbol=X ${expected}`);
  });

  it('takes a unit that the alert names', () => {
    expect(generic(`${X},"action":"buy","qty":1,"quantity_unit":"lots"`)).toContain('quantity=1 quantity_unit=lots');
  });

  it('reads no size from the name of the quote currency', () => {
    expect(generic(`${X},"action":"buy","quote":"USDT"`)).toBe(BUY);
  });

  it.each([
    ['"qty":0', 'SIGNAL_FIELD_INVALID qty'],
    ['"qty":"0%"', 'SIGNAL_FIELD_INVALID qty'],
    ['"qty":"０.１"', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":"Infinity"', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":-1', 'SIGNAL_FIELD_INVALID qty'],
    ['"qty":"12abc"', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":"1,000"', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":"NaN"', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":""', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":"%"', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":null', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":1,"lots":null', 'SIGNAL_NUMBER_INVALID lots'],
    ['"market_position":"long","position_size":null', 'SIGNAL_NUMBER_INVALID position_size'],
    ['"market_position":"long","market_position_size":null', 'SIGNAL_NUMBER_INVALID market_position_size'],
    ['"qty":1e400', 'SIGNAL_NUMBER_INVALID qty'],
    ['"qty":1,"quantity":2', 'SIGNAL_FIELD_CONFLICT qty'],
    ['"qty":1,"volume":31415', 'SIGNAL_FIELD_CONFLICT qty'],
    ['"qty":1,"volume":2,"quantity_unit":"lots"', 'SIGNAL_FIELD_CONFLICT qty'],
    ['"contracts":1,"lots":1', 'SIGNAL_FIELD_CONFLICT lots'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(`${X},"action":"buy",${fields}`)).toBe(`refused ${expected}`);
  });
});

describe('prices of generic JSON', () => {
  it.each([
    ['"price":5', 'order_type=market signal_price=5'],
    ['"price":5,"order_type":"market"', 'order_type=market signal_price=5'],
    ['"price":5,"order_type":"limit"', 'order_type=limit price=5'],
    ['"price":5,"type":"LMT"', 'order_type=limit price=5'],
    ['"limit_price":5,"price":6', 'order_type=limit price=5 signal_price=6'],
    ['"limit_price":5,"price":6,"type":"limit"', 'order_type=limit price=5 signal_price=6'],
    ['"limit_price":5,"price":5', 'order_type=limit price=5 signal_price=5'],
    ['"stop_price":5,"price":6,"type":"stop"', 'order_type=stop signal_price=6 stop_price=5'],
    ['"price":4,"close":6,"type":"limit"', 'order_type=limit price=4 signal_price=6'],
    [
      '"trail_percent":2,"price":6,"type":"trailing_stop"',
      'order_type=trailing_stop signal_price=6 trail_distance=2 trail_unit=percent',
    ],
    ['"price":5,"order_type":"stop"', 'order_type=stop stop_price=5'],
    ['"stopPrice":5,"orderType":"stop"', 'order_type=stop stop_price=5'],
    ['"price":4,"stop_price":5,"order_type":"stop_limit"', 'order_type=stop_limit price=4 stop_price=5'],
    ['"price":5,"order_type":"post_only"', 'order_type=limit price=5 post_only=true'],
    ['"order_type":"trailing_stop","trail_percent":2', 'order_type=trailing_stop trail_distance=2 trail_unit=percent'],
    ['"sl":1,"tp":2', 'order_type=market sl=1 tp=2'],
    ['"stopLoss":1,"take_profit":2', 'order_type=market sl=1 tp=2'],
    ['"sl":"1%","tp":"2%"', 'order_type=market sl=1 sl_unit=percent tp=2 tp_unit=percent'],
    ['"sl_price":1,"tp_pips":2', 'order_type=market sl=1 sl_unit=price tp=2 tp_unit=pips'],
    ['"sl":1,"sl_unit":"points"', 'order_type=market sl=1 sl_unit=points'],
    ['"tp1":1,"tp2":2', 'order_type=market tps=1,2'],
    ['"tp":[1,2]', 'order_type=market tps=1,2'],
    ['"take_profits":["1%","2%"]', 'order_type=market tp_unit=percent tps=1,2'],
    ['"tp1":1', 'order_type=market tp=1'],
  ])('%s', (fields, expected) => {
    expect(generic(`${X},"action":"buy",${fields}`)).toBe(`generic | buy symbol=X ${expected}`);
  });

  it.each([
    ['"order_type":"limit"', 'SIGNAL_FIELD_MISSING price'],
    ['"order_type":"limit","price":0', 'SIGNAL_FIELD_INVALID price'],
    ['"order_type":"stop"', 'SIGNAL_FIELD_MISSING stop_price'],
    ['"stop_price":5', 'SIGNAL_FIELD_MISSING order_type'],
    ['"stop":5', 'SIGNAL_FIELD_MISSING order_type'],
    ['"limit":5', 'SIGNAL_FIELD_MISSING order_type'],
    ['"limit_price":5,"order_type":"market"', 'SIGNAL_FIELD_CONFLICT limit_price'],
    ['"stop_price":5,"order_type":"limit","price":5', 'SIGNAL_FIELD_CONFLICT stop_price'],
    ['"order_type":"iceberg"', 'SIGNAL_FIELD_INVALID order_type'],
    ['"order_type":"trailing_stop"', 'SIGNAL_FIELD_MISSING trail_amount'],
    ['"sl":-1', 'SIGNAL_FIELD_INVALID sl'],
    ['"sl":0', 'SIGNAL_FIELD_INVALID sl'],
    ['"stop_loss":"0"', 'SIGNAL_FIELD_INVALID stop_loss'],
    ['"tp_pips":0', 'SIGNAL_FIELD_INVALID tp_pips'],
    ['"tp":[1,0]', 'SIGNAL_FIELD_INVALID tp[1]'],
    ['"price":0', 'SIGNAL_FIELD_INVALID price'],
    ['"market_position":"long","position_size":1,"tp":0', 'SIGNAL_FIELD_INVALID tp'],
    ['"sl":"near"', 'SIGNAL_NUMBER_INVALID sl'],
    ['"sl":1,"sl_price":2', 'SIGNAL_FIELD_CONFLICT sl'],
    ['"tp":1,"tp1":1', 'SIGNAL_FIELD_CONFLICT tp1'],
    ['"tp":["1%",2]', 'SIGNAL_FIELD_CONFLICT tp'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(`${X},"action":"buy",${fields}`)).toBe(`refused ${expected}`);
  });
});

describe("TradingView's position in generic JSON", () => {
  it.each([
    [
      '"action":"buy","contracts":1,"market_position":"long","market_position_size":3',
      'quantity_unit=contracts target_position=long target_quantity=3',
    ],
    [
      '"action":"buy","contracts":1,"market_position":"short","position_size":-2',
      'quantity_unit=contracts target_position=short target_quantity=2',
    ],
    ['"market_position":"flat","position_size":0', 'target_position=flat target_quantity=0'],
    ['"action":"sell","contracts":3,"market_position":"flat"', 'target_position=flat'],
    ['"market_position":"long"', 'target_position=long'],
    [
      '"action":"target","target_quantity":5,"target_position":"long"',
      'quantity_unit=units target_position=long target_quantity=5',
    ],
    ['"action":"target","target_quantity":5,"quantity_unit":"lots"', 'quantity_unit=lots target_quantity=5'],
    ['"position_size":-5', 'quantity_unit=contracts target_quantity=-5'],
    ['"action":"sell","sentiment":"flat"', 'target_position=flat'],
    ['"action":"sell","qty":1,"sentiment":"flat"', 'target_position=flat'],
    ['"sentiment":"bullish"', 'target_position=long'],
    ['"action":"buy","sentiment":"long"', 'target_position=long'],
    ['"action":"buy","sentiment":"long","market_position":"long"', 'target_position=long'],
  ])('%s is a target', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`generic | target symbol=X ${expected}`);
  });

  it.each([
    ['"action":"buy","contracts":1', 'buy symbol=X quantity=1 quantity_unit=contracts order_type=market'],
    [
      '"action":"buy","contracts":1,"position_size":5',
      'buy symbol=X quantity=1 quantity_unit=contracts order_type=market',
    ],
    [
      '"action":"sell","contracts":5,"position_size":0',
      'sell symbol=X quantity=5 quantity_unit=contracts order_type=market reduce_only=true',
    ],
    [
      '"action":"sell","contracts":1,"market_position":"long"',
      'close_long symbol=X quantity=1 quantity_unit=contracts',
    ],
    [
      '"action":"buy","contracts":1,"market_position":"long"',
      'buy symbol=X quantity=1 quantity_unit=contracts order_type=market',
    ],
    ['"action":"sell","qty":1,"sentiment":"bullish"', 'close_long symbol=X quantity=1 quantity_unit=units'],
    [
      '"action":"buy","qty":1,"sentiment":"bullish","sl":5',
      'close_short symbol=X ; buy symbol=X quantity=1 quantity_unit=units order_type=market sl=5',
    ],
    [
      '"action":"sell","qty":1,"sentiment":"short"',
      'close_long symbol=X ; sell symbol=X quantity=1 quantity_unit=units order_type=market',
    ],
  ])('%s is a fill', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`generic | ${expected}`);
  });

  it.each([
    ['"market_position":"long","position_size":-1', 'SIGNAL_FIELD_CONFLICT market_position'],
    ['"market_position":"flat","position_size":1', 'SIGNAL_FIELD_CONFLICT market_position'],
    [
      '"market_position":"long","position_size":1,"market_position_size":2',
      'SIGNAL_FIELD_CONFLICT market_position_size',
    ],
    ['"market_position":"up"', 'SIGNAL_FIELD_INVALID market_position'],
    ['"action":"sell","market_position":"long"', 'SIGNAL_FIELD_MISSING quantity'],
    ['"action":"sell","sentiment":"long"', 'SIGNAL_FIELD_MISSING quantity'],
    ['"action":"sell","sentiment":"flat","market_position":"long"', 'SIGNAL_FIELD_CONFLICT market_position'],
    ['"action":"buy","sentiment":"great"', 'SIGNAL_FIELD_INVALID sentiment'],
    ['"action":"close","sentiment":"long"', 'SIGNAL_FIELD_CONFLICT action'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`refused ${expected}`);
  });

  it('reads the nested template that many strategies send', () => {
    const text =
      '{"passphrase":"p-1","time":"2026-11-20T10:00:00Z","exchange":"BINANCE","ticker":"BTCUSDT","bar":{"volume":9},' +
      '"strategy":{"position_size":-1,"order_action":"sell","order_contracts":2,"order_price":97000,' +
      '"order_id":"Short","market_position":"short","market_position_size":1,"prev_market_position":"long"}}';
    expect(inWords(text)).toBe(
      'generic | target symbol=BTCUSDT exchange=BINANCE quantity_unit=contracts signal_price=97000 ' +
        'target_position=short target_quantity=1 time=2026-11-20T10:00:00.000Z tag=Short',
    );
    expect(parsed(text)).toMatchObject({ credential: 'p-1', ignoredFields: ['bar'] });
  });
});

describe('closing and changing positions in generic JSON', () => {
  it.each([
    [
      '"action":"close","qty":2,"order_type":"limit","price":5',
      'close symbol=X quantity=2 quantity_unit=units order_type=limit price=5',
    ],
    ['"action":"exit_long","order_type":"stop","price":5', 'close_long symbol=X order_type=stop stop_price=5'],
    ['"market_position":"flat","order_type":"limit","price":5', 'close symbol=X order_type=limit price=5'],
    ['"position_size":0,"order_type":"limit","price":5', 'close symbol=X order_type=limit price=5'],
    ['"action":"modify","sl":0', 'modify symbol=X sl=0'],
    ['"action":"close","sl":0', 'close symbol=X sl=0'],
    ['"market_position":"flat","sl":0', 'target symbol=X sl=0 target_position=flat'],
    [
      '"action":"buy_limit","price":5,"market_position":"long","position_size":1',
      'target symbol=X quantity_unit=contracts order_type=limit price=5 target_position=long target_quantity=1',
    ],
    ['"action":"modify","ticket":5,"price":9', 'modify symbol=X signal_price=9 ticket=5'],
    ['"action":"modify","limit_price":9,"ticket":5', 'modify symbol=X order_type=limit price=9 ticket=5'],
  ])('%s', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`generic | ${expected}`);
  });

  it.each([
    ['"action":"close","qty":0', 'SIGNAL_FIELD_INVALID qty'],
    ['"action":"close","order_type":"limit"', 'SIGNAL_FIELD_MISSING price'],
    ['"action":"close","order_type":"post_only","price":5', 'SIGNAL_NOT_SUPPORTED post_only'],
    ['"action":"modify"', 'SIGNAL_FIELD_MISSING sl'],
    ['"action":"modify","price":9', 'SIGNAL_FIELD_MISSING sl'],
    ['"action":"modify","tps":[1,2]', 'SIGNAL_NOT_SUPPORTED tps'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(`${X},${fields}`)).toBe(`refused ${expected}`);
  });
});

describe('the rest of generic JSON', () => {
  it('carries names, flags and the fire time', () => {
    const fields =
      '"action":"buy","exchange":"OKX","strategy":"s","comment":"c","account":"a","magic":7,"ticket":8,"tag":"t",' +
      '"leverage":5,"reduce_only":"False","post_only":"0","time_in_force":"IOC","deviation":3,' +
      '"time":"2026-11-20T09:00:00Z","timenow":"2026-11-20T10:00:00Z"';
    expect(generic(`${X},${fields}`)).toBe(
      'generic | buy symbol=X exchange=OKX order_type=market reduce_only=false post_only=false time_in_force=ioc ' +
        'comment=c ticket=8 leverage=5 account=a strategy=s time=2026-11-20T10:00:00.000Z tag=t magic=7 deviation=3',
    );
  });

  it("counts an id together with the alert's time, since a fixed id repeats with every trade", () => {
    expect(parsed(`{${X},"action":"buy","id":"tv-btc-long-open"}`).explicitId).toBe('tv-btc-long-open');
    expect(parsed(`{${X},"action":"buy","id":"tv-btc-long-open","timestamp":1700000000}`).explicitId).toBe(
      'tv-btc-long-open@1700000000000',
    );
  });

  it('shows what it does not know', () => {
    expect(parsed(`{${X},"action":"buy","mood":"good","bar":{"volume":1}}`).ignoredFields).toEqual(['mood', 'bar']);
  });

  it.each([
    ['"timenow":"yesterday"', 'SIGNAL_FIELD_INVALID timenow'],
    ['"reduce_only":"maybe"', 'SIGNAL_FIELD_INVALID reduce_only'],
    ['"leverage":0', 'SIGNAL_FIELD_INVALID leverage'],
    ['"exchange":{}', 'SIGNAL_FIELD_INVALID exchange'],
  ])('refuses %s', (fields, expected) => {
    expect(generic(`${X},"action":"buy",${fields}`)).toBe(`refused ${expected}`);
  });
});
