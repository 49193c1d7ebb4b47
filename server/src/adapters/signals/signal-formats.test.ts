/** Every format beside every other: a text belongs to one of them, whoever is asked first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrammarName } from '#domain/signal.ts';
import { alertatronGrammar } from './alertatron.ts';
import { autoviewGrammar } from './autoview.ts';
import { cornixGrammar } from './cornix.ts';
import { fmzGrammar } from './fmz.ts';
import { mutatedTexts, plainText } from './grammar-trial.ts';
import { mt5ChineseGrammar } from './mt5-chinese.ts';
import { octobotGrammar } from './octobot.ts';
import { pineConnectorGrammar } from './pineconnector.ts';
import { createSignalReader } from './signal-reader.ts';
import { wunderTradingTextGrammar } from './wundertrading-text.ts';

const TEXT_GRAMMARS = [
  mt5ChineseGrammar,
  wunderTradingTextGrammar,
  fmzGrammar,
  alertatronGrammar,
  pineConnectorGrammar,
  octobotGrammar,
  autoviewGrammar,
  cornixGrammar,
];

const TEXTS: readonly (readonly [format: GrammarName, text: string])[] = [
  ['mt5_chinese', '开多 XAUUSD 仓位=0.1 止损=3300 止盈=3400 备注=突破'],
  ['mt5_chinese', '开启时间区间 做空 EURUSD 手数：0.2'],
  ['mt5_chinese', '全平'],
  ['mt5_chinese', '修改 XAUUSD 订单号=12345 止损=3310 备注=buy BTC/USDT entry 1 stop 2'],
  ['wundertrading', 'ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_c1d9bfa4-129f'],
  ['wundertrading', 'EXIT-ALL_Bybit_NONE_Eth short 15_15M_8e34479c'],
  ['fmz', 'buy:0.1'],
  ['fmz', 'cover_long:1'],
  ['fmz', 'bpk:3'],
  ['fmz', 'TradingView:order:ticker=OKEX:ETHUSDT levelRate=10 price=2000 size=1 type=5 robot=12'],
  ['alertatron', 'MyKeys(XBTUSD) { market(side=buy, amount=100); } #bot'],
  ['alertatron', 'BTC/USDT Buy alert, target 5 stop 4\nKeys(BTC/USDT) { limit(side=sell, amount=1, offset=@9); }'],
  ['alertatron', 'Keys(X) { icebergOrder(a=1); cancel(which=all); }'],
  ['pineconnector', '60123456789,buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_price=1.0795,tp_price=1.0885'],
  ['pineconnector', '60123456789,eaoff,eaoff'],
  ['pineconnector', '60123456789,hold,EURUSD'],
  ['pineconnector', '60123456789,buy,BTC/USDT,risk=1,comment=SIGNAL=1;SYMBOL=2 entry 3 stop 4'],
  ['octobot', 'EXCHANGE=BINANCE\nSYMBOL=BTCUSD\nSIGNAL=BUY'],
  ['octobot', 'EXCHANGE=binance;SYMBOL=BTC/USDT;SIGNAL=CANCEL;TAG=entry target'],
  ['octobot', 'EXCHANGE=binance\\nSYMBOL=ETHBTC\\nSIGNAL=sell\\nORDER_TYPE=stop\\nSTOP_PRICE=5'],
  ['autoview', 'e=binance s=BTC/USDT b=long q=1 t=market'],
  ['autoview', 'LONG | e=DERIBIT a=ACCOUNT s=BTC-PERPETUAL c=order | delay=1 | e=DERIBIT s=X b=long q=50% t=market'],
  ['autoview', 'c=position b=short t=market\nb=buy q=5 tp=1 sl=2'],
  [
    'cornix',
    '#BTC/USDT\nLeverage: Cross (10X)\n\nEntry Targets:\n1) 100\n\nTake-Profit Targets:\n1) 110\n\nStop Targets:\n1) 90',
  ],
  ['cornix', 'SOLUSDT Buy zone 20-21, TP1: 25 TP2: 26, stop 18'],
];

const JSON_TEXTS: readonly (readonly [format: GrammarName, text: string])[] = [
  ['mt5', '{"action":"buy","symbol":"XAUUSD","volume":0.1,"sl":3300,"comment":"b=buy"}'],
  ['mt5', '{"message":"开多 XAUUSD 仓位=0.1"}'],
  ['traderspost', '{"ticker":"SPY","action":"sell","sentiment":"flat"}'],
  ['threecommas', '{"message_type":"bot","bot_id":1,"email_token":"t","delay_seconds":0,"pair":"USDT_BTC"}'],
  [
    'threecommas',
    '{"secret":"s","max_lag":"300","timestamp":"2024-05-01T00:00:00Z","trigger_price":"100","tv_exchange":"BINANCE",' +
      '"tv_instrument":"BTCUSDT","action":"enter_long","bot_uuid":"u"}',
  ],
  ['wundertrading', '{"code":"ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_c1d9","orderType":"market"}'],
  [
    'okx',
    '{"id":"1","action":"ENTER_LONG","instrument":"BTC-USDT-SWAP","signalToken":"t","timestamp":"2024-05-01T00:00:00Z",' +
      '"maxLag":"60","orderType":"market","investmentType":"percentage_balance","amount":"1"}',
  ],
  [
    'fmz',
    '{"Flag":"1","Exchange":1,"Currency":"BTC_USDT","ContractType":"swap","Price":"-1","Action":"buy","Amount":"1"}',
  ],
];

const reader = createSignalReader();
const formatOf = (text: string) => {
  const outcome = reader.read({ text, receivedAt: 1_714_521_600_000 });
  return outcome.kind === 'parsed' ? outcome.signal.format : outcome.format;
};
const claimsOf = (text: string) =>
  TEXT_GRAMMARS.filter((grammar) => grammar.recognizes(plainText(text))).map(({ name }) => name);

describe('formats beside each other', () => {
  it.each([...TEXTS, ...JSON_TEXTS])('%s reads %s', (format, text) => {
    expect(formatOf(text)).toBe(format);
  });

  it.each(TEXTS)('only %s claims %s', (format, text) => {
    expect(claimsOf(text)).toEqual([format]);
  });

  it('has samples of every text format', () => {
    const sampled = new Set(TEXTS.map(([format]) => format));
    expect(TEXT_GRAMMARS.filter((grammar) => !sampled.has(grammar.name))).toEqual([]);
  });

  it.each([
    'buy BTC',
    'Buy BTC/USDT now!',
    'hello',
    'a,b,c',
    'SIGNAL=buy',
    'signal=long,symbol=EURUSD,qty=100000,sl_price=1.1,secret=s',
    'long slprice=1.1 tp1=1.2 part1=0.5',
    'account BTCUSDT buy 5%',
    'trade:stub:long symbol=BTC size=1',
    'TOTC.120000@account=1,sym=TXF,side=B,qty=1',
    '<html><body>Buy 1/2 entry stop</body></html>',
  ])('no format claims %s', (text) => {
    expect(claimsOf(text)).toEqual([]);
    expect(formatOf(text)).toBeUndefined();
  });

  it('answers any mixture of formats, and by the format that claims it first', () => {
    const samples = [...TEXTS, ...JSON_TEXTS].map(([, text]) => text);
    const property = fc.property(mutatedTexts(samples), (text) => {
      const outcome = reader.read({ text, receivedAt: 0 });
      if (outcome.kind === 'refused') return outcome.error.code.startsWith('SIGNAL_');
      return outcome.signal.commands.length > 0;
    });
    fc.assert(property, { numRuns: 600 });
  });
});
