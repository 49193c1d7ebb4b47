/** Codes of the risk gate: what it compared and why an order was denied. Denied is ours; nothing went to the venue. */
import type { ErrorDefinition } from './definition.ts';

export const RISK_ERRORS = {
  ACCOUNT_NOT_ARMED: {
    status: 409,
    en: 'Account "{account}" is not armed: nothing opens there; closing and canceling work. Arm it with: signalbox account arm {account}.',
    zh: '账户 "{account}" 未启用交易：不开新仓，可平仓与撤单。启用命令：signalbox account arm {account}。',
  },
  ACCOUNT_RECONCILING: {
    status: 409,
    en: 'The account is still being compared with the venue after a start. Wait until it is active.',
    zh: '账户启动后仍在与交易所对账，请等待其恢复为可交易状态。',
  },
  CONVERSION_RATE_LAST_KNOWN: {
    status: 200,
    en: 'There is no current exchange rate for {currency}; the last known one, {rate}, is used.',
    zh: '当前没有 {currency} 的汇率，使用最近一次已知汇率 {rate}。',
  },
  CONVERSION_RATE_MISSING: {
    status: 422,
    en: 'There is no exchange rate for {currency}, so the order can not be valued. Provide a price for it.',
    zh: '缺少 {currency} 的汇率，无法计算委托金额。请提供相应价格。',
  },
  DUPLICATE_INTENT: {
    status: 422,
    en: 'The same order came {count} times within {windowMs} ms; {maximum} are allowed. Check the sender, or raise the limit.',
    zh: '{windowMs} 毫秒内相同委托已出现 {count} 次，上限 {maximum} 次。请检查信号来源或调整限额。',
  },
  INSTRUMENT_NOT_TRADABLE: {
    status: 422,
    en: '{symbol} can not be traded at this account now. Choose another instrument, or wait until it is listed again.',
    zh: '{symbol} 目前不可交易。请更换品种或等待恢复交易。',
  },
  INSTRUMENT_UNKNOWN: {
    status: 422,
    en: 'This account has no instrument[ "{symbol}"]. Look at those it has: signalbox instruments --account, or GET /api/v1/instruments.',
    zh: '该账户没有品种[ "{symbol}"]。可用品种：signalbox instruments --account，或 GET /api/v1/instruments。',
  },
  INTERVALS_MISSING: {
    status: 422,
    en: 'The order asks for the time check, and no interval is configured. Set custom_intervals, or do not ask for it.',
    zh: '委托要求时间区间检查，但未配置任何区间。请设置 custom_intervals，或不要开启时间区间。',
  },
  LIMIT_MISSING: {
    status: 422,
    en: 'The limit "{limit}" is not set for this account; a missing limit denies. Set it in the configuration.',
    zh: '该账户未设置限额 "{limit}"，缺少限额一律拒绝。请在配置中设置。',
  },
  MARGIN_INSUFFICIENT: {
    status: 422,
    en: 'The order needs {needed} and {available} is available. Make it smaller, or free some money.',
    zh: '委托需要资金 {needed}，可用资金 {available}。请减小数量或释放资金。',
  },
  MESSAGE_RATE_EXCEEDED: {
    status: 422,
    en: '{count} orders left within {windowMs} ms; {maximum} are allowed[, and this one needs {needed} with its protection]. Slow the sender down, or raise the limit.',
    zh: '{windowMs} 毫秒内已发出 {count} 笔委托，上限 {maximum} 笔[，而此单连同保护单需 {needed} 笔]。请降低频率或调整限额。',
  },
  NOTIONAL_BELOW_MINIMUM: {
    status: 422,
    en: 'The order is worth {notional}; the venue takes {minimum} or more. Make it larger.',
    zh: '委托金额 {notional} 低于交易所最小金额 {minimum}，请增大数量。',
  },
  OPEN_ORDERS_ABOVE_MAXIMUM: {
    status: 422,
    en: 'There would be {count} open orders; {maximum} are allowed. Cancel some, or raise the limit.',
    zh: '挂单数将达 {count} 笔，上限 {maximum} 笔。请先撤单或调整限额。',
  },
  ORDER_VALUE_ABOVE_MAXIMUM: {
    status: 422,
    en: 'The order is worth {value} at its worst price; {maximum} is allowed. Make it smaller, or raise the limit.',
    zh: '按最差价格计算委托金额 {value}，上限 {maximum}。请减小数量或调整限额。',
  },
  OUTSIDE_INTERVAL: {
    status: 422,
    en: 'The order asks for the time check, and it is outside the custom intervals[ ({intervals})]. Wait, or change them.',
    zh: '委托要求时间区间检查，当前不在所设时间区间内[（{intervals}）]。请等待或修改区间。',
  },
  POSITION_VALUE_ABOVE_MAXIMUM: {
    status: 422,
    en: 'The position could grow to {value}; {maximum} is allowed. Make the order smaller, or raise the limit.',
    zh: '持仓金额可能达到 {value}，上限 {maximum}。请减小数量或调整限额。',
  },
  PRICE_MISSING: {
    status: 422,
    en: 'This type of order needs a price[ ({field})]. Add it.',
    zh: '该类型的委托需要价格[（{field}）]，请补充。',
  },
  PRICE_NOT_ON_TICK: {
    status: 422,
    en: 'The price {price} is not a whole number of ticks of {tickSize}. Round it to the tick.',
    zh: '价格 {price} 不是最小变动价位 {tickSize} 的整数倍，请按价位取整。',
  },
  PRICE_OUTSIDE_COLLAR: {
    status: 422,
    en: 'The price {price} lies beyond {bound}, more than {maximumPercent} % from the market at {reference}. Check the price.',
    zh: '价格 {price} 超出 {bound}，偏离市价 {reference} 超过上限 {maximumPercent}%。请检查价格。',
  },
  PROTECTION_WRONG_SIDE: {
    status: 422,
    en: 'The {field}[ {price}] lies on the wrong side of the entry[ {entry}]. Check the price and its unit.',
    zh: '{field}[ {price}] 位于入场价[ {entry}] 的错误一侧。请检查价格及其单位。',
  },
  QUANTITY_ABOVE_MAXIMUM: {
    status: 422,
    en: 'The quantity {quantity} is above the maximum of {maximum}. Make it smaller; it is never cut down silently.',
    zh: '数量 {quantity} 超过上限 {maximum}。请减小数量，系统不会自动截断。',
  },
  QUANTITY_BELOW_MINIMUM: {
    status: 422,
    en: 'The quantity[ {quantity}] is below the minimum[ of {minimum}]. Make it larger.',
    zh: '数量[ {quantity}] 低于下限[ {minimum}]，请增大数量。',
  },
  QUANTITY_MISSING: {
    status: 422,
    en: 'No quantity was given, and there is no default for it[ ({symbol})]. Add one, or set a default volume.',
    zh: '未给出数量，且没有默认手数[（{symbol}）]。请填写数量或设置默认手数。',
  },
  QUANTITY_NOT_ON_STEP: {
    status: 422,
    en: 'The quantity {quantity} is not a whole number of steps of {lotStep}. Round it to the step.',
    zh: '数量 {quantity} 不是最小数量步长 {lotStep} 的整数倍，请取整。',
  },
  QUANTITY_ZERO: {
    status: 422,
    en: 'The quantity is zero, so there is nothing to trade. Give a quantity above zero.',
    zh: '数量为零，没有可交易的内容。请填写大于零的数量。',
  },
  REDUCE_ONLY_WOULD_INCREASE: {
    status: 422,
    en: 'The order may only reduce, but the position is {position}[, with {pending} of it in other orders that close it,] and the quantity {quantity}. Make it smaller[, or cancel the orders for {pending}].',
    zh: '只减仓委托：当前持仓 {position}[，其中 {pending} 已在其他平仓委托中]，委托数量 {quantity}，会超出持仓。请减小数量[，或先撤销占用 {pending} 的委托]。',
  },
  REFERENCE_PRICE_MISSING: {
    status: 422,
    en: 'There is no market price[ for {symbol}], so the order can not be checked. Wait for one, or push one.',
    zh: '没有[ {symbol} 的] 市场价格，无法校验委托。请等待行情或推送价格。',
  },
  REFERENCE_PRICE_STALE: {
    status: 422,
    en: 'The newest price[ for {symbol}] is {ageMs} ms old; {maximumMs} ms is allowed. Check the market data.',
    zh: '[{symbol} 的] 最新价格已过去 {ageMs} 毫秒，上限 {maximumMs} 毫秒。请检查行情。',
  },
  REPEATED_EXECUTION_LATCHED: {
    status: 422,
    en: 'The source[ "{source}"] traded too often and is latched[ ({maximum} within {windowMs} ms)]. Look into it, then reset the latch.',
    zh: '信号来源[ "{source}"] 交易过于频繁，已被锁定[（{windowMs} 毫秒内上限 {maximum} 次）]。请排查后重置。',
  },
  SHORT_NOT_ALLOWED: {
    status: 422,
    en: '{symbol} can not be sold short here[: the position is {position}][, open orders sell {resting} of it already][, the order sells {quantity}]. Sell at most what is held[, less the {resting} that open orders sell, or cancel those first].',
    zh: '{symbol} 不允许卖空[：持仓 {position}][，其中 {resting} 已挂单卖出][，委托卖出 {quantity}]。卖出数量不得超过持仓[扣除挂单 {resting} 后的数量，或先撤销这些挂单]。',
  },
  STOP_PRICE_WRONG_SIDE: {
    status: 422,
    en: 'The stop price[ {price}] lies on the side of the market[ at {reference}] where it would fire at once. Check it.',
    zh: '触发价[ {price}] 位于市价[ {reference}] 的错误一侧，会立即触发。请检查。',
  },
  STRATEGY_DISABLED: {
    status: 422,
    en: 'The source[ "{source}"] was switched off by a signal. Send "enable" when it may trade again.',
    zh: '信号来源[ "{source}"] 已被停用。需要恢复交易时请发送启用信号。',
  },
  SYMBOL_FROZEN: {
    status: 422,
    en: '{symbol} is frozen[ ({reason})]: an order or a position in it is not certain, and nothing opens until it is. Look: signalbox orders --status unknown, signalbox account differences.',
    zh: '{symbol} 已冻结[（{reason}）]：有委托或持仓状态不确定，确定之前不开新仓。请查看 signalbox orders --status unknown 与 signalbox account differences。',
  },
  SYMBOL_NOT_ALLOWED: {
    status: 422,
    en: '{symbol} is not among the symbols this account may trade[ ({allowed})]. Add it to the list if it should be.',
    zh: '{symbol} 不在该账户允许交易的品种内[（{allowed}）]。如需交易请加入列表。',
  },
  TRADING_CLOSED: {
    status: 422,
    en: 'The market for {symbol} is closed now. Send the order in trading hours.',
    zh: '{symbol} 当前休市，请在交易时间内委托。',
  },
  TRADING_HALTED: {
    status: 409,
    en: 'Trading is halted; only cancels go out. Find out why, then resume.',
    zh: '交易已暂停，仅可撤单。请查明原因后恢复交易。',
  },
  TRADING_REDUCING: {
    status: 409,
    en: 'The account may only reduce its positions now. Close something, or resume trading.',
    zh: '账户当前只允许减仓。请平仓或恢复交易。',
  },
  VENUE_BALANCE_INSUFFICIENT: {
    status: 422,
    en: 'The order needs {needed}, and {free} of {currency} is free as the venue said last. Make it smaller, or free some money there.',
    zh: '委托需要资金 {needed}，交易所最近报告的 {currency} 可用资金为 {free}。请减小数量或在交易所释放资金。',
  },
} as const satisfies Record<string, ErrorDefinition>;
