import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysAnswers, plainText, trial } from './grammar-trial.ts';
import { octobotGrammar } from './octobot.ts';

const read = (text: string) => trial(octobotGrammar, text);
const HEAD = 'EXCHANGE=BINANCE;SYMBOL=BTCUSD;';
const AT = 'symbol=BTCUSD exchange=BINANCE';

const COMMANDS: readonly (readonly [text: string, ...commands: readonly string[]])[] = [
  ['SIGNAL=BUY', `buy ${AT} orderType=market`],
  [
    'SIGNAL=sell;ORDER_TYPE=market;VOLUME=0.1;PRICE=42000',
    `sell ${AT} quantity=0.1 quantityUnit=units orderType=market signalPrice=42000`,
  ],
  ['SIGNAL=BUY;VOLUME=2%', `buy ${AT} quantity=2 quantityUnit=percent_balance orderType=market`],
  ['SIGNAL=BUY;VOLUME=12a%', `buy ${AT} quantity=12 quantityUnit=percent_available orderType=market`],
  ['SIGNAL=SELL;VOLUME=12%A', `sell ${AT} quantity=12 quantityUnit=percent_available orderType=market`],
  ['SIGNAL=BUY;VOLUME=10s%', `buy ${AT} quantity=10 quantityUnit=percent_equity orderType=market`],
  ['SIGNAL=BUY;VOLUME=10t%', `buy ${AT} quantity=10 quantityUnit=percent_equity orderType=market`],
  ['SIGNAL=SELL;VOLUME=50p%', `sell ${AT} quantity=50 quantityUnit=percent_position orderType=market`],
  ['SIGNAL=BUY;VOLUME=100q', `buy ${AT} quantity=100 quantityUnit=quote orderType=market`],
  [
    'SIGNAL=BUY;ORDER_TYPE=LIMIT;VOLUME=0.01;PRICE=42000;STOP_PRICE=25000;TAKE_PROFIT_PRICE=50000;REDUCE_ONLY=true',
    `buy ${AT} quantity=0.01 quantityUnit=units orderType=limit price=42000 stopLoss=25000 stopLossUnit=price ` +
      'takeProfit=50000 takeProfitUnit=price reduceOnly=true',
  ],
  [
    'SIGNAL=sell;ORDER_TYPE=STOP;STOP_PRICE=25000;VOLUME=12%',
    `sell ${AT} quantity=12 quantityUnit=percent_balance orderType=stop stopPrice=25000`,
  ],
  [
    'SIGNAL=BUY;STOP_PRICE=-5%;TAKE_PROFIT_PRICE=10%',
    `buy ${AT} orderType=market stopLoss=5 stopLossUnit=percent takeProfit=10 takeProfitUnit=percent`,
  ],
  [
    'SIGNAL=SELL;STOP_PRICE=3d;TAKE_PROFIT_PRICE=-6d',
    `sell ${AT} orderType=market stopLoss=3 stopLossUnit=amount takeProfit=6 takeProfitUnit=amount`,
  ],
  [
    'SIGNAL=BUY;TAKE_PROFIT_PRICE=110;TAKE_PROFIT_PRICE_2=130;TAKE_PROFIT_PRICE_1=120',
    `buy ${AT} orderType=market takeProfits=110,120,130 takeProfitUnit=price`,
  ],
  [
    'SIGNAL=BUY;TAKE_PROFIT_PRICE=1234;TAKE_PROFIT_PRICE_1=1456;TAKE_PROFIT_VOLUME_RATIO_1=1;TAKE_PROFIT_VOLUME_RATIO_2=3',
    `buy ${AT} orderType=market takeProfits=1234@0.25,1456@0.75 takeProfitUnit=price`,
  ],
  [
    'SIGNAL=BUY;TAKE_PROFIT_PRICE=1;TAKE_PROFIT_PRICE_1=2;TAKE_PROFIT_VOLUME_RATIO=1;TAKE_PROFIT_VOLUME_RATIO_1=2',
    `buy ${AT} orderType=market takeProfits=1@0.333333333333333333,2@0.666666666666666667 takeProfitUnit=price`,
  ],
  ['SIGNAL=BUY;LEVERAGE=5;REDUCE_ONLY=False;TAG=t1', `buy ${AT} orderType=market leverage=5 reduceOnly=false tag=t1`],
  ['SIGNAL=CANCEL', `cancel ${AT}`],
  ['SIGNAL=CANCEL;PARAM_SIDE=sell;TAG=t1', `cancel targetPosition=short ${AT} tag=t1`],
  ['SIGNAL=CANCEL;PARAM_SIDE=buy;VOLUME=0.1', `cancel targetPosition=long ${AT}`],
  ['SIGNAL=CANCEL;EXCHANGE_ORDER_IDS=a1, a2', `cancel ${AT} ticket=a1`, `cancel ${AT} ticket=a2`],
];

const REFUSALS: readonly (readonly [text: string, refused: string])[] = [
  ['SIGNAL=HOLD', 'SIGNAL_ACTION_UNKNOWN hold'],
  ['SIGNAL=', 'SIGNAL_FIELD_MISSING signal'],
  ['SIGNAL=BUY;SIGNAL=SELL', 'SIGNAL_FIELD_CONFLICT SIGNAL'],
  ['SIGNAL=BUY;VOLUME=0', 'SIGNAL_FIELD_INVALID VOLUME'],
  ['SIGNAL=BUY;VOLUME=0%', 'SIGNAL_FIELD_INVALID VOLUME'],
  ['SIGNAL=BUY;VOLUME=lots', 'SIGNAL_NUMBER_INVALID VOLUME'],
  ['SIGNAL=BUY;VOLUME=10x%', 'SIGNAL_NUMBER_INVALID VOLUME'],
  ['SIGNAL=BUY;VOLUME=0t%', 'SIGNAL_FIELD_INVALID VOLUME'],
  ['SIGNAL=BUY;PRICE=42000', 'SIGNAL_FIELD_MISSING ORDER_TYPE'],
  ['SIGNAL=BUY;ORDER_TYPE=LIMIT', 'SIGNAL_FIELD_MISSING price'],
  ['SIGNAL=BUY;ORDER_TYPE=MARKET;PRICE=-5%', 'SIGNAL_NOT_SUPPORTED PRICE'],
  ['SIGNAL=BUY;ORDER_TYPE=LIMIT;PRICE=-5%', 'SIGNAL_NOT_SUPPORTED PRICE'],
  ['SIGNAL=BUY;ORDER_TYPE=LIMIT;PRICE=-5d', 'SIGNAL_NOT_SUPPORTED PRICE'],
  ['SIGNAL=BUY;ORDER_TYPE=LIMIT;PRICE=0', 'SIGNAL_FIELD_INVALID PRICE'],
  ['SIGNAL=BUY;ORDER_TYPE=LIMIT;PRICE=100;STOP_PRICE=-5%', 'SIGNAL_NOT_SUPPORTED STOP_PRICE'],
  ['SIGNAL=BUY;ORDER_TYPE=oco', 'SIGNAL_FIELD_INVALID order_type'],
  ['SIGNAL=BUY;ORDER_TYPE=STOP', 'SIGNAL_FIELD_MISSING stop_price'],
  ['SIGNAL=BUY;ORDER_TYPE=STOP;STOP_PRICE=5%', 'SIGNAL_NOT_SUPPORTED STOP_PRICE'],
  ['SIGNAL=BUY;ORDER_TYPE=STOP;STOP_PRICE=5;TAKE_PROFIT_PRICE=9', 'SIGNAL_FIELD_CONFLICT ORDER_TYPE'],
  ['SIGNAL=BUY;STOP_PRICE=5%', 'SIGNAL_FIELD_INVALID STOP_PRICE'],
  ['SIGNAL=SELL;TAKE_PROFIT_PRICE=5%', 'SIGNAL_FIELD_INVALID TAKE_PROFIT_PRICE'],
  ['SIGNAL=BUY;STOP_PRICE=0d', 'SIGNAL_FIELD_INVALID STOP_PRICE'],
  ['SIGNAL=BUY;TAKE_PROFIT_PRICE=5%;TAKE_PROFIT_PRICE_1=100', 'SIGNAL_FIELD_CONFLICT TAKE_PROFIT_PRICE'],
  [
    'SIGNAL=BUY;TAKE_PROFIT_PRICE=5;TAKE_PROFIT_PRICE_1=6;TAKE_PROFIT_VOLUME_RATIO=1',
    'SIGNAL_FIELD_MISSING TAKE_PROFIT_VOLUME_RATIO',
  ],
  [
    'SIGNAL=BUY;TAKE_PROFIT_PRICE=5;TAKE_PROFIT_PRICE_1=6;TAKE_PROFIT_VOLUME_RATIO=1;TAKE_PROFIT_VOLUME_RATIO_1=0',
    'SIGNAL_FIELD_INVALID TAKE_PROFIT_VOLUME_RATIO_1',
  ],
  ['SIGNAL=BUY;PARAM_TIMEINFORCE=IOC', 'SIGNAL_NOT_SUPPORTED param_timeinforce'],
  ['SIGNAL=BUY;TRAILING_PROFILE=filled_take_profit', 'SIGNAL_NOT_SUPPORTED trailing_profile'],
  ['SIGNAL=BUY;CANCEL_POLICY=x', 'SIGNAL_NOT_SUPPORTED cancel_policy'],
  ['SIGNAL=BUY;ALLOW_HOLDINGS_ADAPTATION=true', 'SIGNAL_NOT_SUPPORTED ALLOW_HOLDINGS_ADAPTATION'],
  ['SIGNAL=BUY;EXCHANGE_ORDER_IDS=a1', 'SIGNAL_NOT_SUPPORTED exchange_order_ids'],
  ['SIGNAL=BUY;STOPPRICE=25000', 'SIGNAL_FIELD_UNKNOWN STOPPRICE'],
  ['SIGNAL=BUY;TAKE_PROFIT_PRICE_X=25000', 'SIGNAL_FIELD_UNKNOWN TAKE_PROFIT_PRICE_X'],
  ['SIGNAL=BUY;REDUCE_ONLY=maybe', 'SIGNAL_FIELD_INVALID reduce_only'],
  ['SIGNAL=CANCEL;PARAM_SIDE=both', 'SIGNAL_FIELD_INVALID param_side'],
  ['SIGNAL=CANCEL;EXCHANGE_ORDER_IDS=a1,,a2', 'SIGNAL_FIELD_INVALID EXCHANGE_ORDER_IDS'],
  ['SIGNAL={{strategy.order.action}}', 'SIGNAL_PLACEHOLDER_LEFT {{strategy.order.action}}'],
];

describe('OctoBot: what a signal asks for', () => {
  it.each(COMMANDS)('%s', (text, ...commands) => {
    expect(read(HEAD + text).commands).toEqual(commands);
  });

  it('cuts at newlines, semicolons and a literal backslash n, and keeps the mark of a perpetual contract', () => {
    const commands = ['buy symbol=BTCUSDT.P exchange=bybit orderType=market'];
    expect(read('EXCHANGE=bybit\nSYMBOL=BTCUSDT.P\r\nSIGNAL=buy\n').commands).toEqual(commands);
    expect(read('EXCHANGE=bybit\\nSYMBOL=BTCUSDT.P;SIGNAL=buy').commands).toEqual(commands);
  });

  it('takes the token for the credential and shows what it skips', () => {
    expect(read('hello\nEXCHANGE=a\nSYMBOL=B\nSIGNAL=cancel\nTOKEN=hush\nNOTE=x')).toEqual({
      commands: ['cancel symbol=B exchange=a'],
      credential: 'hush',
      ignored: ['hello', 'NOTE'],
    });
  });
});

describe('OctoBot: what is refused', () => {
  it.each(REFUSALS)('%s', (text, refused) => {
    expect(read(HEAD + text)).toEqual({ refused });
  });

  it('refuses a text without a symbol', () => {
    expect(read('EXCHANGE=a;SIGNAL=buy')).toEqual({ refused: 'SIGNAL_FIELD_MISSING symbol' });
  });

  it('answers any text', () => {
    const samples = COMMANDS.map(([text]) => HEAD + text);
    fc.assert(alwaysAnswers(octobotGrammar, samples), { numRuns: 400 });
  });
});

describe('OctoBot: which texts are taken for it', () => {
  it.each([
    ['exchange=a;symbol=b;signal=buy', true],
    ['SYMBOL=b\nSIGNAL=hold', true],
    ['signal=long,symbol=EURUSD,qty=100000', false],
    ['SIGNAL=buy', false],
    ['b=long s=X', false],
  ])('%s → %s', (text, expected) => {
    expect(octobotGrammar.recognizes(plainText(text))).toBe(expected);
  });
});
