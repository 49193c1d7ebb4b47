/**
 * The words of the Chinese MT5 commands: actions, keys with their synonyms, switches. Also which of them a comment has
 * taken in: a key without its sign (`备注=突破 止损 3200`) reads like a piece of the comment.
 */
import type { SignalAction } from '#domain/signal.ts';
import { wordTable } from './word-table.ts';

export type ChineseKey = 'volume' | 'sl' | 'tp' | 'price' | 'comment' | 'magic' | 'ticket' | 'deviation' | 'account';
export type ChineseSwitch = 'slippage' | 'force' | 'partial' | 'immediate' | 'market' | 'limit' | 'timeCheck';

export const CHINESE_ACTIONS = wordTable<SignalAction>({
  buy: '开多 买入 做多',
  sell: '开空 卖出 做空',
  close_long: '平多',
  close_short: '平空',
  close: '平仓',
  close_all: '全平',
  modify: '修改',
});

export const CHINESE_KEYS = wordTable<ChineseKey>({
  volume: '仓位 数量 手数 volume',
  sl: '止损 止损价 止损价格 sl',
  tp: '止盈 止盈价 止盈价格 tp',
  price: '价格 开仓价 开仓价格 price',
  comment: '备注 注释 说明 comment',
  magic: '魔术数 魔术数字 magic',
  ticket: '订单号 票号 持仓号 ticket',
  deviation: '滑点 最大滑点 deviation',
  account: '账户 account',
});

export const CHINESE_SWITCHES = wordTable<ChineseSwitch>({
  slippage: '允许滑点',
  force: '强制平仓',
  partial: '部分平仓',
  immediate: '立即执行',
  market: '市价单',
  limit: '限价单',
  timeCheck: '开启时间区间',
});

/** What each key looks like with a value, for a suggestion when the sender wrote none. */
export const CHINESE_EXAMPLES: Readonly<Record<ChineseKey, string>> = {
  volume: '0.1',
  sl: '3300',
  tp: '3400',
  price: '3350',
  comment: '突破',
  magic: '12345',
  ticket: '5',
  deviation: '10',
  account: 'demo',
};

/** Characters typed for others of the same sound or look: `止赢` is written for `止盈`, `帐户` for `账户`. */
const MISTYPED: ReadonlyMap<string, string> = new Map(
  ['盈赢嬴营迎', '损孙笋榫', '仓苍沧舱', '账帐', '滑划', '订定', '备被', '注住主', '价介', '号好', '手首'].flatMap(
    ([right = '', ...wrong]) => wrong.map((character): [string, string] => [character, right]),
  ),
);

/** The text with the characters that it was probably to have. */
export function respelt(text: string): string {
  return Array.from(text, (character) => MISTYPED.get(character) ?? character).join('');
}

/** Between a key and its value. */
export const KEY_SIGN = /[=＝:：]/;

const SWITCH_NAMES = [...CHINESE_SWITCHES.keys()];
/** A close may well be commented `止损` or `TP1`; it has no level to lose. */
const LEVELS: ReadonlySet<ChineseKey> = new Set<ChineseKey>(['sl', 'tp']);
const KEY_NAMES = [...CHINESE_KEYS.keys()];
const CLOSING_KEY_NAMES = [...CHINESE_KEYS].filter(([, key]) => !LEVELS.has(key)).map(([name]) => name);
const KEY_WITH_NUMBER = keyWithNumber(KEY_NAMES);
const CLOSING_KEY_WITH_NUMBER = keyWithNumber(CLOSING_KEY_NAMES);

/** A key with a number behind it, in one word or two; a Latin key only where a word begins. */
function keyWithNumber(names: readonly string[]): RegExp {
  const keys = names.map((name) => (/^\w/.test(name) ? `\\b${name}` : name)).join('|');
  return new RegExp(`(?:${keys})\\s*[=:]?\\s*[-+(]*[.\\d]`, 'i');
}

/** The text with full-width letters, digits and signs made narrow. */
export function narrowed(text: string): string {
  return text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/**
 * The words of the grammar that a comment took in: a switch anywhere, a key with a number, and unless the command closes
 * a key that stands alone. Undefined when there are none.
 */
export function swallowed(comment: string, closes: boolean): string | undefined {
  const text = narrowed(comment);
  const pattern = closes ? CLOSING_KEY_WITH_NUMBER : KEY_WITH_NUMBER;
  const found = SWITCH_NAMES.find((name) => text.includes(name)) ?? pattern.exec(text)?.[0];
  if (found !== undefined || closes) return found;
  return text.split(/\s+/).find((word) => CHINESE_KEYS.has(word.toLowerCase()));
}
