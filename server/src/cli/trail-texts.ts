/** One sentence for each kind of event in a trail, both languages side by side; `{ticket}` is the order people can say. */
import { bilingual } from '#app/config/bilingual.ts';

export const TRAIL_TEXTS = {
  account_opened: bilingual('account opened', '账户已开立'),
  account_reconciled: bilingual(
    'compared with the venue: {differences} differences',
    '已与交易所对账：{differences} 处差异',
  ),
  conversion_rate_noted: bilingual('rate of {currency}: {rate}', '{currency} 汇率：{rate}'),
  balance_adjusted: bilingual(
    'the venue says the balance is {after} {currency}, not {before}',
    '交易所余额为 {after} {currency}，账面原为 {before}',
  ),
  funding_paid: bilingual(
    'funding of {symbol}: the balance is {after} {currency}, it was {before}',
    '{symbol} 资金费结算：余额由 {before} 变为 {after} {currency}',
  ),
  position_adopted: bilingual(
    'position in {symbol} taken over from the venue by {actor}: {after} instead of {before}',
    '{symbol} 持仓按交易所更正（{actor}）：由 {before} 改为 {after}',
  ),
  position_difference_ignored: bilingual(
    'difference in {symbol} ignored by {actor}: {before} here, {after} at the venue',
    '{symbol} 持仓差异已忽略（{actor}）：本地 {before}，交易所 {after}',
  ),
  external_order_found: bilingual(
    'order #{ticket} placed by others at the venue: {what}',
    '发现外部委托 #{ticket}：{what}',
  ),
  money_converted: bilingual(
    'what waited for a rate of {currency} is booked at {rate}',
    '等待 {currency} 汇率的款项已按 {rate} 入账',
  ),
  received: bilingual('received from {source}', '收到信号，来源 {source}'),
  refused: bilingual('refused: {reason}', '拒收：{reason}'),
  waiting: bilingual('waits for its turn', '等待处理'),
  signal_decided: bilingual(
    'command {command} decided at {account}: {outcome}{reason}',
    '第 {command} 条指令在账户 {account} 的决策：{outcome}{reason}',
  ),
  order_created: bilingual('order #{ticket} made: {what}', '生成委托 #{ticket}：{what}'),
  order_approved: bilingual('#{ticket} approved: {count} checks passed', '#{ticket} 风控通过：{count} 项检查'),
  order_denied: bilingual('#{ticket} DENIED: {reason}', '#{ticket} 风控拒绝：{reason}'),
  order_held: bilingual('#{ticket} held for a person', '#{ticket} 等待人工审核'),
  order_submitting: bilingual(
    '#{ticket} goes to the venue as {client} (attempt {attempt})',
    '#{ticket} 报单，编号 {client}（第 {attempt} 次）',
  ),
  order_accepted: bilingual('#{ticket} accepted by the venue as {venue}', '#{ticket} 交易所已受理，编号 {venue}'),
  order_rejected: bilingual('#{ticket} REJECTED: {reason}', '#{ticket} 被交易所拒绝：{reason}'),
  order_not_sent: bilingual('#{ticket} NOT SENT: {reason}', '#{ticket} 未发送：{reason}'),
  order_unknown: bilingual(
    '#{ticket} UNKNOWN: {detail}; the venue is being asked',
    '#{ticket} 状态未知：{detail}；正在向交易所查询',
  ),
  order_queried: bilingual('#{ticket} asked for at the venue: {answer}', '#{ticket} 向交易所查询：{answer}'),
  order_filled: bilingual(
    '#{ticket} FILLED {quantity} at {price}, fee {fee}',
    '#{ticket} 成交 {quantity}，价格 {price}，手续费 {fee}',
  ),
  order_cancel_requested: bilingual('#{ticket} cancel asked for by {actor}', '#{ticket} 请求撤单（{actor}）'),
  order_canceled: bilingual('#{ticket} canceled{reason}', '#{ticket} 已撤单{reason}'),
  order_cancel_rejected: bilingual('#{ticket} could not be canceled: {reason}', '#{ticket} 撤单失败：{reason}'),
  order_amend_requested: bilingual(
    '#{ticket} change asked for by {actor}: {what}',
    '#{ticket} 请求改单（{actor}）：{what}',
  ),
  order_amended: bilingual('#{ticket} changed: {what}', '#{ticket} 已改单：{what}'),
  order_amend_rejected: bilingual('#{ticket} could not be changed: {reason}', '#{ticket} 改单失败：{reason}'),
  order_expired: bilingual('#{ticket} expired{reason}', '#{ticket} 已过期{reason}'),
  parent_created: bilingual(
    'emulated order #{ticket} made, {kind}: {what}',
    '生成模拟执行委托 #{ticket}（{kind}）：{what}',
  ),
  parent_moved: bilingual('#{ticket} {state}{reason}', '#{ticket} {state}{reason}'),
  parent_cancel_asked: bilingual(
    '#{ticket} cancel asked for by {actor}{reason}',
    '#{ticket} 请求撤单（{actor}）{reason}',
  ),
  parent_followed: bilingual(
    '#{ticket} follows the price: best {best}, trigger {trigger}',
    '#{ticket} 跟随价格：最优价 {best}，触发价 {trigger}',
  ),
  parent_triggered: bilingual(
    '#{ticket} TRIGGERED at {price} (trigger {trigger})',
    '#{ticket} 已触发，价格 {price}（触发价 {trigger}）',
  ),
  parent_slice: bilingual('#{ticket} slice {slice}: {quantity}{reason}', '#{ticket} 第 {slice} 片：{quantity}{reason}'),
  protection_set: bilingual('protection for {symbol}: {what}', '{symbol} 保护：{what}'),
  take_profit_reached: bilingual(
    'take-profit of {symbol} REACHED at {price}: its stop-loss gives way',
    '{symbol} 止盈价已到（价格 {price}）：止损先行撤销',
  ),
  take_profit_left: bilingual('take-profit of {symbol} tried: {outcome}', '{symbol} 止盈尝试结束：{outcome}'),
  protection_ended: bilingual('protection ended', '保护结束'),
  symbol_frozen: bilingual('{symbol} frozen{reason}', '{symbol} 已冻结{reason}'),
  symbol_released: bilingual('{symbol} released', '{symbol} 已解冻'),
  trading_state_changed: bilingual('trading state: {state}{reason}', '交易状态：{state}{reason}'),
  latch_tripped: bilingual('source latched{reason}', '信号源已锁定{reason}'),
  latch_reset: bilingual('latch reset by {actor}', '锁定已解除（{actor}）'),
  source_switched: bilingual('source switched: {state}', '信号源开关：{state}'),
  report_quarantined: bilingual('a report was put aside{reason}', '回报已隔离{reason}'),
} as const;

/** How things inside a sentence are said. */
export const TRAIL_PARTS = {
  stopLoss: bilingual('stop-loss {price}', '止损 {price}'),
  takeProfit: bilingual('take-profit {price}', '止盈 {price}'),
  at: bilingual('at {price}', '价格 {price}'),
  trigger: bilingual('trigger {price}', '触发价 {price}'),
  because: bilingual(': {reason}', '：{reason}'),
  webhook: bilingual('webhook {id}', 'Webhook {id}'),
  rest: bilingual('API key {id}', 'API 密钥 {id}'),
  engine: bilingual('Signalbox itself', '系统'),
  notFound: bilingual('it does not know it', '查无此单'),
  unreachable: bilingual('it can not be reached', '无法连接'),
  emulated: bilingual('{kind} (emulated)', '{kind}（模拟执行）'),
  none: bilingual('none', '无'),
  on: bilingual('on', '开'),
  off: bilingual('off', '关'),
} as const;
