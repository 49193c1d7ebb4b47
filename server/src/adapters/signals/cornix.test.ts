import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cornixGrammar } from './cornix.ts';
import { alwaysAnswers, plainText, trial } from './grammar-trial.ts';

const read = (text: string) => trial(cornixGrammar, text);
const PUBLISHED = [
  '⚡️⚡️ #BTC/USDT ⚡️⚡️',
  'Exchanges: Binance Futures',
  'Signal Type: Regular (Long)',
  'Leverage: Cross (10X)',
  'Amount per trade 5%',
  '',
  'Entry Targets:',
  '1) 99.5',
  '2) 100',
  '',
  'Take-Profit Targets:',
  '1) 110',
  '2) 120',
  '',
  'Stop Targets:',
  '1) 90',
].join('\n');

const COMMANDS: readonly (readonly [text: string, ...commands: readonly string[]])[] = [
  [
    'BTC/USD Buy 100 Sell 120 Stop 90',
    'buy symbol=BTC/USD orderType=limit price=100 stopLoss=90 stopLossUnit=price takeProfit=120 takeProfitUnit=price',
  ],
  ['btc/usdt entry 100 stop 90', 'buy symbol=BTC/USDT orderType=limit price=100 stopLoss=90 stopLossUnit=price'],
  [
    'BTC/USDT entry price targets: 100 stop loss targets: 90',
    'buy symbol=BTC/USDT orderType=limit price=100 stopLoss=90 stopLossUnit=price',
  ],
  ['BTC/USDT entry 100 target 90', 'sell symbol=BTC/USDT orderType=limit price=100 takeProfit=90 takeProfitUnit=price'],
  [
    '#SOLUSDT\nEntry: 20\nTP1: 30\nTP2: 31\nStop Loss: 15',
    'buy symbol=SOLUSDT orderType=limit price=20 stopLoss=15 stopLossUnit=price takeProfits=30,31 takeProfitUnit=price',
  ],
  [
    'BTC/USDT short entry 100 targets 90, 80, 85 stop 110',
    'sell symbol=BTC/USDT orderType=limit price=100 stopLoss=110 stopLossUnit=price takeProfits=90,85,80 takeProfitUnit=price',
  ],
  [
    'BTC/USDT Buy zone 100-200 TP 300 stop 90',
    'buy symbol=BTC/USDT orderType=limit price=200 stopLoss=90 stopLossUnit=price takeProfit=300 takeProfitUnit=price',
  ],
  [
    'BTC/USDT Entry Zone: 100 - 200 Take Profit 50 stop 250',
    'sell symbol=BTC/USDT orderType=limit price=100 stopLoss=250 stopLossUnit=price takeProfit=50 takeProfitUnit=price',
  ],
  [
    'BTC/USDT Buy 100-200 Target 300 Stop 90 Amount: 5%',
    'buy symbol=BTC/USDT orderType=limit price=200 quantity=2.5 quantityUnit=percent_balance stopLoss=90 stopLossUnit=price takeProfit=300 takeProfitUnit=price',
    'buy symbol=BTC/USDT orderType=limit price=100 quantity=2.5 quantityUnit=percent_balance stopLoss=90 stopLossUnit=price takeProfit=300 takeProfitUnit=price',
  ],
  [
    'BTC/USDT Enter above 200 target 300',
    'buy symbol=BTC/USDT orderType=stop stopPrice=200 takeProfit=300 takeProfitUnit=price',
  ],
  [
    'BTC/USDT Enter below 200 target 100',
    'sell symbol=BTC/USDT orderType=stop stopPrice=200 takeProfit=100 takeProfitUnit=price',
  ],
  [
    'BTC/USDT Buy now, target 300, stop 100',
    'buy symbol=BTC/USDT orderType=market stopLoss=100 stopLossUnit=price takeProfit=300 takeProfitUnit=price',
  ],
  ['BTC/USDT Long Entry market stop 100', 'buy symbol=BTC/USDT orderType=market stopLoss=100 stopLossUnit=price'],
  ['ETH/BTC Buy 0.05 sell 0.06', 'buy symbol=ETH/BTC orderType=limit price=0.05 takeProfit=0.06 takeProfitUnit=price'],
  [
    'BTC/USDT Buy 0.5,0.4 sell 0.6 amount 3%',
    'buy symbol=BTC/USDT orderType=limit price=0.5 quantity=1.5 quantityUnit=percent_balance takeProfit=0.6 takeProfitUnit=price',
    'buy symbol=BTC/USDT orderType=limit price=0.4 quantity=1.5 quantityUnit=percent_balance takeProfit=0.6 takeProfitUnit=price',
  ],
];

const SIZES: readonly (readonly [line: string, size: string])[] = [
  ['Amount per trade 5%', 'quantity=5 quantityUnit=percent_balance'],
  ['Amount: 45.0%', 'quantity=45 quantityUnit=percent_balance'],
  ['Invest up to 5% of your portfolio', 'quantity=5 quantityUnit=percent_balance'],
  ['Capital invested : 2% 5% Max', 'quantity=2 quantityUnit=percent_balance'],
  ['Risk management: Risk 1% - 1.5% of your portfolio', 'quantity=1 quantityUnit=risk_percent'],
  ['Risk management 0.5%', 'quantity=0.5 quantityUnit=risk_percent'],
  ['RM: 10.0%', 'quantity=10 quantityUnit=risk_percent'],
  ['Amount: 1.0% Risk', 'quantity=1 quantityUnit=risk_percent'],
];

const REFUSALS: readonly (readonly [text: string, refused: string])[] = [
  ['Buy 100 Sell 120 Stop 90', 'SIGNAL_FIELD_MISSING pair'],
  ['BTC/USDT and ETH/USDT Buy 100 Sell 120', 'SIGNAL_FIELD_CONFLICT pair'],
  ['BTC/USDT target 120 stop 90', 'SIGNAL_FIELD_MISSING entry'],
  ['BTC/USDT long entry 100', 'SIGNAL_FIELD_MISSING stop'],
  ['BTC/USDT entry 100 target 120 stop 110', 'SIGNAL_FIELD_CONFLICT direction'],
  ['BTC/USDT entry 100 target 120, 90', 'SIGNAL_FIELD_CONFLICT direction'],
  ['BTC/USDT short entry 100 target 120 stop 90', 'SIGNAL_FIELD_CONFLICT direction'],
  ['BTC/USDT long or short entry 100 target 120', 'SIGNAL_FIELD_CONFLICT direction'],
  ['BTC/USDT Buy 100-200 Target 300', 'SIGNAL_FIELD_MISSING Amount per trade: …%'],
  ['BTC/USDT Buy 42,000 Target 45,000', 'SIGNAL_NUMBER_INVALID entry'],
  ['BTC/USDT Buy 0,5 Target 0,6', 'SIGNAL_NUMBER_INVALID entry'],
  ['BTC/USDT Buy 30K Target 31K', 'SIGNAL_NUMBER_INVALID entry'],
  ['BTC/USDT Buy 1.2.3 Target 5', 'SIGNAL_NUMBER_INVALID entry'],
  ['BTC/USDT Buy 0 Target 5', 'SIGNAL_FIELD_INVALID entry'],
  ['BTC/USDT Buy -5% Target 5', 'SIGNAL_NOT_SUPPORTED entry'],
  ['BTC/USDT Buy here target 300 stop 90', 'SIGNAL_FIELD_INVALID target'],
  ['BTC/USDT Buy stop 100 target 120', 'SIGNAL_FIELD_MISSING entry'],
  ['BTC/USDT Sell 100 stop 110', 'SIGNAL_FIELD_MISSING entry'],
  ['BTC/USDT Buy 100 valid for 24 hours target 120 amount 5%', 'SIGNAL_FIELD_INVALID entry'],
  ['BTC/USDT Buy 100 Target 1 110', 'SIGNAL_FIELD_INVALID target'],
  ['ETH/BTC Buy 30000 sell 31000', 'SIGNAL_NOT_SUPPORTED entry'],
  ['BTC/USDT Buy 100 Target 110 (50%) 120 (50%)', 'SIGNAL_NOT_SUPPORTED target'],
  ['BTC/USDT Buy 100 Target 110 Stop 5%', 'SIGNAL_NOT_SUPPORTED stop'],
  ['BTC/USDT Buy 100 Target 110 Stop 90 80', 'SIGNAL_NOT_SUPPORTED stop'],
  ['BTC/USDT Enter above 100-200 target 300', 'SIGNAL_NOT_SUPPORTED entry'],
  ['BTC/USDT Enter below 200 target 300', 'SIGNAL_FIELD_CONFLICT entry'],
  ['BTC/USDT Buy 100 now target 300', 'SIGNAL_FIELD_CONFLICT entry'],
  ['BTC/USDT Buy 100 target 300 Leverage 5-10x', 'SIGNAL_NOT_SUPPORTED leverage'],
  ['BTC/USDT Buy 100 target 300 cross isolated', 'SIGNAL_FIELD_CONFLICT leverage'],
  ['BTC/USDT Buy 100 target 300\nAmount: 500', 'SIGNAL_FIELD_INVALID amount'],
  ['BTC/USDT Buy 100 target 300\nAmount: 0%', 'SIGNAL_FIELD_INVALID amount'],
  ['BTC/USDT Buy 100 target 300\nAmount: 101%', 'SIGNAL_FIELD_INVALID amount'],
  ['BTC/USDT Buy 100 target 300\nAmount: 5%\nRM: 1%', 'SIGNAL_FIELD_CONFLICT amount'],
  ['BTC/USDT Buy 100 target 300\nRM: 1%', 'SIGNAL_FIELD_MISSING stop'],
  [`${PUBLISHED}\nTrailing Configuration:\nStop: Breakeven - Trigger: Target (1)`, 'SIGNAL_NOT_SUPPORTED text'],
  ['BTC/USDT All entry targets achieved. Average Entry Price: 100. Target 110', 'SIGNAL_NOT_SUPPORTED text'],
  ['Cancel BTC/USDT entry 100 target 110', 'SIGNAL_NOT_SUPPORTED text'],
  ['BTC/USDT entry {{close}} target 110', 'SIGNAL_PLACEHOLDER_LEFT {{close}}'],
];

describe('Cornix: what a signal asks for', () => {
  it.each(COMMANDS)('%s', (text, ...commands) => {
    expect(read(text)).toEqual({ commands });
  });

  it('reads a published signal, nearest entry first, the amount shared by the entries', () => {
    const rest =
      'quantity=2.5 quantityUnit=percent_balance stopLoss=90 stopLossUnit=price takeProfits=110,120 ' +
      'takeProfitUnit=price leverage=10';
    expect(read(PUBLISHED)).toEqual({
      commands: [
        `buy symbol=BTC/USDT orderType=limit price=100 ${rest}`,
        `buy symbol=BTC/USDT orderType=limit price=99.5 ${rest}`,
      ],
      ignored: ['margin mode cross'],
    });
  });

  it('takes the numbers of a remark below a list for no prices', () => {
    const text = 'ETH/USDT\nTarget 2100\nStop 1900\nEntry\n1) 2000 USDT\nPosted 2024 at 12:30, valid 7 days\n- 2010';
    expect(read(text).commands).toEqual([
      'buy symbol=ETH/USDT orderType=limit price=2000 stopLoss=1900 stopLossUnit=price takeProfit=2100 takeProfitUnit=price',
    ]);
  });

  it.each(SIZES)('%s', (line, size) => {
    expect(read(`BTC/USDT\nBuy 100\nSell 120\nStop 90\n${line}`).commands?.[0]).toContain(` ${size} `);
  });

  it.each(['Leverage: Cross x10', 'Isolated leverage (10X)', 'Lev 10x'])('%s', (line) => {
    expect(read(`BTC/USDT\n${line}\nBuy 100\nStop 90`).commands?.[0]).toContain(' leverage=10');
  });
});

describe('Cornix: what is refused', () => {
  it.each(REFUSALS)('%s', (text, refused) => {
    expect(read(text)).toEqual({ refused });
  });

  it('answers any text', () => {
    const samples = [PUBLISHED, ...COMMANDS.map(([text]) => text)];
    fc.assert(alwaysAnswers(cornixGrammar, samples), { numRuns: 400 });
  });
});

describe('Cornix: which texts are taken for it', () => {
  it.each([
    [PUBLISHED, true],
    ['BTC/USDT Buy 100 Sell 120', true],
    ['BTC/USDT goes up', false],
    ['s=BTC/USDT b=buy sl=1 tp=2', false],
    ['60123456789,buy,BTC/USDT,sl=5', false],
    ['Buy 100USDT of it, stop 5', false],
    ['Keys(BTC/USDT) { market(side=buy); } stop', false],
  ])('%s → %s', (text, expected) => {
    expect(cornixGrammar.recognizes(plainText(text))).toBe(expected);
  });
});
