/**
 * What stands inside Chinese messages as a value and would be English: words of the wire (`{status}`, `{side}`, `{type}`,
 * `{marginMode}` …), and what a reader of texts expected or found. All other values are names, numbers or the sender's own text.
 */

/** The values that are words of the wire. */
const TRANSLATED = new Set(['status', 'state', 'role', 'side', 'kind', 'type', 'marginMode', 'mode', 'venueMode']);

/** The values that may be one of our phrases. */
const WITH_PHRASES = new Set(['expected', 'found', 'detail', 'problem']);

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
  emulated: '模拟执行',
  external: '外部',
  market: '市价',
  limit: '限价',
  cross: '全仓',
  isolated: '逐仓',
  netting: '净持仓（netting）',
  hedging: '双向持仓（hedging）',
  stop: '止损触发',
  stop_limit: '止损限价',
  trailing_stop: '跟踪止损',
  iceberg: '冰山委托',
  twap: '时间加权（TWAP）',
  vwap: '成交量加权（VWAP）',
  oco: '二选一（OCO）',
  vain: '未成交',
  refused: '被拒绝',
};

/** Our own words in a detail, and what readers of texts expected or found there; the numbers in it stay. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^the number alone, with (".*") or (".*")$/, '只写数字，并注明 $1 或 $2'],
  [/^the key may not trade$/, '密钥无交易权限'],
  [/^the key may withdraw; make one that may only read and trade$/, '密钥可提币'],
  [/^the venue does not know the order$/, '交易所查无此委托'],
  [/^the venue did not answer; it is tried again in (\d+) s$/, '交易所无应答，$1 秒后重试'],
  [/^the answer names no order$/, '应答未指明委托'],
  [/^it is not open at the venue any more$/, '在交易所已不是未成交委托'],
  [/^rejected by the venue$/, '交易所拒绝'],
  [/^the position mode is another one$/, '持仓模式不同'],
  [/^the question failed$/, '查询失败'],
  [/^no answer in time$/, '未及时应答'],
  [/^not connected$/, '未连接'],
  [/^expected more than 0$/, '应大于 0'],
  [/^expected 0 or more$/, '不得小于 0'],
  [/^0 < bid ≤ ask, price > 0$/, '须满足 0 < 买价 ≤ 卖价，且价格大于 0'],
  [/^it goes only with the type (.+)$/, '仅用于类型 $1'],
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

/** One of our own phrases in Chinese; anything else as it is. */
export function phrase(text: string): string {
  const found = PHRASES.find(([pattern]) => pattern.test(text));
  return found === undefined ? text : text.replace(found[0], found[1]);
}

/** The values as they stand in a Chinese message. */
export function chineseValues(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (TRANSLATED.has(name)) return [name, WORDS[value] ?? value];
      return [name, WITH_PHRASES.has(name) ? phrase(value) : value];
    }),
  );
}
