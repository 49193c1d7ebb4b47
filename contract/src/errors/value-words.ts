/**
 * What stands inside Chinese messages as a value and would be English: words of the wire (`{status}`, `{state}`, `{role}`, `{side}`), and
 * what a reader of texts expected or found. All other values are names, numbers or the sender's own text.
 */

/** The values that are words of the wire. */
const TRANSLATED = new Set(['status', 'state', 'role', 'side']);

const WORDS: Readonly<Record<string, string>> = {
  active: '正常',
  reducing: '只减仓',
  halted: '已暂停',
  created: '已创建',
  denied: '风控拒绝',
  held: '待审核',
  approved: '风控通过',
  submitting: '报单中',
  unknown: '状态未知',
  accepted: '已受理',
  partially_filled: '部分成交',
  pending_cancel: '撤单中',
  pending_amend: '改单中',
  filled: '全部成交',
  canceled: '已撤单',
  rejected: '交易所拒绝',
  expired: '已过期',
  entry: '开仓',
  close: '平仓',
  stop_loss: '止损',
  take_profit: '止盈',
  buy: '买入',
  sell: '卖出',
};

/** What readers of texts expected or found there; the numbers in it stay. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^an object$/, '对象'],
  [/^a list$/, '列表'],
  [/^a text$/, '文本'],
  [/^a plain key$/, '普通的键'],
  [/^whole characters$/, '完整的字符'],
  [/^a lone surrogate$/, '不完整的字符'],
  [/^the end of the text$/, '文本结尾'],
  [/^at most (\d+)$/, '至多 $1'],
  [/^at most (\d+) characters$/, '至多 $1 个字符'],
  [/^at most (\d+) commands$/, '至多 $1 条指令'],
  [/^at most (\d+) unknown fields$/, '至多 $1 个未知字段'],
  [/^a share of at most 1 \(0\.02 = 2%\)$/, '不超过 1 的比例（0.02 = 2%）'],
  [/^portions that sum to at most 1$/, '总和不超过 1 的份额'],
  [/^(\d+) portions, one of each of "tps"$/, '$1 个份额，与 "tps" 逐一对应'],
];

function phrase(text: string): string {
  const found = PHRASES.find(([pattern]) => pattern.test(text));
  return found === undefined ? text : text.replace(found[0], found[1]);
}

/** The values as they stand in a Chinese message. */
export function chineseValues(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (TRANSLATED.has(name)) return [name, WORDS[value] ?? value];
      return [name, name === 'expected' || name === 'found' ? phrase(value) : value];
    }),
  );
}
