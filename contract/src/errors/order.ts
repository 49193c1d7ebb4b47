/** Codes of routing and of an order's life: what could not be made of a command, and what became of an order. */
import type { ErrorDefinition } from './definition.ts';

export const ORDER_ERRORS = {
  ADD_WITHOUT_POSITION: {
    status: 422,
    en: 'There is no position[ in {symbol}] to add to. Open one with buy or sell.',
    zh: '没有[ {symbol} 的] 持仓可供加仓。请先用买入或卖出开仓。',
  },
  ALREADY_DECIDED: {
    status: 200,
    en: 'This command was decided before the restart. See the trail of its signal.',
    zh: '该指令在重启前已处理。请查看该信号的全过程。',
  },
  CANCELED_COUNTERPART_FILLED: {
    status: 200,
    en: 'Canceled because its counterpart filled: a stop-loss and its take-profit cancel each other.',
    zh: '因对应的另一笔委托已成交而撤销：止损与止盈互相撤销。',
  },
  CANCELED_NOTHING_TO_REDUCE: {
    status: 200,
    en: 'Canceled because there is no position left for it to reduce.',
    zh: '因已无可减的持仓而撤销。',
  },
  CLOSE_LIMITED: {
    status: 200,
    en: '{asked} was to be closed; {sent} could be[, {pending} is in closes on their way already].',
    zh: '要求平仓 {asked}，实际可平 {sent}[，另有 {pending} 已在平仓途中]。',
  },
  CLOSE_PENDING: {
    status: 409,
    en: 'All of the position[ in {symbol}] is in closes that are on their way already ({pending}). Cancel them to close it otherwise.',
    zh: '[{symbol} 的]持仓已全部在平仓途中（{pending}）。如需另行平仓，请先撤销这些委托。',
  },
  CLOSE_SPLIT: {
    status: 200,
    en: 'A close of {asked}, sent as {parts} orders: the venue takes {maximum} at once.',
    zh: '平仓 {asked} 已拆分为 {parts} 笔委托发送：交易所单笔上限为 {maximum}。',
  },
  DEADLINE_BEFORE_SEND: {
    status: 409,
    en: 'Its time to be sent was over before it could be. It never left the server; send a new one.',
    zh: '发送时限已过，该委托未离开服务器。请重新发送。',
  },
  DIFFERENCE_CHANGED: {
    status: 409,
    en: 'The position in {symbol} has changed since it was compared with the venue. Look again when it has been compared anew.',
    zh: '{symbol} 的持仓在上次对账后已变化，请等待重新对账后再处理。',
  },
  DIFFERENCE_NOT_FOUND: {
    status: 404,
    en: 'The venue holds what the books say of {symbol}: there is no difference to decide on.',
    zh: '{symbol} 的持仓与交易所一致，没有需要处理的差异。',
  },
  FILL_RATE_MISSING: {
    status: 409,
    en: 'A trade in {currency} could not be converted: no exchange rate was ever known. What it earned and cost waits, and the account only reduces until there is one.',
    zh: '{currency} 的成交无法折算：从未有过汇率。其盈亏与费用暂挂，在取得汇率之前该账户只允许减仓。',
  },
  HELD_REFUSED: {
    status: 409,
    en: 'The held order was refused by a person[ ({actor})]. Nothing was sent.',
    zh: '该待审核委托已被人工拒绝[（{actor}）]，未发送。',
  },
  KILL_SWITCH_BEFORE_SEND: {
    status: 409,
    en: 'Trading was halted before the order was sent. It never left the server.',
    zh: '委托发送前交易已暂停，该委托未发出。',
  },
  LEVERAGE_ABOVE_ACCOUNT: {
    status: 422,
    en: 'A leverage of {leverage} was asked for, and the account has {maximum} at its exchange. Ask for no more, or change that of the account.',
    zh: '要求杠杆 {leverage}，而该账户在交易所的杠杆为 {maximum}。请勿超过该值，或修改账户的杠杆。',
  },
  LEVERAGE_NOT_SET: {
    status: 200,
    en: 'A leverage of {leverage} was asked for and was not set: the venue can not set one. The margin rate of the instrument holds.',
    zh: '要求杠杆 {leverage}，未设置：交易所不支持设置杠杆，按该品种的保证金率计算。',
  },
  LEVERAGE_OF_ACCOUNT: {
    status: 200,
    en: 'A leverage of {leverage} was asked for; that of the account, {account}, holds.',
    zh: '要求杠杆 {leverage}，实际按账户杠杆 {account} 执行。',
  },
  MARKET_BUY_AS_LIMIT: {
    status: 200,
    en: 'The exchange takes no market buy by quantity, so the order is a limit order that fills at once or not at all, at no more than {limitPrice}; the price was {ask}.',
    zh: '该交易所不支持按数量市价买入，已改为立即成交否则取消的限价单，价格不高于 {limitPrice}（当时卖一价 {ask}）。',
  },
  MONEY_CONVERTED: {
    status: 200,
    en: 'What waited for an exchange rate of {currency} is booked at {rate}.',
    zh: '此前等待 {currency} 汇率的金额已按 {rate} 入账。',
  },
  NOTHING_TO_DO: {
    status: 200,
    en: 'There was nothing to do: no position or order fits[ {symbol}].',
    zh: '无需操作：没有符合条件的持仓或委托[（{symbol}）]。',
  },
  NOT_SENT_EXPIRED: {
    status: 422,
    en: 'The order was not sent in time and has expired; the venue never saw it. Send a new one.',
    zh: '委托未能及时发送，已过期，未到达交易所。请重新发送。',
  },
  ORDER_NEEDS_A_PERSON: {
    status: 409,
    en: 'Nothing can prove what became of order {order}[ in {symbol}]. Look at the venue, then resolve it.',
    zh: '无法证明委托 {order}[（{symbol}）] 的结果。请到交易所核实后手动处理。',
  },
  ORDER_NOT_AMENDABLE: {
    status: 409,
    en: 'The order[ is {status} and] can not be changed. Ask for its state, then decide.',
    zh: '委托[状态为 {status}，] 无法改单。请先查询其状态。',
  },
  ORDER_NOT_CANCELABLE: {
    status: 409,
    en: 'The order[ is {status} and] can not be canceled. Ask for its state, then decide.',
    zh: '委托[状态为 {status}，] 无法撤单。请先查询其状态。',
  },
  ORDER_NOT_FOUND: {
    status: 404,
    en: 'There is no such order[ ("{order}")]. See GET /api/v1/orders.',
    zh: '没有该委托[（"{order}"）]，请查看 GET /api/v1/orders。',
  },
  ORDER_NOT_HELD: {
    status: 409,
    en: 'The order[ is {status} and] does not wait for a decision.',
    zh: '委托[状态为 {status}，] 不在待审核状态。',
  },
  ORDER_NOT_UNKNOWN: {
    status: 409,
    en: 'The order[ is {status} and] has a known outcome; there is nothing to resolve.',
    zh: '委托[状态为 {status}，] 结果已知，无需人工确认。',
  },
  ORDER_TYPE_UNSUPPORTED: {
    status: 422,
    en: 'The venue has no order of the type "{type}". Use another type.',
    zh: '交易所不支持 "{type}" 类型的委托，请更换类型。',
  },
  OUTCOME_PENDING: {
    status: 202,
    en: 'The request is kept as signal {signal}; what became of it is not known yet. Ask GET /api/v1/signals/{signal}; do not send it again.',
    zh: '请求已保存为信号 {signal}，结果尚不确定。请查询 GET /api/v1/signals/{signal}，请勿重复发送。',
  },
  OUTCOME_UNKNOWN: {
    status: 409,
    en: 'It is not known whether the venue has the order[ ({detail})]. It is being asked; do not send it again.',
    zh: '尚不确定交易所是否收到该委托[（{detail}）]，系统正在查询，请勿重复发送。',
  },
  POSITION_ADOPTED: {
    status: 200,
    en: 'The position in {symbol} is {venue} now, as the venue has it, and not {ours} ({actor}). Nothing was earned or lost by that.',
    zh: '{symbol} 持仓已按交易所更正为 {venue}（原账面 {ours}，操作：{actor}），不计入盈亏。',
  },
  POSITION_AMBIGUOUS: {
    status: 409,
    en: 'More than one position fits[ "{symbol}"]. Name the account, the ticket or the position.',
    zh: '有多个持仓符合条件[ "{symbol}"]。请指明账户、订单号或持仓编号。',
  },
  POSITION_MISMATCH: {
    status: 409,
    en: 'The venue holds {venue} of {symbol}, the books say {ours}. Nothing opens in it until they agree or a person decides: signalbox account differences.',
    zh: '{symbol} 的持仓在交易所为 {venue}，账面为 {ours}。核对一致或人工处理前不再开仓，查看：signalbox account differences。',
  },
  POSITION_NOT_FOUND: {
    status: 404,
    en: 'There is no such position[ ({symbol})]. See GET /api/v1/positions.',
    zh: '没有该持仓[（{symbol}）]，请查看 GET /api/v1/positions。',
  },
  PRICE_ROUNDED: {
    status: 200,
    en: '{field} {asked} was asked for, {sent} was sent: prices are whole ticks of {tickSize}.',
    zh: '{field} 要求 {asked}，实际发送 {sent}：价格须为最小变动价位 {tickSize} 的整数倍。',
  },
  PROTECTION_DELAYED: {
    status: 409,
    en: 'A position in {symbol} stands without its {role} for a moment: as many orders have left as may within {windowMs} ms. It is placed as soon as one more may leave.',
    zh: '{symbol} 的持仓暂缺保护单 {role}：{windowMs} 毫秒内发出的委托已达上限，一有余量即补挂。',
  },
  PROTECTION_NOT_PLACED: {
    status: 409,
    en: 'A position in {symbol} stands without its {role} ({reason}). Close it or place one by hand.',
    zh: '{symbol} 的持仓缺少保护单 {role}（{reason}）。请平仓或手动补挂。',
  },
  PROTECTION_WAITS: {
    status: 409,
    en: 'A position in {symbol} stands without its {role}: trading is closed. It is placed when trading opens[ at {opens}].',
    zh: '{symbol} 的持仓暂缺保护单 {role}：当前休市，将在开市时[（{opens}）]补挂。',
  },
  QUANTITY_ROUNDED: {
    status: 200,
    en: '{asked} was asked for, {sent} was sent: quantities are whole steps of {step}.',
    zh: '要求数量 {asked}，实际发送 {sent}：数量须为最小步长 {step} 的整数倍。',
  },
  REPORT_ABSURD: {
    status: 409,
    en: 'The venue reported a fill that can not be true (trade {tradeId} of order {order}). It was put aside and the account halted; check with the venue.',
    zh: '交易所回报的成交不合理（委托 {order}，成交 {tradeId}），已隔离并暂停该账户交易，请与交易所核实。',
  },
  REPORT_OVERFILL: {
    status: 409,
    en: 'The venue reported more than was ordered (trade {tradeId} of order {order}). It was put aside and the account halted; check with the venue.',
    zh: '交易所回报的成交超过委托数量（委托 {order}，成交 {tradeId}），已隔离并暂停该账户交易，请与交易所核实。',
  },
  REPORT_WITHOUT_ORDER: {
    status: 409,
    en: 'The venue reported on an order that is not in the books ({clientOrderId}). The account was halted; check with the venue.',
    zh: '交易所回报了账面上不存在的委托（{clientOrderId}），已暂停该账户交易，请与交易所核实。',
  },
  RESOLVED_BY_PERSON: {
    status: 200,
    en: '{actor} has looked and ended the unknown order: {note}',
    zh: '{actor} 核实后已了结该未知委托：{note}',
  },
  SIZING_UNSUPPORTED: {
    status: 422,
    en: 'A size in "{unit}" can not be computed here. Use another unit, or set it on the webhook.',
    zh: '无法按 "{unit}" 计算数量。请更换单位，或在 Webhook 上设置。',
  },
  STOP_LOSS_REQUIRED_FOR_SIZING: {
    status: 422,
    en: 'A size in "{unit}" needs a stop-loss to measure the risk. Add one.',
    zh: '按 "{unit}" 计算数量需要止损价，请补充。',
  },
  TIME_IN_FORCE_UNSUPPORTED: {
    status: 422,
    en: 'The venue has no time in force "{timeInForce}". Use another one.',
    zh: '交易所不支持有效期类型 "{timeInForce}"，请更换。',
  },
  TRADING_STATE_SET: {
    status: 200,
    en: 'Set by {actor}[: {note}]',
    zh: '由 {actor} 设置[：{note}]',
  },
  VENUE_CANCELED: {
    status: 409,
    en: "The venue canceled the order[: {detail}]. See the venue's rules, then decide.",
    zh: '交易所撤销了该委托[：{detail}]。请查看交易规则后再决定。',
  },
  VENUE_REJECTED: {
    status: 409,
    en: 'The venue rejected the order[ ({venueCode})][: {message}]. Correct it, then send a new one.',
    zh: '交易所拒绝了该委托[（{venueCode}）][：{message}]。请更正后重新发送。',
  },
} as const satisfies Record<string, ErrorDefinition>;
