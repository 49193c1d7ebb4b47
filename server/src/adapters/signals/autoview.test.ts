import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoviewGrammar } from './autoview.ts';
import { alwaysAnswers, plainText, trial } from './grammar-trial.ts';

const read = (text: string) => trial(autoviewGrammar, text);

const COMMANDS: readonly (readonly [text: string, ...commands: readonly string[]])[] = [
  [
    'a=main e=bybit s=BTCUSD b=buy q=10 t=market',
    'buy symbol=BTCUSD exchange=bybit account=main quantity=10 quantityUnit=units orderType=market',
  ],
  ['a=* e= s= b=long q=10', 'buy quantity=10 quantityUnit=units orderType=market'],
  [
    'e=binancefuturestestnet s=btcusdt b=long q=0.0011 fp=42000',
    'buy symbol=btcusdt exchange=binancefuturestestnet quantity=0.0011 quantityUnit=units orderType=limit price=42000',
  ],
  [
    's=BTCUSD b=sell q=5% t=limit fp=100',
    'sell symbol=BTCUSD quantity=5 quantityUnit=percent_balance orderType=limit price=100',
  ],
  [
    's=BTCUSD b=short q=5% y=equity t=post fp=100',
    'sell symbol=BTCUSD quantity=5 quantityUnit=percent_equity orderType=limit price=100 postOnly=true',
  ],
  [
    's=BTCUSD b=short q=5% y=available t=fok fp=100',
    'sell symbol=BTCUSD quantity=5 quantityUnit=percent_available orderType=limit price=100 timeInForce=fok',
  ],
  [
    's=BTCUSD b=long q=5 u=contracts t=ioc fp=100',
    'buy symbol=BTCUSD quantity=5 quantityUnit=contracts orderType=limit price=100 timeInForce=ioc',
  ],
  ['s=BTCUSD b=long t=market p=0 l=3 ro=1', 'buy symbol=BTCUSD orderType=market leverage=3 reduceOnly=true'],
  [
    's=X b=long q=1 t=market sl=20 tp=40',
    'buy symbol=X quantity=1 quantityUnit=units orderType=market stopLoss=20 takeProfit=40',
  ],
  [
    's=X b=long q=1 t=market sl=-3.1% tp=5%',
    'buy symbol=X quantity=1 quantityUnit=units orderType=market stopLoss=3.1 stopLossUnit=percent takeProfit=5 takeProfitUnit=percent',
  ],
  [
    's=X b=short q=1 t=market sl=3.1% tp=-5%',
    'sell symbol=X quantity=1 quantityUnit=units orderType=market stopLoss=3.1 stopLossUnit=percent takeProfit=5 takeProfitUnit=percent',
  ],
  [
    's=X b=long q=1 t=market fsl=90 ftp=110',
    'buy symbol=X quantity=1 quantityUnit=units orderType=market stopLoss=90 stopLossUnit=price takeProfit=110 takeProfitUnit=price',
  ],
  ['s=BTCUSD c=order', 'cancel symbol=BTCUSD'],
  ['s=BTCUSD c=order b=long', 'cancel targetPosition=long symbol=BTCUSD'],
  ['s=BTCUSD c=position t=market', 'close symbol=BTCUSD orderType=market'],
  ['s=BTCUSD c=position b=short t=market', 'close_short symbol=BTCUSD orderType=market'],
  [
    's=BTCUSD c=position b=long q=50%',
    'close_long symbol=BTCUSD quantity=50 quantityUnit=percent_position orderType=market',
  ],
  ['s=X c=position b=long t=limit fp=9', 'close_long symbol=X orderType=limit price=9'],
  ['s=X c=position t=ioc fp=9', 'close symbol=X orderType=limit price=9 timeInForce=ioc'],
  [
    's=X c=position b=long q=2 u=contracts fp=9',
    'close_long symbol=X quantity=2 quantityUnit=contracts orderType=limit price=9',
  ],
  ['s=BTCUSD c=position b=long q=2', 'close_long symbol=BTCUSD quantity=2 quantityUnit=units orderType=market'],
  [
    's=X b=short c=position t=market\n s=X b=long q=3 t=market',
    'close_short symbol=X orderType=market',
    'buy symbol=X quantity=3 quantityUnit=units orderType=market',
  ],
];

const REFUSALS: readonly (readonly [text: string, refused: string])[] = [
  ['s=X b=long q=1-9 t=market', 'SIGNAL_NOT_SUPPORTED q'],
  ['s=X b=long q=9-1% t=market', 'SIGNAL_NOT_SUPPORTED q'],
  ['s=X b=long q=1 t=limit fp=100-90', 'SIGNAL_NOT_SUPPORTED fp'],
  ['s=X b=long q=0 t=market', 'SIGNAL_FIELD_INVALID q'],
  ['s=X b=long q=-1 t=market', 'SIGNAL_FIELD_INVALID q'],
  ['s=X b=long q=all t=market', 'SIGNAL_NUMBER_INVALID q'],
  ['s=X b=long q=1 t=limit', 'SIGNAL_FIELD_MISSING fp'],
  ['s=X b=long q=1 t=limit p=-1%', 'SIGNAL_NOT_SUPPORTED p'],
  ['s=X b=long q=1 t=limit p=1 fp=2', 'SIGNAL_FIELD_CONFLICT fp'],
  ['s=X b=long q=1 t=market p=1%', 'SIGNAL_NOT_SUPPORTED p'],
  ['s=X b=long q=1 t=market fp=2', 'SIGNAL_FIELD_CONFLICT t'],
  ['s=X b=long q=1 t=close', 'SIGNAL_FIELD_INVALID t'],
  ['s=X b=up q=1 c=order', 'SIGNAL_FIELD_INVALID b'],
  ['s=X q=1 t=market', 'SIGNAL_FIELD_MISSING b'],
  ['s=X b=long b=short q=1', 'SIGNAL_FIELD_CONFLICT b'],
  ['s=X b=long q=1 sl=1 fsl=2', 'SIGNAL_FIELD_CONFLICT sl'],
  ['s=X b=short q=1 sl=-1%', 'SIGNAL_FIELD_INVALID sl'],
  ['s=X b=long q=1 tp=-1%', 'SIGNAL_FIELD_INVALID tp'],
  ['s=X b=long q=1 sl=0', 'SIGNAL_FIELD_INVALID sl'],
  ['s=X b=long q=1 ts=1%', 'SIGNAL_NOT_SUPPORTED ts'],
  ['s=X b=long q=1 u=currency', 'SIGNAL_NOT_SUPPORTED u'],
  ['s=X b=long q=1% y=loan', 'SIGNAL_NOT_SUPPORTED y'],
  ['s=X b=long q=1 bcc=1', 'SIGNAL_FIELD_UNKNOWN bcc'],
  ['s=X b=long q=1 dt=2020-09-14', 'SIGNAL_FIELD_UNKNOWN dt'],
  ['s=X c=order cm=1', 'SIGNAL_FIELD_UNKNOWN cm'],
  ['s=X c=everything b=long', 'SIGNAL_ACTION_UNKNOWN c=everything'],
  ['s=X c=position b=long t=post fp=9', 'SIGNAL_NOT_SUPPORTED t'],
  ['s=X c=position b=long t=limit', 'SIGNAL_FIELD_MISSING fp'],
  ['s=X c=position b=long t=market fp=9', 'SIGNAL_FIELD_CONFLICT t'],
  ['s=X c=position q=0', 'SIGNAL_FIELD_INVALID q'],
  ['s=X c=position b=long sl=-3.1% p=-3%', 'SIGNAL_NOT_SUPPORTED p'],
  ['s=X c=position b=long sl=-3.1%', 'SIGNAL_NOT_SUPPORTED sl'],
  ['s=X b=long q=1 t=market & sl=1%', 'SIGNAL_NOT_SUPPORTED &'],
  ['s=X b=long q=1 market', 'SIGNAL_FIELD_INVALID key=value'],
  ['s=X b=long q=1 | delay=2 | s=X b=short q=1', 'SIGNAL_NOT_SUPPORTED delay'],
  ['s=X b=long q=1 delay=2', 'SIGNAL_NOT_SUPPORTED delay'],
  ['delay=2', 'SIGNAL_FIELD_MISSING command'],
  ['s={{ticker}} b=long', 'SIGNAL_PLACEHOLDER_LEFT {{ticker}}'],
];

describe('Autoview: what a command asks for', () => {
  it.each(COMMANDS)('%s', (text, ...commands) => {
    expect(read(text)).toEqual({ commands });
  });

  it('shows the label and a pause at the end as without effect', () => {
    expect(read('Move Order|s=X b=long c=order|s=X b=long q=1 fp=5|delay=3')).toEqual({
      commands: [
        'cancel targetPosition=long symbol=X',
        'buy symbol=X quantity=1 quantityUnit=units orderType=limit price=5',
      ],
      ignored: ['label Move Order', 'delay 3'],
    });
  });

  it('rehearses when every command is disabled', () => {
    expect(read('s=X b=long q=1 d=1')).toEqual({
      commands: ['buy symbol=X quantity=1 quantityUnit=units orderType=market'],
      test: true,
    });
  });

  it('leaves out a disabled command beside others', () => {
    expect(read('s=X c=order d=1 | s=X b=long q=1 d=0')).toEqual({
      commands: ['buy symbol=X quantity=1 quantityUnit=units orderType=market'],
      ignored: ['disabled cancel X'],
    });
  });

  it('shows housekeeping keys and switched-off keys as ignored', () => {
    expect(read('s=X b=long q=1 ab=1 eh=0').ignored).toEqual(['ab', 'eh']);
  });
});

describe('Autoview: what is refused', () => {
  it.each(REFUSALS)('%s', (text, refused) => {
    expect(read(text)).toEqual({ refused });
  });

  it('refuses more commands than anybody writes', () => {
    expect(read('s=X b=long q=1|'.repeat(32)).commands).toHaveLength(32);
    expect(read('s=X b=long q=1|'.repeat(33))).toEqual({ refused: 'SIGNAL_FIELD_INVALID commands' });
  });

  it('answers any text', () => {
    fc.assert(
      alwaysAnswers(
        autoviewGrammar,
        COMMANDS.map(([text]) => text),
      ),
      { numRuns: 400 },
    );
  });
});

describe('Autoview: which texts are taken for it', () => {
  it.each([
    ['LONG | e=DERIBIT a=A s=BTC-PERPETUAL c=order | delay=1', true],
    ['b=long', true],
    ['long slprice=1 tp=2', false],
    ['SYMBOL=X;SIGNAL=buy', false],
    ['c=3', false],
    ['note b=long', false],
  ])('%s → %s', (text, expected) => {
    expect(autoviewGrammar.recognizes(plainText(text))).toBe(expected);
  });
});
