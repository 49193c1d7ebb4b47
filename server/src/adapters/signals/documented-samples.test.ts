/** The messages that the formats' own documentation shows, and exactly what the preview makes of each. */
import { describe, expect, it } from 'vitest';
import { SIMULATED_INSTRUMENTS } from '#adapters/market-data/simulated-instruments.ts';
import { createInstrumentDirectory, resolveSymbol } from '#domain/symbol.ts';
import { toWireCommand } from './command-wire.ts';
import { inWords, parsed } from './reader-trial.ts';

type Sample = readonly [text: string, outcome: string];

const AT_TEN = '"timestamp":"2026-11-20T10:00:00Z"';
const TIME = 'time=2026-11-20T10:00:00.000Z';

const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  TradersPost: [
    ['{"ticker":"AMD","action":"buy"}', 'traderspost | buy symbol=AMD order_type=market'],
    ['{"ticker":"SPY","action":"sell","sentiment":"flat"}', 'traderspost | target symbol=SPY target_position=flat'],
    ['{"ticker":"SQ","action":"exit"}', 'traderspost | close symbol=SQ'],
    ['{"ticker":"SQ","action":"cancel"}', 'traderspost | cancel symbol=SQ'],
    ['{"ticker":"SQ","action":"add"}', 'traderspost | add symbol=SQ order_type=market'],
    [
      '{"ticker":"SQ","action":"buy","orderType":"limit","limitPrice":50.50,"timeInForce":"gtc","extendedHours":true}',
      'traderspost | buy symbol=SQ order_type=limit price=50.5 time_in_force=gtc',
    ],
    [
      '{"ticker":"SQ","action":"buy","orderType":"stop_limit","stopPrice":60,"limitPrice":50.50}',
      'traderspost | buy symbol=SQ order_type=stop_limit price=50.5 stop_price=60',
    ],
    [
      '{"ticker":"SQ","action":"buy","price":100,"quantityType":"risk_dollar_amount","quantity":100,' +
        '"stopLoss":{"type":"stop","stopPrice":90}}',
      'traderspost | buy symbol=SQ quantity=100 quantity_unit=risk_usd order_type=market signal_price=100 sl=90 sl_unit=price',
    ],
    [
      '{"ticker":"MNQ","action":"buy","orderType":"market","signalPrice":18500,"takeProfit":{"amount":100}}',
      'traderspost | buy symbol=MNQ order_type=market signal_price=18500 tp=100 tp_unit=amount',
    ],
    [
      '{"ticker":"SQ","action":"exit","orderType":"trailing_stop","price":71,"trailAmount":"1"}',
      'traderspost | close symbol=SQ order_type=trailing_stop signal_price=71 trail_distance=1 trail_unit=amount',
    ],
    [
      '{"ticker":"SQ","action":"buy","stopLoss":{"type":"trailing_stop","trailPercent":1}}',
      'refused SIGNAL_NOT_SUPPORTED stopLoss.type',
    ],
    ['{"ticker":"SQ","action":"buy","optionType":"call"}', 'refused SIGNAL_NOT_SUPPORTED optionType'],
    ['{"ticker":"GOOGL","action":"exit","sentiment":"flat"}', 'refused SIGNAL_FIELD_CONFLICT action'],
    // The vendor refuses the comma before the brace; here it is read, as published scripts write it.
    ['{"ticker":"TSLA","action":"buy",}', 'traderspost | buy symbol=TSLA order_type=market'],
  ],
  PineConnector: [
    [
      '60123456789,buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_price=1.0795,tp_price=1.0885',
      'pineconnector | buy symbol=EURUSD quantity=0.5 quantity_unit=lots order_type=limit price=1.0825 ' +
        'sl=1.0795 sl_unit=price tp=1.0885 tp_unit=price',
    ],
    [
      '60123456789,buy,AUDUSD,risk=0.1',
      'pineconnector | buy symbol=AUDUSD quantity=0.1 quantity_unit=risk_raw order_type=market',
    ],
    [
      '60123456789,sell,GBPJPY,sl=50,risk=1',
      'pineconnector | sell symbol=GBPJPY quantity=1 quantity_unit=risk_raw order_type=market sl=50',
    ],
    [
      '60123456789,sell,EURUSD,vol_lots=1, secret=HappyTrader501',
      'pineconnector | sell symbol=EURUSD quantity=1 quantity_unit=lots order_type=market',
    ],
    // In the vendor's words: sell risking $50.
    [
      '60123456789,sell,GBPJPY,vol_dollar=50,sl_pips=20',
      'pineconnector | sell symbol=GBPJPY quantity=50 quantity_unit=risk_usd order_type=market sl=20 sl_unit=pips',
    ],
    ['60123456789,closelong,GBPUSD', 'pineconnector | close_long symbol=GBPUSD'],
    ['60123456789,closelongshort,GBPUSD', 'pineconnector | close symbol=GBPUSD'],
    [
      '60123456789,closelongpct,GBPUSD,risk=50',
      'pineconnector | close_long symbol=GBPUSD quantity=50 quantity_unit=percent_position',
    ],
    [
      '60123456789,cl+os,EURUSD,vol_lots=1',
      'pineconnector | close_long symbol=EURUSD ; sell symbol=EURUSD quantity=1 quantity_unit=lots order_type=market',
    ],
    [
      '60123456789,newsltplong,EURUSD,sl_pips=20',
      'pineconnector | modify symbol=EURUSD sl=20 sl_unit=pips target_position=long',
    ],
    ['60123456789,eaoff,eaoff', 'pineconnector | disable'],
    ['60123456789,closealleaoff,eaoff', 'pineconnector | close_all ; disable'],
    ['60123456789,buy,EURUSD', 'refused SIGNAL_FIELD_MISSING volume'],
    ['60123456789,buystop,EURUSD,vol_lots=1', 'refused SIGNAL_FIELD_MISSING entry_price'],
    ['60123456789,newsltplong,EURUSD', 'refused SIGNAL_FIELD_MISSING sl'],
    ['60123456789,closelongvol,EURUSD', 'refused SIGNAL_FIELD_MISSING risk'],
  ],
  '3Commas': [
    [
      `{"secret":"s","max_lag":"300",${AT_TEN},"trigger_price":"97000","tv_exchange":"BINANCE",` +
        '"tv_instrument":"BTCUSDT","action":"buy","bot_uuid":"u","strategy_info":{"market_position":"long",' +
        '"market_position_size":"0.5","prev_market_position":"flat","prev_market_position_size":"0"},' +
        '"order":{"amount":"0.5","currency_type":"base"}}',
      'threecommas | target symbol=BTCUSDT exchange=BINANCE quantity_unit=units signal_price=97000 ' +
        `target_position=long target_quantity=0.5 strategy=u ${TIME}`,
    ],
    [
      `{"secret":"s","max_lag":"300",${AT_TEN},"trigger_price":"97000","tv_exchange":"BINANCE",` +
        '"tv_instrument":"BTCUSDT","action":"exit_long","bot_uuid":"u"}',
      `threecommas | close_long symbol=BTCUSDT exchange=BINANCE signal_price=97000 strategy=u ${TIME}`,
    ],
    [
      '{"message_type":"bot","bot_id":7,"email_token":"t","delay_seconds":0,"pair":"USDT_BTC"}',
      'threecommas | buy symbol=USDT_BTC order_type=market strategy=7',
    ],
    [
      '{"action":"close_at_market_price","message_type":"bot","bot_id":7,"email_token":"t","delay_seconds":0,"pair":"USDT_BTC"}',
      'threecommas | close symbol=USDT_BTC strategy=7',
    ],
  ],
  Alertatron: [
    [
      'MyKeys(BTCUSDT) { market(side=buy, amount=50%p); } #bot',
      'alertatron | buy symbol=BTCUSDT quantity=50 quantity_unit=percent_position order_type=market account=MyKeys',
    ],
    [
      'MyKeys(BTCUSDT) { market(side=sell, amount=50%%); } #bot',
      'alertatron | sell symbol=BTCUSDT quantity=50 quantity_unit=percent_available order_type=market account=MyKeys',
    ],
    [
      'MyKeys(BTCUSDT) { market(position=-0.5); } #bot',
      'alertatron | target symbol=BTCUSDT quantity_unit=units order_type=market target_quantity=-0.5 account=MyKeys',
    ],
    [
      'MyKeys(BTCUSDT) { cancel(which=all); limit(side=buy, amount=1, offset=@123, postOnly=true); } #bot',
      'alertatron | cancel symbol=BTCUSDT account=MyKeys ; ' +
        'buy symbol=BTCUSDT quantity=1 quantity_unit=units order_type=limit price=123 post_only=true account=MyKeys',
    ],
    ['MyKeys(BTCUSDT) { limit(side=buy, amount=1, offset=1%); } #bot', 'refused SIGNAL_NOT_SUPPORTED offset'],
    ['MyKeys(BTCUSDT) { stopOrder(side=sell, amount=1, offset=e1%); } #bot', 'refused SIGNAL_NOT_SUPPORTED offset'],
  ],
  Autoview: [
    [
      'e=binance s=BTCUSDT b=long q=0.1 t=market',
      'autoview | buy symbol=BTCUSDT exchange=binance quantity=0.1 quantity_unit=units order_type=market',
    ],
    [
      'Clear first|e=binance s=BTCUSDT c=order|e=binance s=BTCUSDT b=short q=10% y=equity t=limit fp=97000 l=3',
      'autoview | cancel symbol=BTCUSDT exchange=binance ; sell symbol=BTCUSDT exchange=binance quantity=10 ' +
        'quantity_unit=percent_equity order_type=limit price=97000 leverage=3',
    ],
    [
      'e=binance s=BTCUSDT c=position b=long t=market',
      'autoview | close_long symbol=BTCUSDT exchange=binance order_type=market',
    ],
    ['e=binance s=BTCUSDT b=long q=1 t=market ts=1%', 'refused SIGNAL_NOT_SUPPORTED ts'],
  ],
  WunderTrading: [
    [
      'ENTER-LONG_Binance_BTCUSDT_My_Bot_15M_0abc',
      'wundertrading | buy symbol=BTCUSDT exchange=Binance order_type=market strategy=My_Bot',
    ],
    ['EXIT-ALL_Binance_BTCUSDT_Bot_15M_0abc', 'wundertrading | close symbol=BTCUSDT exchange=Binance strategy=Bot'],
    [
      '{"code":"ENTER-SHORT_Binance_BTCUSDT_Bot_15M_0abc","orderType":"market","amountPerTradeType":"percents",' +
        '"amountPerTrade":0.02,"leverage":5,"stopLoss":{"priceDeviation":0.02},' +
        '"takeProfits":[{"priceDeviation":0.05,"portfolio":1}],"reduceOnly":false}',
      'wundertrading | sell symbol=BTCUSDT exchange=Binance quantity=2 quantity_unit=percent_balance ' +
        'order_type=market sl=2 sl_unit=percent tp=5 tp_unit=percent reduce_only=false leverage=5 strategy=Bot',
    ],
  ],
  Cornix: [
    [
      '#BTC/USDT\r\nBuy: 100-200\r\nTargets: 210, 220\r\nStop: 90\r\nAmount per trade 5%\r\nLeverage: Cross x10\r\n',
      'cornix | buy symbol=BTC/USDT quantity=2.5 quantity_unit=percent_balance order_type=limit price=200 ' +
        'sl=90 sl_unit=price tp_unit=price tps=210,220 leverage=10 ; buy symbol=BTC/USDT quantity=2.5 ' +
        'quantity_unit=percent_balance order_type=limit price=100 sl=90 sl_unit=price tp_unit=price tps=210,220 leverage=10',
    ],
    [
      'BTC/USDT\nEntry zone 100 - 200\nTP1: 210\nTP2: 220\nStop 90\nLeverage: Isolated (10X)',
      'cornix | buy symbol=BTC/USDT order_type=limit price=200 sl=90 sl_unit=price tp_unit=price tps=210,220 leverage=10',
    ],
  ],
  OctoBot: [
    ['EXCHANGE=BINANCE\nSYMBOL=BTCUSD\nSIGNAL=BUY', 'octobot | buy symbol=BTCUSD exchange=BINANCE order_type=market'],
    ...(
      [
        ['0.1', '0.1 quantity_unit=units'],
        ['2%', '2 quantity_unit=percent_balance'],
        ['12a%', '12 quantity_unit=percent_available'],
        ['10s%', '10 quantity_unit=percent_equity'],
        ['10t%', '10 quantity_unit=percent_equity'],
      ] as const
    ).map(
      ([volume, quantity]): Sample => [
        `EXCHANGE=BINANCE;SYMBOL=BTCUSD;SIGNAL=SELL;VOLUME=${volume}`,
        `octobot | sell symbol=BTCUSD exchange=BINANCE quantity=${quantity} order_type=market`,
      ],
    ),
    [
      'EXCHANGE=BINANCE;SYMBOL=BTCUSD;SIGNAL=BUY;ORDER_TYPE=LIMIT;VOLUME=0.01;PRICE=42000;STOP_PRICE=25000;' +
        'TAKE_PROFIT_PRICE=50000;REDUCE_ONLY=true;LEVERAGE=3;TAG=t',
      'octobot | buy symbol=BTCUSD exchange=BINANCE quantity=0.01 quantity_unit=units order_type=limit price=42000 ' +
        'sl=25000 sl_unit=price tp=50000 tp_unit=price reduce_only=true leverage=3 tag=t',
    ],
    [
      'EXCHANGE=BINANCE;SYMBOL=BTCUSD;SIGNAL=BUY;STOP_PRICE=-5%;TAKE_PROFIT_PRICE=3d',
      'octobot | buy symbol=BTCUSD exchange=BINANCE order_type=market sl=5 sl_unit=percent tp=3 tp_unit=amount',
    ],
    ['EXCHANGE=BINANCE\\nSYMBOL=BTCUSD\\nSIGNAL=CANCEL', 'octobot | cancel symbol=BTCUSD exchange=BINANCE'],
  ],
  OKX: [
    [
      `{"id":"Long","action":"buy","marketPosition":"long","prevMarketPosition":"flat","instrument":"BTCUSDT.P",` +
        `"signalToken":"t",${AT_TEN},"maxLag":"60","investmentType":"base","amount":"1"}`,
      `okx | target symbol=BTCUSDT.P quantity_unit=units target_position=long target_quantity=1 ${TIME} tag=Long`,
    ],
    [
      `{"action":"ENTER_LONG","instrument":"BTC-USDT-SWAP","signalToken":"t",${AT_TEN},"maxLag":"60",` +
        '"orderType":"market","orderPriceOffset":"","investmentType":"percentage_balance","amount":"10"}',
      `okx | buy symbol=BTC-USDT-SWAP quantity=10 quantity_unit=percent_available order_type=market ${TIME}`,
    ],
    [
      `{"action":"EXIT_LONG","instrument":"BTC-USDT-SWAP","signalToken":"t",${AT_TEN},` +
        '"orderType":"market","orderPriceOffset":"","investmentType":"percentage_position","amount":"100",}',
      `okx | close_long symbol=BTC-USDT-SWAP quantity=100 quantity_unit=percent_position order_type=market ${TIME}`,
    ],
  ],
  MT5: [
    [
      '开启时间区间 开多 XAUUSD 仓位=0.1 止损=3300 止盈=3400 备注=突破',
      'mt5_chinese | buy symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=market sl=3300 sl_unit=price ' +
        'tp=3400 tp_unit=price comment=突破 time_check=true',
    ],
    [
      '\uFEFF开空，ＸＡＵＵＳＤ，手数：０．１　限价单　价格＝3400\r\n',
      'mt5_chinese | sell symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=limit price=3400',
    ],
    ['平多 XAUUSD 仓位=0.05 部分平仓', 'mt5_chinese | close_long symbol=XAUUSD quantity=0.05 quantity_unit=lots'],
    ['全平', 'mt5_chinese | close_all'],
    ['修改 XAUUSD 订单号=5 止损=3300', 'mt5_chinese | modify symbol=XAUUSD sl=3300 sl_unit=price ticket=5'],
    [
      '{"message":"开多 XAUUSD 仓位=0.01 备注=测试"}',
      'mt5 | buy symbol=XAUUSD quantity=0.01 quantity_unit=lots order_type=market comment=测试',
    ],
    [
      '{"action":"buy","symbol":"xauusd","volume":0.1,"sl": 3350.5 * 0.99,"magic":12345,"enable_time_check":true}',
      'mt5 | buy symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=market sl=3316.995 sl_unit=price ' +
        'magic=12345 time_check=true',
    ],
  ],
  FMZ: [
    ...(
      [
        ['long', 'buy'],
        ['short', 'sell'],
        ['closesell', 'close_short'],
        ['closebuy', 'close_long'],
      ] as const
    ).map(
      ([action, expected]): Sample => [
        `{"Flag":"f","Exchange":1,"Currency":"BTC_USDT","ContractType":"swap","Price":-1,"Action":"${action}","Amount":1}`,
        `fmz | ${expected} symbol=BTC_USDT.P quantity=1 quantity_unit=contracts order_type=market tag=f`,
      ],
    ),
    ['buy:0.01', 'fmz | buy quantity=0.01 quantity_unit=units order_type=market'],
    ['spk:1', 'fmz | close_long ; sell quantity=1 quantity_unit=contracts order_type=market'],
    [
      'TradingView:order:ticker=OKEX:ETHUSDT levelRate=5 price=3000 size=10 type=4 robot=77',
      'fmz | close_short symbol=ETHUSDT exchange=OKEX quantity=10 quantity_unit=contracts order_type=limit price=3000 leverage=5 tag=77',
    ],
  ],
  'other JSON': [
    [
      '{"ticker":"BTCUSDT","action":"sell","contracts":"0.01","position_size":"-0.01","market_position":"short","price":"97000"}',
      'generic | target symbol=BTCUSDT quantity_unit=contracts signal_price=97000 target_position=short target_quantity=0.01',
    ],
    [
      '{"type":"POSITION_TYPE_BUY","symbol":"EURUSD","volume":0.1,"stopLoss":1.1,"takeProfit":1.2,"openPrice":1.15}',
      'generic | buy symbol=EURUSD quantity=0.1 quantity_unit=lots order_type=market sl=1.1 tp=1.2',
    ],
    [
      '{"type":"ORDER_TYPE_SELL_LIMIT","symbol":"EURUSD","volume":0.1,"openPrice":1.15}',
      'generic | sell symbol=EURUSD quantity=0.1 quantity_unit=lots order_type=limit price=1.15',
    ],
    [
      '{"symbol":"BTCUSDT","action":"buy","qty":"{{strategy.order.contracts}}"}',
      'refused SIGNAL_PLACEHOLDER_LEFT {{strategy.order.contracts}}',
    ],
    ['{"symbol":"BTCUSDT","action":"buy","price":"97000 - 20 USD"}', 'refused SIGNAL_NUMBER_INVALID price'],
    ['{"alertId":"5"}', 'refused SIGNAL_FIELD_MISSING action'],
    ['{"action":"open","symbol":"BTCUSDT"}', 'refused SIGNAL_FIELD_MISSING side'],
  ],
  'formats that are not read': [
    ['acc BTCUSDT buy 100$ x5', 'refused SIGNAL_FORMAT_UNKNOWN'],
    ['trade:stub:long symbol=BTC/USD size=1000', 'refused SIGNAL_FORMAT_UNKNOWN'],
    ['signal=long,symbol=EURUSD,qty=100000,sl_price=1.0,secret=x', 'refused SIGNAL_FORMAT_UNKNOWN'],
    ['long slprice=1.1 tp1=1.2 part1=0.5 tp=1.3', 'refused SIGNAL_FORMAT_UNKNOWN'],
    ['TOTC.09:00@account=1,sym=TXF,side=B,qty=1', 'refused SIGNAL_FORMAT_UNKNOWN'],
    ['# only a remark\n// and another', 'refused SIGNAL_FORMAT_UNKNOWN'],
  ],
};

describe.each(Object.entries(SAMPLES))('documented messages: %s', (_, samples) => {
  it.each(samples)('%s', (text, outcome) => {
    expect(inWords(text)).toBe(outcome);
  });
});

const accepted = Object.values(SAMPLES)
  .flat()
  .filter(([, outcome]) => !outcome.startsWith('refused'))
  .map(([text]) => text);

describe('the shape of every documented preview', () => {
  it.each(accepted)('%s', (text) => {
    for (const command of parsed(text).commands) {
      const { quantity, target_quantity: target, action, order_type: type, ...rest } = toWireCommand(command);
      const size = quantity ?? target;
      if (size !== undefined && size !== '0') expect(rest).toHaveProperty('quantity_unit');
      if (['buy', 'sell', 'add'].includes(String(action))) expect(type).toBeTypeOf('string');
      for (const value of Object.values(rest)) expect(['string', 'boolean', 'object']).toContain(typeof value);
    }
  });
});

describe('the symbols of documented messages mean an instrument of the paper market', () => {
  const directory = createInstrumentDirectory(SIMULATED_INSTRUMENTS);
  it.each([
    ['{"Flag":"f","Currency":"BTC_USDT","ContractType":"swap","Price":-1,"Action":"long","Amount":1}', 'BTCUSDT.P'],
    ['{"Flag":"f","Currency":"BTC_USDT","ContractType":"spot","Price":-1,"Action":"buy","Amount":1}', 'BTCUSDT'],
    ['{"message_type":"bot","bot_id":7,"email_token":"t","delay_seconds":0,"pair":"USDT_BTC"}', 'BTCUSDT'],
    ['{"action":"ENTER_LONG","instrument":"BTC-USDT-SWAP","signalToken":"t"}', 'BTCUSDT.P'],
    ['SYMBOL=BTCUSDT.P;SIGNAL=buy', 'BTCUSDT.P'],
    ['#BTC/USDT\nBuy: 100\nTargets: 110\nStop: 90', 'BTCUSDT'],
    ['开多 XAUUSD.m 仓位=0.1', 'XAUUSD'],
    ['做多 600000 数量=1', '600000.SH'],
  ])('%s', (text, expected) => {
    const { symbol = '', exchange } = parsed(text).commands[0] ?? {};
    const outcome = resolveSymbol({ symbol, ...(exchange === undefined ? {} : { exchange }) }, directory);
    expect(outcome).toMatchObject({ kind: 'resolved', instrument: { id: expected } });
  });
});
