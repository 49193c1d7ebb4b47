import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrammarName, SignalParseOutcome } from '#domain/signal.ts';
import { GRAMMAR_NAMES, SIGNAL_ERROR_CODES } from '#domain/signal.ts';
import { anyText } from './grammar-trial.ts';
import { SIGNAL_TEXT_BYTES_MAX, createSignalReader } from './signal-reader.ts';
import { inWords } from './reader-trial.ts';

const reader = createSignalReader();

const SAMPLES: readonly (readonly [GrammarName, string])[] = [
  ['signalbox', '{"signalbox":1,"action":"buy","symbol":"BTCUSDT","quantity":"0.01","id":"a-1"}'],
  ['mt5', '{"action":"buy","symbol":"XAUUSD","volume":0.1,"sl":3350.5 * 0.99,"tp":3400,"comment":"x"}'],
  ['mt5', '{"message":"开多 XAUUSD 仓位=0.1"}'],
  ['mt5', '{"action":"close_all"}'],
  ['mt5_chinese', '开启时间区间 开多 XAUUSD 仓位=0.1 止损=3350.5*0.99 备注=突破'],
  ['traderspost', '{"ticker":"SPY","action":"sell","sentiment":"flat"}'],
  ['traderspost', '{"ticker":"AMD","action":"buy","quantity":1,"stopLoss":{"type":"stop","percent":5}}'],
  ['pineconnector', '60123456789,buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_price=1.0795,tp_price=1.0885'],
  ['threecommas', '{"message_type":"bot","bot_id":1,"email_token":"t","delay_seconds":0,"pair":"USDT_BTC"}'],
  [
    'threecommas',
    '{"secret":"s","tv_instrument":"BTCUSDT","action":"enter_long","bot_uuid":"u","order":{"amount":"1","currency_type":"base"}}',
  ],
  ['alertatron', 'MyKeys(BTCUSDT) { market(side=buy, amount=1); } #bot'],
  ['autoview', 'e=binance s=BTCUSDT b=long q=0.1 t=market'],
  ['wundertrading', 'ENTER-LONG_Binance_BTCUSDT_Bot_15M_0abc'],
  ['wundertrading', '{"code":"EXIT-ALL_Binance_BTCUSDT_Bot_15M_0abc"}'],
  ['octobot', 'EXCHANGE=binance\nSYMBOL=BTCUSDT\nSIGNAL=BUY\nVOLUME=0.1'],
  [
    'okx',
    '{"action":"EXIT_LONG","instrument":"BTC-USDT-SWAP","signalToken":"t","amount":"100","investmentType":"percentage_position",}',
  ],
  ['cornix', '#BTC/USDT\nBuy: 100\nTargets: 110, 120\nStop: 90\nAmount per trade: 5%'],
  [
    'fmz',
    '{"Flag":"f","Exchange":1,"Currency":"BTC_USDT","ContractType":"swap","Price":-1,"Action":"long","Amount":1}',
  ],
  ['fmz', 'spk:0.01'],
  ['fmz', 'TradingView:order:ticker=OKEX:ETHUSDT levelRate=5 price=3000 size=10 type=6 robot=1'],
  ['generic', '{"symbol":"BTCUSDT","side":"buy","qty":"0.01"}'],
  ['generic', '{"ticker":"BTCUSDT","action":"buy","contracts":"0.01","price":97000}'],
];

describe('which grammar reads a text', () => {
  it.each(SAMPLES)('%s: %s', (format, text) => {
    expect(inWords(text)).toMatch(new RegExp(`^${format} \\|`));
  });

  it.each(SAMPLES)('%s reads it the same when it is named: %s', (format, text) => {
    expect(inWords(text, format)).toBe(inWords(text));
  });

  it.each(SAMPLES)('%s through blanks, line ends and a byte-order mark: %s', (_, text) => {
    expect(inWords(`\uFEFF \r\n${text}\r\n\u3000`)).toBe(inWords(text));
    expect(inWords(text.replaceAll('\n', '\r'))).toBe(inWords(text));
  });

  it('reads a text that a mail relay put into quotes', () => {
    expect(inWords('"平仓 XAUUSD"')).toBe('mt5_chinese | close symbol=XAUUSD');
  });

  it.each([
    ['hello world', 'SIGNAL_FORMAT_UNKNOWN'],
    ['12', 'SIGNAL_FORMAT_UNKNOWN'],
    ['[{"action":"buy"}]', 'SIGNAL_FORMAT_UNKNOWN'],
    ['null', 'SIGNAL_FORMAT_UNKNOWN'],
    ['""', 'SIGNAL_FORMAT_UNKNOWN'],
    ['{"action":"buy"', 'SIGNAL_JSON_INVALID 1:16'],
    ['{"action":"buy","action":"sell"}', 'SIGNAL_JSON_DUPLICATE_KEY action'],
    ['{"__proto__":{"action":"buy"}}', 'SIGNAL_JSON_INVALID 1:2'],
    ['{"action":"buy","sl":{{close}}*0.99}', 'SIGNAL_PLACEHOLDER_LEFT {{close}}'],
    ['{"action":"buy","ticker":"{{ticker}}"}', 'SIGNAL_PLACEHOLDER_LEFT {{ticker}}'],
    ['{"comment":"{{plot(\\"A\\")}}"}', 'SIGNAL_PLACEHOLDER_LEFT {{plot(\\"A\\")}}'],
    ['buy {{', 'SIGNAL_PLACEHOLDER_LEFT {{'],
    [' \n\u3000', 'SIGNAL_EMPTY'],
    ['', 'SIGNAL_EMPTY'],
    ['\ud800', 'SIGNAL_NOT_UTF8'],
    ['{"action":"buy","symbol":"X","qty":1,"comment":"\ufffd"}', 'SIGNAL_NOT_UTF8'],
  ])('refuses %j', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });

  it.each(GRAMMAR_NAMES)('answers in the name of %s when it is named and the text is not of it', (format) => {
    for (const text of ['hello world', '{"a":1}', '[1]', '{"a":']) {
      const outcome = reader.read({ text, format, receivedAt: 0 });
      expect(outcome.kind === 'refused' && outcome.format?.startsWith(format.slice(0, 3))).toBe(true);
    }
  });
});

describe('bytes', () => {
  const encoder = new TextEncoder();

  it('reads UTF-8 bytes like text', () => {
    const text = '开多 XAUUSD 仓位=0.1';
    expect(reader.read({ text: encoder.encode(text), receivedAt: 0 })).toEqual(reader.read({ text, receivedAt: 0 }));
  });

  it('refuses bytes that are not UTF-8', () => {
    const outcome = reader.read({ text: new Uint8Array([0x7b, 0xff, 0x7d]), receivedAt: 0 });
    expect(outcome).toEqual({ kind: 'refused', error: { code: 'SIGNAL_NOT_UTF8', values: {} } });
  });

  it('reads a text of 64 KiB and refuses one byte more, counted in UTF-8', () => {
    const filled = (bytes: number): string => `${'全平'}${' '.repeat(bytes - 6)}`;
    expect(inWords(filled(SIGNAL_TEXT_BYTES_MAX))).toBe('mt5_chinese | close_all');
    expect(inWords(filled(SIGNAL_TEXT_BYTES_MAX + 1))).toBe('refused SIGNAL_TOO_LARGE');
    expect(reader.read({ text: new Uint8Array(SIGNAL_TEXT_BYTES_MAX + 1), receivedAt: 0 })).toMatchObject({
      error: { code: 'SIGNAL_TOO_LARGE' },
    });
  });
});

describe('whatever the text', () => {
  const known: ReadonlySet<string> = new Set(SIGNAL_ERROR_CODES);
  const texts = SAMPLES.map(([, text]) => text);

  /** An outcome, the same one each time, that never opens a position of nothing. */
  function holds(text: string, format?: GrammarName): void {
    const input = { text, receivedAt: 0, ...(format === undefined ? {} : { format }) };
    const outcome: SignalParseOutcome = reader.read(input);
    expect(reader.read(input)).toEqual(outcome);
    if (outcome.kind === 'refused') {
      expect(known.has(outcome.error.code)).toBe(true);
      return;
    }
    expect(outcome.signal.commands.length).toBeGreaterThan(0);
    for (const { action, quantity } of outcome.signal.commands) {
      expect(
        quantity === undefined || quantity > 0n || (quantity === 0n && action !== 'buy' && action !== 'sell'),
      ).toBe(true);
    }
  }

  const formats = fc.option(fc.constantFrom(...GRAMMAR_NAMES), { nil: undefined });
  const piece = fc.oneof(
    anyText(8),
    fc.constantFrom(
      '0',
      '-1',
      '1e999',
      '9'.repeat(70),
      '{',
      '}',
      '"',
      ',',
      ':',
      '=',
      ' * 0.99',
      '（',
      '＝',
      '开多',
      'NaN',
      '\\',
    ),
  );
  const mutated = fc
    .record({ text: fc.constantFrom(...texts), at: fc.nat(120), cut: fc.nat(6), insert: piece })
    .map(({ text, at, cut, insert }) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + insert + text.slice(position + cut);
    });

  it('gives an outcome for arbitrary texts', () => {
    fc.assert(fc.property(anyText(80), formats, holds), { numRuns: 400 });
  });

  it('gives an outcome for mutated alerts', () => {
    fc.assert(fc.property(mutated, formats, holds), { numRuns: 1500 });
  });

  it('gives an outcome for objects with known keys and any values', () => {
    const keys = fc.constantFrom(
      'action',
      'symbol',
      'qty',
      'price',
      'sl',
      'tp',
      'order',
      'strategy',
      'sentiment',
      'ticker',
      'time',
      'code',
      'signalToken',
      'instrument',
      'signalbox',
      'commands',
      'Currency',
      'Flag',
      'Action',
      'message',
      'volume',
    );
    const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('buy', 'exit', 'long', '1', '0', ''));
    const objects = fc.dictionary(keys, values, { maxKeys: 6 }).map((value) => JSON.stringify(value));
    fc.assert(fc.property(objects, formats, holds), { numRuns: 800 });
  });

  it.each([
    ['[', 'nested lists'],
    ['{"a":', 'nested objects'],
    ['9', 'digits'],
    ['"', 'quotes'],
    ['\\', 'backslashes'],
    ['{"a":1,', 'objects'],
    ['1 ', 'numbers'],
    ['1+', 'sums'],
    ['(', 'parentheses'],
    ['=', 'signs'],
    [' =', 'spaced signs'],
    ['a=b ', 'pairs'],
    ['buy,', 'commas'],
    ['A(B){', 'blocks'],
    [';', 'semicolons'],
    ['|', 'bars'],
    ['\n', 'lines'],
    ['全', 'Han letters'],
    ['平仓 ', 'Chinese words'],
    ['，', 'full-width commas'],
    ['ENTER-LONG_', 'codes'],
    ['buy: 1\n', 'sections'],
    ['BTC/USDT ', 'pairs of coins'],
    ['x'.repeat(300), 'long words'],
    ['\u0000', 'zeros'],
  ])('gets through 64 KiB of %s (%s), bare and behind each opening', (unit) => {
    expect.hasAssertions();
    const openings = [
      '',
      '{"action":"',
      '{"a":',
      '开多 X 备注=',
      '开多 X 仓位=',
      'buy:',
      '1,buy,X,',
      'e=a s=b ',
      'SIGNAL=buy;SYMBOL=',
      'K(S) {',
      '#BTC/USDT Buy: ',
    ];
    for (const opening of openings) {
      const room = SIGNAL_TEXT_BYTES_MAX - Buffer.byteLength(opening);
      holds(opening + unit.repeat(Math.floor(room / Buffer.byteLength(unit))));
    }
  });
});
