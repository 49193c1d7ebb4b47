/** Bodies that a door may be handed: right, nearly right, and nothing at all. */
import fc from 'fast-check';
import { createDice, type Dice } from '../kill/dice.ts';

const LIMIT_BYTES = 65_536;

/** A right alert of every format, small enough to be traded. */
export const RIGHT_ALERTS: readonly string[] = [
  '{"signalbox":1,"action":"buy","symbol":"BTCUSDT","quantity":"0.001","sl":"0.5","sl_unit":"percent"}',
  '{"signalbox":1,"commands":[{"action":"cancel","symbol":"BTCUSDT"},{"action":"close","symbol":"BTCUSDT"}]}',
  '{"action":"buy","symbol":"XAUUSD","volume":0.01,"sl":3000,"magic":7,"comment":"gold"}',
  '{"message":"开多 XAUUSD 仓位=0.01"}',
  '开空 XAUUSD 手数＝0.01 止损：3900 备注=突破',
  '开启时间区间 平多 EURUSD',
  '{"ticker":"BTCUSDT","action":"sell","orderType":"limit","limitPrice":101000,"quantity":0.002}',
  '{"ticker":"BTCUSDT","action":"buy","sentiment":"flat"}',
  '60123456789,buylimit,EURUSD,vol_lots=0.01,entry_price=1.05,sl_price=1.04,tp_price=1.2',
  '{"secret":"s","max_lag":"300","timestamp":"2026-01-01T00:00:00Z","trigger_price":"1","tv_exchange":"BINANCE",' +
    '"tv_instrument":"BTCUSDT","action":"enter_long","bot_uuid":"u"}',
  'MyKeys(ETHUSDT) { market(side=buy, amount=0.01); cancel(which=all); } #bot',
  'LONG | e=binance s=BTCUSDT c=order | e=binance s=BTCUSDT b=long q=0.001 t=market',
  'ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_c1d9bfa4',
  '{"code":"ENTER-LONG_BINANCE_BTCUSDT_G_4M_c1","orderType":"market","amountPerTradeType":"base","amountPerTrade":"0.001"}',
  'EXCHANGE=BINANCE\nSYMBOL=BTCUSDT\nSIGNAL=BUY\nORDER_TYPE=LIMIT\nPRICE=90000\nVOLUME=0.001',
  '{"id":"1","action":"ENTER_LONG","instrument":"BTC-USDT","signalToken":"t","maxLag":"60","orderType":"market",' +
    '"investmentType":"margin","amount":"100"}',
  '#BTC/USDT\nBuy zone 90000-90500\nTP1: 102000\nTP2: 103000\nStop 87000\nAmount per trade 1%',
  '{"Flag":"1","Exchange":1,"Currency":"BTC_USDT","ContractType":"","Price":"-1","Action":"buy","Amount":"0.001"}',
  'TradingView:order:ticker=OKEX:ETHUSDT levelRate=10 price=3950 size=0.01 type=1 robot=12',
  '{"side":"sell","ticker":"BINANCE:ETHUSDT","qty":"0.01","price": 3950 * 1.001}',
];

const FRAGMENTS = [
  '"',
  '{',
  '}',
  ',',
  ':',
  '=',
  '\\',
  '\u0000',
  '\u3000',
  '＝',
  '“',
  '{{close}}',
  '-',
  '1e999',
  '0x10',
  '99999999999999999999999999999999999999',
  '0.0000000000000000000000000000001',
  'NaN',
  'null',
  '[]',
  '\r\n',
  '"__proto__":{"action":"buy"},',
  '"constructor":{"prototype":{}},',
  '"action":"sell",',
  '\ud83d\ude80',
  '\u202e',
];

function mutate(text: string, dice: Dice): string {
  let result = text;
  for (let left = dice.between(1, 4); left > 0; left -= 1) {
    const at = dice.between(0, result.length);
    const span = result.slice(at, at + dice.between(1, 12));
    switch (dice.between(0, 4)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + span.length);
        break;
      case 1:
        result = result.slice(0, at) + span + result.slice(at);
        break;
      case 2:
        result = result.replace(/\d+(\.\d+)?/, dice.pick(FRAGMENTS));
        break;
      default:
        result = result.slice(0, at) + dice.pick(FRAGMENTS) + result.slice(at);
    }
  }
  return result;
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const right = fc.constantFrom(...RIGHT_ALERTS);

/** A wrong byte in the middle of a right text: letters cut in two among them. */
const brokenBytes = fc
  .record({ text: right, at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() })
  .map(({ text, at, byte, cut }) => {
    const bytes = bytesOf(text);
    const index = at % bytes.length;
    if (cut) return bytes.subarray(0, index);
    bytes[index] = byte;
    return bytes;
  });

const deep = fc
  .record({ depth: fc.integer({ min: 1, max: 20_000 }), pair: fc.constantFrom('[]', '{}'), closed: fc.boolean() })
  .map(({ depth, pair, closed }) => {
    const open = pair === '[]' ? '[' : '{"a":';
    return bytesOf(open.repeat(depth).slice(0, LIMIT_BYTES / 2) + (closed ? (pair[1] ?? '').repeat(depth) : ''));
  });

const numbers = fc
  .record({
    digits: fc.integer({ min: 1, max: 400 }),
    exponent: fc.constantFrom('', 'e5', 'e999', 'E-999', 'e99999999999'),
    sign: fc.constantFrom('', '-', '+'),
    quoted: fc.boolean(),
  })
  .map(({ digits, exponent, sign, quoted }) => {
    const number = sign + '9'.repeat(digits) + exponent;
    return bytesOf(`{"action":"buy","symbol":"BTCUSDT","quantity":${quoted ? `"${number}"` : number}}`);
  });

const sizes = fc
  .record({ bytes: fc.constantFrom(LIMIT_BYTES - 1, LIMIT_BYTES, LIMIT_BYTES + 1), json: fc.boolean() })
  .map(({ bytes, json }) => {
    if (!json) return bytesOf('开'.repeat(bytes)).subarray(0, bytes);
    const head = '{"action":"buy","symbol":"BTCUSDT","comment":"';
    return bytesOf(`${head}${'x'.repeat(bytes - head.length - 2)}"}`);
  });

/** Any of them, the interesting ones oftenest. */
export const anyBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 30, arbitrary: fc.tuple(right, fc.nat()).map(([text, seed]) => bytesOf(mutate(text, createDice(seed)))) },
  { weight: 15, arbitrary: brokenBytes },
  { weight: 15, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 12, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).map(bytesOf) },
  { weight: 10, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((value) => bytesOf(JSON.stringify(value))) },
  {
    weight: 6,
    arbitrary: fc.tuple(right, fc.nat(99_999)).map(([text, number]) => bytesOf(text.replace('0.01', `0.01${number}`))),
  },
  { weight: 8, arbitrary: numbers },
  { weight: 3, arbitrary: deep },
  { weight: 1, arbitrary: sizes },
);
