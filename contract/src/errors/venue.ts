/** Codes of what an exchange can not take as it was asked for, and of requests that never left. Nothing was sent in any of them. */
import type { ErrorDefinition } from './definition.ts';

export const VENUE_ERRORS = {
  ACCOUNT_KEY_CAN_WITHDRAW: {
    status: 409,
    en: 'The key of account "{account}" may withdraw money, so it is not used. Make a key at the exchange that may only read and trade, and give it with: signalbox account credentials {account}.',
    zh: '账户 "{account}" 的密钥带有提币权限，已拒绝使用。请在交易所新建仅有读取与交易权限的密钥，并用 signalbox account credentials {account} 设置。',
  },
  ACCOUNT_KEY_NOT_BOUND: {
    status: 200,
    en: 'The key works from any address. Bind it at {venue} to the address of this server, so that a stolen one is worth nothing.',
    zh: '该密钥可从任意地址使用。请在 {venue} 将其绑定到本服务器的 IP，以免被盗后遭滥用。',
  },
  ACCOUNT_KEY_RIGHTS_UNTOLD: {
    status: 200,
    en: '{venue} does not tell whether the key may withdraw. Make sure there that it may only read and trade, and that it is bound to the address of this server.',
    zh: '{venue} 不提供该密钥能否提币的信息。请在 {venue} 确认密钥仅有读取与交易权限，并绑定本服务器的 IP。',
  },
  ACCOUNT_POSITION_MODE_DIFFERS: {
    status: 409,
    en: 'The account at {exchange} is set to {venueMode} positions, and "{account}" is set up here for {mode}. Change the mode at {exchange}, or add the account anew with the right one; then start the server again.',
    zh: '{exchange} 账户的持仓模式为 {venueMode}，而此处账户 "{account}" 设为 {mode}。请在 {exchange} 修改模式，或以正确的模式重新添加账户，然后重启服务。',
  },
  CANDLE_INTERVAL_UNSUPPORTED: {
    status: 422,
    en: 'There are no candles of {interval} for this account. It has {intervals}.',
    zh: '该账户没有 {interval} 周期的 K 线。可用周期：{intervals}。',
  },
  EXCHANGE_LEVERAGE_CHANGED: {
    status: 200,
    en: '{symbol} is set to {venueMode} margin[ with leverage {venueLeverage}] at {venue}, and the account here to {marginMode} margin[ with leverage {leverage}]. Before the next order that opens leaves, {symbol} is set back to what the account has; until then what is open in {symbol} runs on what {venue} has. To keep what {venue} has: close and cancel everything in the account first, then give the account the same (signalbox account change), then arm it again (signalbox account arm).',
    zh: '{symbol} 在 {venue} 现为{venueMode}保证金模式[、{venueLeverage} 倍杠杆]，此处账户设为{marginMode}保证金模式[、{leverage} 倍杠杆]。下一笔开仓委托发出前会改回此处的设置；在此之前，{symbol} 的持仓与挂单按 {venue} 的设置运行。如要保留 {venue} 的设置：请先平掉账户的全部持仓并撤销全部委托，再将此处账户改为相同设置（signalbox account change），最后重新启用（signalbox account arm）。',
  },
  EXCHANGE_LEVERAGE_KEPT: {
    status: 409,
    en: '{symbol} was set to {marginMode} margin[ with leverage {leverage}] from here, and {venue} shows {venueMode} margin[ with leverage {venueLeverage}], still or again. It is not set once more, and no order that opens in {symbol} is sent until {venue} shows something else. Set it by hand at {venue}, and look who else changes it there.',
    zh: '此处已将 {symbol} 设为{marginMode}保证金模式[、{leverage} 倍杠杆]，而 {venue} 仍为（或又变为）{venueMode}保证金模式[、{venueLeverage} 倍杠杆]。不再重复设置；在 {venue} 的设置改变之前，{symbol} 的开仓委托一律不发送。请在 {venue} 手动设置，并查明是谁在更改。',
  },
  EXCHANGE_LEVERAGE_NOT_SET: {
    status: 409,
    en: '{venue} did not set {marginMode} margin[ with leverage {leverage}] for {symbol}[ ({detail})], so the order was not sent. Give the account others (signalbox account change), or close what is open in {symbol} first.',
    zh: '{venue} 未能为 {symbol} 设置 {marginMode} 保证金模式[与 {leverage} 倍杠杆][（{detail}）]，委托未发送。请用 signalbox account change 修改账户，或先平掉 {symbol} 的持仓与挂单。',
  },
  EXCHANGE_MARGIN_MODE_DIFFERS: {
    status: 409,
    en: 'The account at {venue} is in {venueMode} margin, and it is set up here for {marginMode}: no order that opens is sent[ ({symbol})]. Change the mode at {venue}, or that of the account here: signalbox account change.',
    zh: '{venue} 账户的保证金模式为 {venueMode}，而此处设为 {marginMode}：开仓委托一律不发送[（{symbol}）]。请在 {venue} 修改模式，或用 signalbox account change 修改此处账户的设置。',
  },
  MARKET_DATA_UNAVAILABLE: {
    status: 503,
    en: 'The market data of {symbol} can not be had now[ ({detail})]. Ask again; if it stays so, look at the account with: signalbox doctor --account.',
    zh: '暂时无法获取 {symbol} 的行情[（{detail}）]。请稍后重试；如持续如此，请用 signalbox doctor --account 检查账户。',
  },
  REQUEST_NOT_AS_APPROVED: {
    status: 500,
    en: 'The request that was about to leave did not say what was approved ({detail}). It was stopped; the venue has nothing of it. Report this as a fault.',
    zh: '即将发出的请求与已批准的委托不一致（{detail}），已拦截，交易所未收到任何内容。请作为故障上报。',
  },
  REQUEST_NOT_BUILT: {
    status: 500,
    en: 'No request to {venue} could be made of the order[ ({detail})]; nothing was sent. Check the instrument and the keys of the account.',
    zh: '无法生成发往 {venue} 的请求[（{detail}）]，未发送。请检查该品种及账户密钥。',
  },
  REQUEST_NOT_CONNECTED: {
    status: 503,
    en: 'There is no connection to {venue}[ ({detail})]; the order never left the server. Check the network, then send a new one.',
    zh: '无法连接 {venue}[（{detail}）]，该委托未离开服务器。请检查网络后重新发送。',
  },
  VENUE_CLOCK_OFF: {
    status: 503,
    en: 'The clock of this machine differs from the clock of {venue} by {offsetMs} ms. Set it by NTP: requests are signed with the time of {venue}, and still they may be refused.',
    zh: '本机时钟与 {venue} 相差 {offsetMs} 毫秒。请启用 NTP 校时：请求虽按 {venue} 的时间签名，仍可能被拒绝。',
  },
  VENUE_IN_MAINTENANCE: {
    status: 503,
    en: '{venue} is in maintenance[ ({detail})]; nothing was done. Try again when it is back.',
    zh: '{venue} 正在维护[（{detail}）]，未执行任何操作。请待其恢复后重试。',
  },
  VENUE_LACKS_AMEND: {
    status: 422,
    en: '{venue} can not change a resting {type} order of {symbol} in place. Cancel it, then send a new one.',
    zh: '{venue} 不支持直接修改 {symbol} 的 {type} 挂单。请先撤单，再重新下单。',
  },
  VENUE_LACKS_HEDGE_MODE: {
    status: 422,
    en: 'The account at {venue} is in hedge mode, in which orders of {symbol} are not sent from here. Set it to one-way mode at {venue}.',
    zh: '{venue} 账户处于双向持仓模式，此处不支持以该模式发送 {symbol} 的委托。请在 {venue} 改为单向持仓。',
  },
  VENUE_LACKS_MARGIN_MODE: {
    status: 422,
    en: '{venue} has no margin mode "{marginMode}" for {symbol}. Set another margin mode for the account.',
    zh: '{venue} 的 {symbol} 不支持保证金模式 "{marginMode}"。请为账户设置其他模式。',
  },
  VENUE_LACKS_OPENING_STOP: {
    status: 422,
    en: '{venue} takes a {type} order of {symbol} only to close a position. Use a limit order to open one, or set reduceOnly.',
    zh: '{venue} 的 {symbol} 仅在平仓时支持 {type} 委托。开仓请使用限价单，或设置 reduceOnly。',
  },
  VENUE_LACKS_ORDER_TYPE: {
    status: 422,
    en: '{venue} has no {type} order for {symbol}. Use one of: {alternatives}.',
    zh: '{venue} 的 {symbol} 不支持 {type} 委托。可用类型：{alternatives}。',
  },
  VENUE_LACKS_POST_ONLY: {
    status: 422,
    en: 'A {type} order of {symbol} with time in force {timeInForce} can not be post-only at {venue}. Use a limit order with gtc, or leave postOnly out.',
    zh: '{venue} 的 {symbol} {type} 委托（有效期 {timeInForce}）不能只做挂单。请使用 gtc 限价单，或去掉 postOnly。',
  },
  VENUE_LACKS_SIZE_BY_QUANTITY: {
    status: 422,
    en: '{venue} sizes a {type} {side} of {symbol} by its cost and not by a quantity. Use a limit order with time in force ioc instead.',
    zh: '{venue} 的 {symbol} {type} {side} 委托只能按金额下单，不能按数量。请改用有效期为 ioc 的限价单。',
  },
  VENUE_LACKS_TIME_IN_FORCE: {
    status: 422,
    en: '{venue} has no time in force {timeInForce} for a {type} order of {symbol}. Use one of: {alternatives}.',
    zh: '{venue} 的 {symbol} {type} 委托不支持有效期 {timeInForce}。可用：{alternatives}。',
  },
  VENUE_MARKET_CLOSED: {
    status: 503,
    en: '{venue} takes no orders in this market at the moment[ ({detail})]; nothing was done. Try again when it trades there; what protects a position is tried again by itself.',
    zh: '{venue} 目前暂停该市场的交易[（{detail}）]，未执行任何操作。请待其恢复交易后重试；保护持仓的委托会自动重试。',
  },
  VENUE_NEEDS_LEVERAGE: {
    status: 422,
    en: '{venue} wants a leverage in each order that opens a position[ in {symbol}]. Give the account one, while it holds nothing: signalbox account change, --leverage.',
    zh: '{venue} 要求[ {symbol} 的]每笔开仓委托注明杠杆。请在账户无持仓时设置：signalbox account change，--leverage。',
  },
  VENUE_RATE_LIMITED: {
    status: 503,
    en: '{venue} takes no more requests for the moment[ ({detail})]; nothing was done. Wait a minute, then try again.',
    zh: '{venue} 暂时限制请求频率[（{detail}）]，未执行任何操作。请一分钟后重试。',
  },
  VENUE_STOP_PASSED: {
    status: 422,
    en: 'The trigger {stopPrice} of the {side} order is passed already: the last price of {symbol} is {lastPrice}, and {venue} would wait for it from the other side. Use a market order, or another trigger.',
    zh: '{side}委托的触发价 {stopPrice} 已被越过：{symbol} 最新价为 {lastPrice}，{venue} 会从相反方向等待触发。请改用市价单或更换触发价。',
  },
  VENUE_SUSPENDED: {
    status: 503,
    en: '{venue} is not asked for now[ ({detail})]; the order never left the server. Send a new one when the account is connected again.',
    zh: '暂停向 {venue} 发送请求[（{detail}）]，该委托未离开服务器。请在账户恢复连接后重新发送。',
  },
  VENUE_TIMESTAMP_REFUSED: {
    status: 503,
    en: '{venue} refused the time that the request was signed with[ ({detail})]; nothing was done. The clocks are compared anew: try again, and set the clock of this machine by NTP.',
    zh: '{venue} 拒绝了请求的签名时间[（{detail}）]，未执行任何操作。正在重新校对时钟：请重试，并为本机启用 NTP 校时。',
  },
} as const satisfies Record<string, ErrorDefinition>;
