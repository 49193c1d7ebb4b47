import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysAnswers, plainText, trial } from './grammar-trial.ts';
import { PINECONNECTOR_COMMANDS } from './pineconnector-commands.ts';
import { pineConnectorGrammar } from './pineconnector.ts';

const ID = '60123456789';
const read = (text: string) => trial(pineConnectorGrammar, text);

const OPENINGS: readonly (readonly [text: string, ...commands: readonly string[]])[] = [
  ['buy,EURUSD,vol_lots=0.1', 'buy symbol=EURUSD quantity=0.1 quantityUnit=lots orderType=market'],
  ['long,US30.Cash,vol_lots=1', 'buy symbol=US30.Cash quantity=1 quantityUnit=lots orderType=market'],
  ['bull,EURUSD,vol_lots=1', 'buy symbol=EURUSD quantity=1 quantityUnit=lots orderType=market'],
  ['BULLISH,GBPJPY,VOL_LOTS=1', 'buy symbol=GBPJPY quantity=1 quantityUnit=lots orderType=market'],
  ['sell,GBPJPY,sl=50,risk=1', 'sell symbol=GBPJPY quantity=1 quantityUnit=risk_raw orderType=market stopLoss=50'],
  ['short,DAX30,vol_lots=1', 'sell symbol=DAX30 quantity=1 quantityUnit=lots orderType=market'],
  ['bear,DAX30,vol_lots=1', 'sell symbol=DAX30 quantity=1 quantityUnit=lots orderType=market'],
  ['bearish,DAX30,vol_lots=1', 'sell symbol=DAX30 quantity=1 quantityUnit=lots orderType=market'],
  [
    'buystop,EURUSD,price=1.1,risk=1',
    'buy symbol=EURUSD quantity=1 quantityUnit=risk_raw orderType=stop stopPrice=1.1',
  ],
  [
    'buylimit,EURUSD,pending=1.1,risk=1',
    'buy symbol=EURUSD quantity=1 quantityUnit=risk_raw orderType=limit price=1.1',
  ],
  [
    'sellstop,EURUSD,entry_price=1,risk=1',
    'sell symbol=EURUSD quantity=1 quantityUnit=risk_raw orderType=stop stopPrice=1',
  ],
  [
    'selllimit,EURUSD,price=1.2,risk=1',
    'sell symbol=EURUSD quantity=1 quantityUnit=risk_raw orderType=limit price=1.2',
  ],
  [
    'buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_price=1.0795,tp_price=1.0885',
    'buy symbol=EURUSD quantity=0.5 quantityUnit=lots orderType=limit price=1.0825 stopLoss=1.0795 stopLossUnit=price ' +
      'takeProfit=1.0885 takeProfitUnit=price',
  ],
  [
    'buy,EURUSD,vol_dollar=50,sl_pips=20,tp_pips=40',
    'buy symbol=EURUSD quantity=50 quantityUnit=risk_usd orderType=market stopLoss=20 stopLossUnit=pips ' +
      'takeProfit=40 takeProfitUnit=pips',
  ],
  [
    'buy,EURUSD,vol_pct_bal_loss=1,sl_pct=0.5,tp_pct=1.5',
    'buy symbol=EURUSD quantity=1 quantityUnit=risk_percent orderType=market stopLoss=0.5 stopLossUnit=percent ' +
      'takeProfit=1.5 takeProfitUnit=percent',
  ],
  [
    'sell,EURUSD,vol_pct_eq_loss=2,sl=30,tp=60',
    'sell symbol=EURUSD quantity=2 quantityUnit=risk_percent orderType=market stopLoss=30 takeProfit=60',
  ],
  [
    'sell,EURUSD,vol_pct_bal_margin=3,comment="Range, late"',
    'sell symbol=EURUSD quantity=3 quantityUnit=percent_balance orderType=market comment=Range, late',
  ],
  [
    'buy,XAUUSD,vol_lots=1,sl_price=3350.5 * 0.99',
    'buy symbol=XAUUSD quantity=1 quantityUnit=lots orderType=market stopLoss=3316.995 stopLossUnit=price',
  ],
];

const COMBINED: readonly (readonly [word: string, first: string, action: string])[] = [
  ['closelongopenlong', 'close_long', 'buy'],
  ['cl+ol', 'close_long', 'buy'],
  ['closelongopenshort', 'close_long', 'sell'],
  ['cl+os', 'close_long', 'sell'],
  ['closeshortopenlong', 'close_short', 'buy'],
  ['CS+OL', 'close_short', 'buy'],
  ['closeshortopenshort', 'close_short', 'sell'],
  ['cs+os', 'close_short', 'sell'],
  ['closelongshortopenlong', 'close', 'buy'],
  ['cls+ol', 'close', 'buy'],
  ['closelongshortopenshort', 'close', 'sell'],
  ['cls+os', 'close', 'sell'],
];

const CANCEL_THEN_PLACE: readonly (readonly [word: string, side: string, placed: string])[] = [
  ['cancellongbuystop', 'long', 'buy symbol=EURUSD quantity=1 quantityUnit=lots orderType=stop stopPrice=1.1'],
  ['cancellongbuylimit', 'long', 'buy symbol=EURUSD quantity=1 quantityUnit=lots orderType=limit price=1.1'],
  ['cancelshortsellstop', 'short', 'sell symbol=EURUSD quantity=1 quantityUnit=lots orderType=stop stopPrice=1.1'],
  ['cancelshortselllimit', 'short', 'sell symbol=EURUSD quantity=1 quantityUnit=lots orderType=limit price=1.1'],
];

const OTHERS: readonly (readonly [text: string, ...commands: readonly string[]])[] = [
  ['closelong,GBPUSD', 'close_long symbol=GBPUSD'],
  ['closeshort,GBPUSD', 'close_short symbol=GBPUSD'],
  ['closelongshort,GBPUSD', 'close symbol=GBPUSD'],
  ['closeall', 'close_all'],
  ['closelongpct,EURUSD,risk=50', 'close_long symbol=EURUSD quantity=50 quantityUnit=percent_position'],
  ['closeshortpct,EURUSD,risk=100', 'close_short symbol=EURUSD quantity=100 quantityUnit=percent_position'],
  ['closelongvol,EURUSD,risk=0.1', 'close_long symbol=EURUSD quantity=0.1 quantityUnit=lots'],
  ['closeshortvol,EURUSD,vol_lots=0.2', 'close_short symbol=EURUSD quantity=0.2 quantityUnit=lots'],
  ['cancellong,EURUSD', 'cancel targetPosition=long symbol=EURUSD'],
  ['cancelshort,EURUSD', 'cancel targetPosition=short symbol=EURUSD'],
  [
    'newsltplong,EURUSD,sl_pips=10,tp_pips=30',
    'modify targetPosition=long symbol=EURUSD stopLoss=10 stopLossUnit=pips takeProfit=30 takeProfitUnit=pips',
  ],
  ['newsltpshort,EURUSD,sl_price=1.2', 'modify targetPosition=short symbol=EURUSD stopLoss=1.2 stopLossUnit=price'],
  ['eaon,eaon', 'enable'],
  ['eaoff,eaoff', 'disable'],
  ['closealleaoff', 'close_all', 'disable'],
];

const REFUSALS: readonly (readonly [text: string, refused: string])[] = [
  [`${ID},hold,EURUSD`, 'SIGNAL_ACTION_UNKNOWN hold'],
  [`${ID}`, 'SIGNAL_FIELD_MISSING command'],
  [`,buy,EURUSD,vol_lots=1`, 'SIGNAL_FIELD_MISSING license'],
  [`${ID},buy,,vol_lots=1`, 'SIGNAL_FIELD_MISSING symbol'],
  [`${ID},buy,EUR USD,vol_lots=1`, 'SIGNAL_FIELD_INVALID symbol'],
  [`${ID},buy,EURUSD`, 'SIGNAL_FIELD_MISSING volume'],
  [`${ID},buy,EURUSD,vol_lots=1,foo=bar`, 'SIGNAL_FIELD_UNKNOWN foo'],
  [`${ID},buy,EURUSD,vol_lots=1,tpp=3`, 'SIGNAL_FIELD_UNKNOWN tpp'],
  [`${ID},buy,EURUSD,vol_lots=1,stop`, 'SIGNAL_FIELD_UNKNOWN stop'],
  [`${ID},buy,EURUSD,vol_lots=1,risk=1`, 'SIGNAL_FIELD_CONFLICT risk'],
  [`${ID},buy,EURUSD,vol_lots=1,vol_lots=2`, 'SIGNAL_FIELD_CONFLICT vol_lots'],
  [`${ID},buy,EURUSD,vol_lots=1,sl=10,sl_pips=10`, 'SIGNAL_FIELD_CONFLICT sl'],
  [`${ID},buy,EURUSD,vol_lots=1,tp=10,tp_pct=1`, 'SIGNAL_FIELD_CONFLICT tp'],
  [`${ID},buylimit,EURUSD,vol_lots=1`, 'SIGNAL_FIELD_MISSING entry_price'],
  [`${ID},buylimit,EURUSD,vol_lots=1,price=1,pending=2`, 'SIGNAL_FIELD_CONFLICT price'],
  [`${ID},buystop,EURUSD,vol_lots=1,entry_pips=20`, 'SIGNAL_NOT_SUPPORTED entry_pips'],
  [`${ID},buystop,EURUSD,vol_lots=1,entry_pct=1`, 'SIGNAL_NOT_SUPPORTED entry_pct'],
  [`${ID},sell,EURUSD,vol_dollar=50`, 'SIGNAL_FIELD_MISSING sl'],
  [`${ID},sell,EURUSD,vol_pct_bal_loss=1`, 'SIGNAL_FIELD_MISSING sl'],
  [`${ID},sell,EURUSD,vol_pct_eq_loss=1`, 'SIGNAL_FIELD_MISSING sl'],
  [`${ID},newsltplong,EURUSD`, 'SIGNAL_FIELD_MISSING sl'],
  [`${ID},closelongvol,EURUSD`, 'SIGNAL_FIELD_MISSING risk'],
  [`${ID},closelongpct,EURUSD,vol_lots=1`, 'SIGNAL_FIELD_INVALID vol_lots'],
  [`${ID},closelongpct,EURUSD,risk=101`, 'SIGNAL_FIELD_INVALID risk'],
  [`${ID},eaon,EURUSD`, 'SIGNAL_FIELD_INVALID symbol'],
  [`${ID},buy,EURUSD,vol_lots=0`, 'SIGNAL_FIELD_INVALID vol_lots'],
  [`${ID},buy,EURUSD,vol_lots=-1`, 'SIGNAL_FIELD_INVALID vol_lots'],
  [`${ID},buy,EURUSD,vol_lots=1,sl=0`, 'SIGNAL_FIELD_INVALID sl'],
  [`${ID},buy,EURUSD,vol_lots=lots`, 'SIGNAL_NUMBER_INVALID vol_lots'],
  [`${ID},buy,EURUSD,vol_lots=1e999`, 'SIGNAL_NUMBER_INVALID vol_lots'],
  [`${ID},buy,EURUSD,vol_lots=`, 'SIGNAL_NUMBER_INVALID vol_lots'],
  [`${ID},buy,{{ticker}},vol_lots=1`, 'SIGNAL_PLACEHOLDER_LEFT {{ticker}}'],
  [`${ID},buy,EURUSD,vol_lots=1,comment="open`, 'SIGNAL_FIELD_INVALID quotes'],
  ...[
    'trailtrig',
    'traildist',
    'trailstep',
    'betrigger',
    'beoffset',
    'atrtimeframe',
    'atrperiod',
    'atrmultiplier',
    'atrshift',
    'atrtrigger',
    'spread',
    'accfilter',
  ].map((key) => [`${ID},buy,EURUSD,vol_lots=1,${key}=5`, `SIGNAL_NOT_SUPPORTED ${key}`] as const),
  ...['newsltpbuystop', 'newsltpbuylimit', 'newsltpsellstop', 'newsltpselllimit'].map(
    (word) => [`${ID},${word},EURUSD,sl_pips=20`, 'SIGNAL_NOT_SUPPORTED command'] as const,
  ),
  [`${ID},newsltplong,EURUSD,sl_pips=20,trailtrig=5`, 'SIGNAL_NOT_SUPPORTED trailtrig'],
];

describe('PineConnector: what a command asks for', () => {
  it.each(OPENINGS)('%s', (text, ...commands) => {
    expect(read(`${ID},${text}`)).toEqual({ commands, credential: ID });
  });

  it.each(COMBINED)('%s closes first and opens then', (word, first, action) => {
    expect(read(`${ID},${word},EURUSD,vol_lots=1`).commands).toEqual([
      `${first} symbol=EURUSD`,
      `${action} symbol=EURUSD quantity=1 quantityUnit=lots orderType=market`,
    ]);
  });

  it.each(CANCEL_THEN_PLACE)('%s cancels first and places then', (word, side, placed) => {
    const { commands } = read(`${ID},${word},EURUSD,vol_lots=1,price=1.1`);
    expect(commands).toEqual([`cancel targetPosition=${side} symbol=EURUSD`, placed]);
  });

  it.each(OTHERS)('%s', (text, ...commands) => {
    expect(read(`${ID},${text}`)).toEqual({ commands, credential: ID });
  });

  it('has a row for every command word', () => {
    const texts = [...OPENINGS, ...COMBINED, ...CANCEL_THEN_PLACE, ...OTHERS].map(([text]) => text);
    const tested = new Set([
      ...texts.map((text) => text.split(',')[0]?.toLowerCase()),
      ...REFUSALS.map(([text]) => text.split(',')[1]),
    ]);
    expect([...PINECONNECTOR_COMMANDS.keys()].filter((word) => !tested.has(word))).toEqual([]);
  });

  it('allows blanks, another order of keys and a dangling comma', () => {
    expect(read(` ${ID} , sell , EURUSD , tp=2 , risk=1 , `).commands).toEqual([
      'sell symbol=EURUSD quantity=1 quantityUnit=risk_raw orderType=market takeProfit=2',
    ]);
  });

  it('takes the secret for the credential when there is one', () => {
    expect(read(`${ID},closelong,EURUSD,secret=abc`).credential).toBe('abc');
  });

  it('closes everything whatever the symbol, and shows the symbol as without effect', () => {
    expect(read(`${ID},closeall,EURUSD`)).toEqual({
      commands: ['close_all'],
      credential: ID,
      ignored: ['symbol EURUSD'],
    });
  });

  it('shows as ignored what means nothing to a closing command or is switched off', () => {
    expect(read(`${ID},closelong,EURUSD,risk=1,spread=2,trailtrig=5`).ignored).toEqual(['risk', 'spread', 'trailtrig']);
    expect(read(`${ID},buy,EURUSD,vol_lots=1,betrigger=0,price=1.1`).ignored).toEqual(['betrigger', 'price']);
  });

  it('switches off whatever stands in the place of the symbol', () => {
    expect(read(`${ID},eaoff,EURUSD`).commands).toEqual(['disable']);
  });
});

describe('PineConnector: what is refused', () => {
  it.each(REFUSALS)('%s', (text, refused) => {
    expect(read(text)).toEqual({ refused });
  });

  it('names the nearest word', () => {
    const outcome = pineConnectorGrammar.parse(plainText(`${ID},closelnog,EURUSD`));
    expect(outcome).toMatchObject({ error: { values: { nearest: 'closelong' } } });
  });

  it('keeps a doubled secret out of the refusal', () => {
    const outcome = pineConnectorGrammar.parse(plainText(`${ID},closelong,EURUSD,secret=hush1,secret=hush2`));
    expect(JSON.stringify(outcome)).toContain('SIGNAL_FIELD_CONFLICT');
    expect(JSON.stringify(outcome)).not.toContain('hush');
  });

  it('answers any text', () => {
    const samples = [...OPENINGS, ...OTHERS].map(([text]) => `${ID},${text}`);
    fc.assert(alwaysAnswers(pineConnectorGrammar, samples), { numRuns: 400 });
  });
});

describe('PineConnector: which texts are taken for it', () => {
  it.each([
    [`${ID},buy,EURUSD,risk=1`, true],
    [`${ID}, foo ,EURUSD`, true],
    ['abc-1,closelong,EURUSD', true],
    ['buy,EURUSD,1', false],
    ['signal=long,symbol=EURUSD', false],
    ['b=buy,buy', false],
    ['{"a":1},buy', false],
    ['', false],
  ])('%s → %s', (text, expected) => {
    expect(pineConnectorGrammar.recognizes(plainText(text))).toBe(expected);
  });
});
