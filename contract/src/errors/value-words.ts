/** Words of the wire that stand inside Chinese messages (`{status}`, `{state}`, `{role}`), as a reader says them. */

/** The values whose words are translated; all others are names, numbers or the sender's own text. */
const TRANSLATED = new Set(['status', 'state', 'role']);

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
};

/** The values with their words in Chinese. */
export function chineseValues(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, TRANSLATED.has(name) ? (WORDS[value] ?? value) : value]),
  );
}
