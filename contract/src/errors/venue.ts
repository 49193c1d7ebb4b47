/** Codes of what an exchange can not take as it was asked for, and of requests that never left. Nothing was sent in any of them. */
import type { ErrorDefinition } from './definition.ts';

export const VENUE_ERRORS = {
  ACCOUNT_KEY_CAN_WITHDRAW: {
    status: 409,
    en: 'The key of account "{account}" may withdraw money, so it is not used. Make a key at the exchange that may only read and trade, and give it with: signalbox account credentials {account}.',
    zh: '账户 "{account}" 的密钥带有提币权限，已拒绝使用。请在交易所新建仅有读取与交易权限的密钥，并用 signalbox account credentials {account} 设置。',
  },
  ACCOUNT_POSITION_MODE_DIFFERS: {
    status: 409,
    en: 'The account at {exchange} is set to {venueMode} positions, and "{account}" is set up here for {mode}. Change the mode at {exchange}, or add the account anew with the right one; then start the server again.',
    zh: '{exchange} 账户的持仓模式为 {venueMode}，而此处账户 "{account}" 设为 {mode}。请在 {exchange} 修改模式，或以正确的模式重新添加账户，然后重启服务。',
  },
  EXCHANGE_LEVERAGE_NOT_SET: {
    status: 409,
    en: '{venue} did not set leverage {leverage} ({marginMode}) for {symbol}[ ({detail})], so the order was not sent. Set another leverage for the account, or close what is open in {symbol} first.',
    zh: '{venue} 未能为 {symbol} 设置 {leverage} 倍杠杆（{marginMode}）[（{detail}）]，委托未发送。请为账户设置其他杠杆，或先平掉 {symbol} 的持仓与挂单。',
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
  VENUE_NEEDS_LEVERAGE: {
    status: 422,
    en: '{venue} wants a leverage in each order that opens a position in {symbol}. Set the leverage of the account.',
    zh: '{venue} 要求 {symbol} 的每笔开仓委托注明杠杆。请设置账户杠杆。',
  },
  VENUE_STOP_PASSED: {
    status: 422,
    en: 'The trigger {stopPrice} of the {side} order is passed already: the last price of {symbol} is {lastPrice}, and {venue} would wait for it from the other side. Use a market order, or another trigger.',
    zh: '{side} 委托的触发价 {stopPrice} 已被越过：{symbol} 最新价为 {lastPrice}，{venue} 会从相反方向等待触发。请改用市价单或更换触发价。',
  },
  VENUE_SUSPENDED: {
    status: 503,
    en: '{venue} is not asked for now[ ({detail})]; the order never left the server. Send a new one when the account is connected again.',
    zh: '暂停向 {venue} 发送请求[（{detail}）]，该委托未离开服务器。请在账户恢复连接后重新发送。',
  },
} as const satisfies Record<string, ErrorDefinition>;
