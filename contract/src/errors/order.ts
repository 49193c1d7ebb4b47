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
  AMEND_BELOW_FILLED: {
    status: 422,
    en: 'The order can not be changed to {quantity}: {filled} of it are filled. Name more than that, or cancel what is left.',
    zh: '无法将委托数量改为 {quantity}：已成交 {filled}。请改为更大的数量，或撤销剩余部分。',
  },
  AMEND_PRICE_NOT_USED: {
    status: 422,
    en: 'A {type} order has no {field}[ ({order})]: nothing was changed. Leave it out, or cancel the order and place another one.',
    zh: '{type}委托没有 {field}[（{order}）]，未作任何修改。请去掉该项，或撤单后重新下单。',
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
  CLOSE_TOO_LATE: {
    status: 409,
    en: 'A close of the position in {symbol} waited longer than it may and was not sent: the venue was out of reach, or something was in its way. The position stands ({held}). If it is still to go, close it now: signalbox position close {position}. While the venue does not answer here, close it there.',
    zh: '{symbol} 持仓的平仓指令等待超时，未发送：交易所无法连接，或被其他委托阻挡。持仓仍在（{held}）。如仍需平仓，请立即执行：signalbox position close {position}。若此处无法连接交易所，请直接在交易所平仓。',
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
  LEVERAGE_NOT_OF_ACCOUNT: {
    status: 422,
    en: 'A leverage of {leverage} was asked for, and account "{account}" has none set: it trades at whatever its exchange has. Set one while it holds nothing (signalbox account change {account} --leverage {leverage}), or ask for none.',
    zh: '要求杠杆 {leverage}，而账户 "{account}" 未设置杠杆，实际以交易所设置为准。请在无持仓时设置（signalbox account change {account} --leverage {leverage}），或不要求杠杆。',
  },
  LEVERAGE_NOT_SET: {
    status: 200,
    en: 'A leverage of {leverage} was asked for and was not set: there is none to set here. The margin rate of the instrument holds.',
    zh: '要求杠杆 {leverage}，未设置：此处无法设置杠杆，按该品种的保证金率计算。',
  },
  LEVERAGE_OF_ACCOUNT: {
    status: 200,
    en: 'A leverage of {leverage} was asked for; that of the account, {account}, holds.',
    zh: '要求杠杆 {leverage}，实际按账户杠杆 {account} 执行。',
  },
  MARKET_BUY_AS_LIMIT: {
    status: 200,
    en: 'The exchange takes no market buy by quantity, so the order is a limit order that fills at once what it can and is canceled for the rest, at no more than {limitPrice}; the price was {ask}.',
    zh: '该交易所不支持按数量市价买入，已改为立即成交、剩余撤销（ioc）的限价单，价格不高于 {limitPrice}（当时卖一价 {ask}）。',
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
    en: 'Nothing can prove what became of order {order}[ in {symbol}]. Look for it at the venue. If it is not there, neither open nor filled, say so: npx signalbox order resolve {order} --note "what you saw".',
    zh: '无法证明委托 {order}[（{symbol}）] 的结果。请到交易所核实；若既无挂单也无成交，请运行：npx signalbox order resolve {order} --note "核实结果"。',
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
    en: 'There is no such order[ ("{order}")]. Look at those there are: signalbox orders, or GET /api/v1/orders.',
    zh: '没有该委托[（"{order}"）]。现有委托：signalbox orders，或 GET /api/v1/orders。',
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
    en: 'The request is kept as signal {signal}; what became of it is not known yet. Ask signalbox signal show {signal}, or GET /api/v1/signals/{signal}; do not send it again.',
    zh: '请求已保存为信号 {signal}，结果尚不确定。请查询 signalbox signal show {signal} 或 GET /api/v1/signals/{signal}，请勿重复发送。',
  },
  OUTCOME_UNKNOWN: {
    status: 409,
    en: 'It is not known whether the venue has the order[ in {symbol}][ ({detail})]. It is being asked; do not send it again.',
    zh: '尚不确定交易所是否收到该委托[（{symbol}）][（{detail}）]，系统正在查询，请勿重复发送。',
  },
  PARENT_ORDER_ENDS: {
    status: 409,
    en: 'It was part of an emulated order that ends, so it is not sent again.',
    zh: '所属的模拟执行委托即将结束，因此不再重新发送。',
  },
  PARENT_ORDER_FAILED: {
    status: 409,
    en: 'The emulated order {order} ({kind}, {side} {symbol}) was given up: its orders came to nothing ({reason}). Look at the position; nothing of it works any more.',
    zh: '模拟执行的委托 {order}（{kind}，{side} {symbol}）已放弃：其子委托均未成交（{reason}）。请检查持仓，该委托不再起作用。',
  },
  PARENT_ORDER_IN_VAIN: {
    status: 409,
    en: '{count} orders in a row ended without a fill.',
    zh: '连续 {count} 笔子委托未成交即结束。',
  },
  PARENT_ORDER_SHORT: {
    status: 200,
    en: 'Its time is over: {filled} of {quantity} filled.',
    zh: '时间已到：{quantity} 中成交 {filled}。',
  },
  PARENT_ORDER_WAITS: {
    status: 409,
    en: 'The emulated order {order} ({kind}, {side} {symbol}) can not go on for now: {reason}. It goes on by itself when it can.',
    zh: '模拟执行的委托 {order}（{kind}，{side} {symbol}）暂时无法继续：{reason}。条件恢复后自动继续。',
  },
  PARENT_SLICE_LATE: {
    status: 200,
    en: 'The time of this slice was over before it could be sent.',
    zh: '该分片未能在其时段内发送。',
  },
  PARENT_TERM_INVALID: {
    status: 422,
    en: 'The value of "{field}" does not fit this kind of order; expected {expected}.',
    zh: '"{field}" 的值不适用于此类委托，应为 {expected}。',
  },
  PARENT_TERM_MISSING: {
    status: 422,
    en: 'An order of this kind needs "{field}". Add it and send it again.',
    zh: '此类委托需要 "{field}"，请补充后重新发送。',
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
    en: 'There is no such position[ ({symbol})]. Look at what is held: signalbox positions, or GET /api/v1/positions.',
    zh: '没有该持仓[（{symbol}）]。现有持仓：signalbox positions，或 GET /api/v1/positions。',
  },
  POST_ONLY_WOULD_TRADE: {
    status: 422,
    en: 'The order may only rest (post-only) and would have traded at once, so the venue did not keep it. Name a price farther from the market, or leave postOnly out.',
    zh: '该委托只做挂单，按此价格会立即成交，交易所未保留。请改用离市价更远的价格，或去掉 postOnly。',
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
  PROTECTION_NOT_USED: {
    status: 200,
    en: 'The order only takes off the position[ of {held}][ in {symbol}]: its stop-loss and take-profit were not used, because they protect what an order opens. To change those of the position, change the position.',
    zh: '该委托只减少[ {symbol} 的]持仓[（{held}）]：其止损与止盈未使用，因为它们只保护新开的部分。如需更改持仓的止损止盈，请直接修改持仓。',
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
    en: 'The venue reported a fill that can not be true (trade {tradeId} of order {order}). It was put aside and the account halted; look at the orders and positions there, then resume it: signalbox resume --account.',
    zh: '交易所回报的成交不合理（委托 {order}，成交 {tradeId}），已隔离并暂停该账户交易。请到交易所核对委托与持仓，然后恢复：signalbox resume --account。',
  },
  REPORT_OVERFILL: {
    status: 409,
    en: 'The venue reported more than was ordered (trade {tradeId} of order {order}). It was put aside and the account halted; look at the orders and positions there, then resume it: signalbox resume --account.',
    zh: '交易所回报的成交超过委托数量（委托 {order}，成交 {tradeId}），已隔离并暂停该账户交易。请到交易所核对委托与持仓，然后恢复：signalbox resume --account。',
  },
  REPORT_WITHOUT_ORDER: {
    status: 409,
    en: 'The venue reported[ trade {tradeId} of] an order that is not in the books ({clientOrderId}[, there {venueOrderId}][, in {symbol}]). The account was halted. Look for it at the venue and cancel it there: while it is open, no book counts it. Then resume: signalbox resume --account. A position that differs by what it has filled shows under signalbox account differences after the next comparison, and can be adopted then.',
    zh: '交易所回报了账面上不存在的委托（{clientOrderId}[，交易所编号 {venueOrderId}][，品种 {symbol}][，成交 {tradeId}]），已暂停该账户交易。请到交易所核对并在交易所撤销：未撤销期间，账面不计入该委托。然后恢复：signalbox resume --account。其成交造成的持仓差异会在下一次核对后出现在 signalbox account differences 中，可在那时采用。',
  },
  RESOLVED_BY_PERSON: {
    status: 200,
    en: '{actor} has looked and ended the unknown order: {note}',
    zh: '{actor} 核实后已了结该未知委托：{note}',
  },
  REST_NOT_FILLED: {
    status: 200,
    en: '{filled} of {quantity} filled at once; the rest found nobody at that price and was canceled, as the order asked.',
    zh: '{quantity} 中立即成交 {filled}；其余在该价格无对手方，已按委托要求撤销。',
  },
  SIZING_UNSUPPORTED: {
    status: 422,
    en: 'A size in "{unit}" can not be computed here. Use another unit, or set it on the webhook.',
    zh: '无法按 "{unit}" 计算数量。请更换单位，或在 Webhook 上设置。',
  },
  STOP_AS_STOP_LIMIT: {
    status: 200,
    en: 'The exchange takes no such stop, so the stop-loss is a stop-limit: triggered at {stopPrice}, it fills no worse than {limitPrice}. Where the price jumps beyond that, it rests.',
    zh: '该交易所不支持此类止损触发委托，止损已改为止损限价：触发价 {stopPrice}，成交价不劣于 {limitPrice}。若价格跳过该价位，则继续挂单等待。',
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
  VENUE_REFUSED_CHANGE: {
    status: 409,
    en: 'The venue refused to change or cancel the order[ ({venueCode})][: {message}]. The order is as it was: do not send it again; correct the change, or leave it.',
    zh: '交易所拒绝了改单或撤单[（{venueCode}）][：{message}]。原委托保持不变，请勿重新下单；可更正后再改，或保持现状。',
  },
  VENUE_REJECTED: {
    status: 409,
    en: 'The venue rejected the order[ ({venueCode})][: {message}]. Correct it, then send a new one.',
    zh: '交易所拒绝了该委托[（{venueCode}）][：{message}]。请更正后重新发送。',
  },
  VWAP_VOLUME_ASSUMED: {
    status: 200,
    en: 'No weights were given: a spread with most volume at both ends is assumed over the {slices} slices.',
    zh: '未给出权重：{slices} 个分片按两端成交量较大的分布假定。',
  },
} as const satisfies Record<string, ErrorDefinition>;
