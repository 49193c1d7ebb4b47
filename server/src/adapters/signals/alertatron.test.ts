import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertatronGrammar } from './alertatron.ts';
import { alwaysAnswers, plainText, trial } from './grammar-trial.ts';

const read = (text: string) => trial(alertatronGrammar, text);
const inBlock = (statements: string) => `MyKeys(XBTUSD) { ${statements} } #bot`;
const XBT = 'symbol=XBTUSD account=MyKeys';

const COMMANDS: readonly (readonly [statements: string, ...commands: readonly string[]])[] = [
  ['market(side=buy, amount=100);', `buy ${XBT} quantity=100 quantityUnit=units orderType=market`],
  ['market(side=sell, amount=50%)', `sell ${XBT} quantity=50 quantityUnit=percent_balance orderType=market`],
  ['market(side=sell, amount=50%b);', `sell ${XBT} quantity=50 quantityUnit=percent_balance orderType=market`],
  ['market(side=sell, amount=50%%);', `sell ${XBT} quantity=50 quantityUnit=percent_available orderType=market`],
  ['market(side=buy, amount=50%a);', `buy ${XBT} quantity=50 quantityUnit=percent_available orderType=market`],
  ['market(side=buy, amount=50%p);', `buy ${XBT} quantity=50 quantityUnit=percent_position orderType=market`],
  ['market(position=-200);', `target ${XBT} targetQuantity=-200 quantityUnit=units orderType=market`],
  ['market(position=0, reduceOnly=true);', `target ${XBT} targetQuantity=0 orderType=market reduceOnly=true`],
  [
    'limit(side=buy, amount=1, offset=@123.5, postOnly=true, reduceOnly=false, tag=a1);',
    `buy ${XBT} quantity=1 quantityUnit=units orderType=limit price=123.5 postOnly=true reduceOnly=false tag=a1`,
  ],
  [
    'stopOrder(side=sell, amount=1, offset=@90);',
    `sell ${XBT} quantity=1 quantityUnit=units orderType=stop stopPrice=90`,
  ],
  [
    'stopMarket(side=sell, amount=100%p, offset=@90, reduceOnly=true, trigger=last);',
    `sell ${XBT} quantity=100 quantityUnit=percent_position orderType=stop stopPrice=90 reduceOnly=true`,
  ],
  [
    'stopOrder(side=sell, amount=1, offset=@90, limitOffset=@89);',
    `sell ${XBT} quantity=1 quantityUnit=units orderType=stop_limit stopPrice=90 price=89`,
  ],
  [
    'stopLimit(side=sell, amount=1, offset=@90, limitOffset=@89);',
    `sell ${XBT} quantity=1 quantityUnit=units orderType=stop_limit stopPrice=90 price=89`,
  ],
  [
    'trailingStop(side=sell, amount=1, offset=2%);',
    `sell ${XBT} quantity=1 quantityUnit=units orderType=trailing_stop trailDistance=2 trailUnit=percent`,
  ],
  [
    'trailingStopLoss(side=sell, amount=1, offset=25, background=true);',
    `sell ${XBT} quantity=1 quantityUnit=units orderType=trailing_stop trailDistance=25 trailUnit=amount`,
  ],
  ['cancel(which=all);', `cancel ${XBT}`],
  ['cancel(which=buy);', `cancel ${XBT} targetPosition=long`],
  ['cancel(which=sell);', `cancel ${XBT} targetPosition=short`],
  ['cancel(which=tagged, tag=a1);', `cancel ${XBT} tag=a1`],
  [
    'cancel(which=all); market(side=buy, amount=1); limit(side=sell, amount=1, offset=@110);',
    `cancel ${XBT}`,
    `buy ${XBT} quantity=1 quantityUnit=units orderType=market`,
    `sell ${XBT} quantity=1 quantityUnit=units orderType=limit price=110`,
  ],
];

const REFUSALS: readonly (readonly [statements: string, refused: string])[] = [
  ['limit(side=buy, amount=1, offset=1%);', 'SIGNAL_NOT_SUPPORTED offset'],
  ['limit(side=buy, amount=1, offset=50);', 'SIGNAL_NOT_SUPPORTED offset'],
  ['limit(side=buy, amount=1, offset=e1%);', 'SIGNAL_NOT_SUPPORTED offset'],
  ['limit(side=buy, amount=1);', 'SIGNAL_FIELD_MISSING offset'],
  ['limit(position=0, offset=@100, reduceOnly=true);', 'SIGNAL_NOT_SUPPORTED position'],
  ['stopMarket(position=0, offset=@100);', 'SIGNAL_NOT_SUPPORTED position'],
  ['stopLimit(side=sell, amount=1, offset=@90);', 'SIGNAL_FIELD_MISSING limitoffset'],
  ['stopOrder(side=sell, amount=1, offset=@90, limitOffset=1%);', 'SIGNAL_NOT_SUPPORTED limitoffset'],
  ['stopOrder(side=sell, amount=1, offset=@90, trigger=mark);', 'SIGNAL_NOT_SUPPORTED trigger'],
  ['trailingStop(side=sell, amount=1);', 'SIGNAL_FIELD_MISSING offset'],
  ['trailingStop(side=sell, amount=1, offset=@90);', 'SIGNAL_NOT_SUPPORTED offset'],
  ['trailingStop(side=sell, amount=1, offset=1%, stepSize=2);', 'SIGNAL_NOT_SUPPORTED stepsize'],
  ['market(amount=1);', 'SIGNAL_FIELD_MISSING side'],
  ['market(side=long, amount=1);', 'SIGNAL_FIELD_INVALID side'],
  ['market(side=buy);', 'SIGNAL_FIELD_MISSING amount'],
  ['market(side=buy, amount=0);', 'SIGNAL_FIELD_INVALID amount'],
  ['market(side=buy, amount=0%);', 'SIGNAL_FIELD_INVALID amount'],
  ['market(side=buy, amount=ten);', 'SIGNAL_NUMBER_INVALID amount'],
  ['market(side=buy, amount=1, amount=2);', 'SIGNAL_FIELD_CONFLICT amount'],
  ['market(side=buy, position=1);', 'SIGNAL_FIELD_CONFLICT position'],
  ['market(position=50%p);', 'SIGNAL_NOT_SUPPORTED position'],
  ['market(side=buy, amount=1, stopLoss=5%);', 'SIGNAL_FIELD_UNKNOWN stopLoss'],
  ['market(buy);', 'SIGNAL_FIELD_INVALID market'],
  ['market side=buy;', 'SIGNAL_FIELD_INVALID command'],
  ['market(side=buy, amount=1', 'SIGNAL_FIELD_INVALID command'],
  ['cancel();', 'SIGNAL_FIELD_MISSING which'],
  ['cancel(which=session);', 'SIGNAL_NOT_SUPPORTED which'],
  ['cancel(which=tagged);', 'SIGNAL_FIELD_MISSING tag'],
  ['cancel(which=all, tag=x);', 'SIGNAL_FIELD_CONFLICT which'],
  ['marketOrder(side=buy, amount=1);', 'SIGNAL_ACTION_UNKNOWN command'],
  ['icebergOrder(side=buy, amount=1);', 'SIGNAL_NOT_SUPPORTED command'],
  ['exchangeSettings(leverage=50);', 'SIGNAL_NOT_SUPPORTED command'],
  ['market(side=buy, amount=1); wait(30s); market(side=sell, amount=1);', 'SIGNAL_NOT_SUPPORTED wait'],
  ['wait(5s);', 'SIGNAL_FIELD_MISSING command'],
  ['', 'SIGNAL_FIELD_MISSING command'],
];

describe('Alertatron: what a script asks for', () => {
  it.each(COMMANDS)('%s', (statements, ...commands) => {
    expect(read(inBlock(statements)).commands).toEqual(commands);
  });

  it.each([
    'continue(if=positionNone)\nk(BTCUSDT) { market(side=buy, amount=1); }',
    'BTC went up. continue (if=positionNone); k(BTCUSDT) { market(side=buy, amount=1); }',
    'k(BTCUSDT) { market(side=buy, amount=1); }\nstop()\nk(ETHUSDT) { market(side=buy, amount=1); }',
    'wait(30s)\nk(BTCUSDT) { market(side=buy, amount=1); }',
    'cancel(which=all)\nk(BTCUSDT) { market(side=buy, amount=1); }',
    `${'x'.repeat(60)} continue(if=x) k(BTCUSDT) { market(side=buy, amount=1); }`,
  ])('refuses a command outside the braces: %s', (text) => {
    expect(trial(alertatronGrammar, text)).toEqual({ refused: 'SIGNAL_NOT_SUPPORTED command' });
  });

  it('takes other words with brackets for text', () => {
    const text = 'My stop (1h) at RSI(14)\n// continue(if=x)\nnotify(me)\nk(B) { market(side=buy, amount=1); }';
    expect(trial(alertatronGrammar, text).commands).toHaveLength(1);
  });

  it('reads several blocks in order, with comments and free text around them', () => {
    const text = [
      'Trend turned',
      'Binance_1(BTCUSDT) {',
      '  # first out of the old position',
      '  market(position=0);',
      '}',
      '// a note between',
      'Kraken(XBT/USD) { market(side=sell, amount=2); }',
      '#bot #tag2',
    ].join('\n');
    expect(read(text)).toEqual({
      commands: [
        'target symbol=BTCUSDT account=Binance_1 targetQuantity=0 orderType=market',
        'sell symbol=XBT/USD account=Kraken quantity=2 quantityUnit=units orderType=market',
      ],
      ignored: ['text Trend turned', 'text // a note between'],
    });
  });

  it('ignores a pause after the last order, a notice, and says so', () => {
    const { commands, ignored } = read(inBlock('market(side=buy, amount=1); notify(); wait(30s);'));
    expect(commands).toHaveLength(1);
    expect(ignored).toEqual(['notify', 'wait 30s']);
  });
});

describe('Alertatron: what is refused', () => {
  it.each(REFUSALS)('%s', (statements, refused) => {
    expect(read(inBlock(statements))).toEqual({ refused });
  });

  it.each([
    ['MyKeys(XBTUSD) { market(side=buy, amount=1);', 'SIGNAL_FIELD_INVALID }'],
    ['MyKeys(XBTUSD) { market(side=buy, amount=1); } } ', 'SIGNAL_FIELD_INVALID command'],
    ['MyKeys(XBTUSD) { market(side=buy, amount=1); } market(side=buy, amount=1)', 'SIGNAL_FIELD_INVALID command'],
    ['MyKeys { market(side=buy, amount=1); }', 'SIGNAL_FIELD_INVALID KeyName(SYMBOL)'],
    ['MyKeys({{ticker}}) { market(side=buy, amount=1); }', 'SIGNAL_PLACEHOLDER_LEFT {{ticker}}'],
  ])('%s', (text, refused) => {
    expect(read(text)).toEqual({ refused });
  });

  it('answers any text', () => {
    const samples = COMMANDS.map(([statements]) => inBlock(statements));
    fc.assert(alwaysAnswers(alertatronGrammar, samples), { numRuns: 400 });
  });
});

describe('Alertatron: which texts are taken for it', () => {
  it.each([
    [inBlock('foo();'), true],
    ['Some words\nMyKeys(XBTUSD)\n{ market(side=buy, amount=1); }', true],
    ['MyKeys { market() }', false],
    ['if (a) b', false],
    ['{ "a": 1 }', false],
  ])('%s → %s', (text, expected) => {
    expect(alertatronGrammar.recognizes(plainText(text))).toBe(expected);
  });
});
