/** Codes of signals that were read and then refused by their route or their age, and of what doors ask the desk. */
import type { ErrorDefinition } from './definition.ts';

export const SUBMISSION_ERRORS = {
  ACCOUNTS_ABOVE_MAXIMUM: {
    status: 422,
    en: 'There are {maximum} accounts already, and no more are possible.',
    zh: '账户数已达上限 {maximum}。',
  },
  ACCOUNT_BROKER_UNSUPPORTED: {
    status: 422,
    en: 'An account at "{broker}" can not be made here. Use "paper", or name an exchange.',
    zh: '无法在此创建 "{broker}" 账户，请使用 "paper" 或指定交易所。',
  },
  ACCOUNT_CREDENTIALS_MISSING: {
    status: 422,
    en: 'The {field} of account "{account}" is missing. Give it together with the other keys.',
    zh: '账户 "{account}" 缺少 {field}。请与其他密钥一并提供。',
  },
  ACCOUNT_CREDENTIALS_REFUSED: {
    status: 409,
    en: 'The exchange refuses the keys of account "{account}"[ ({detail})]; nothing more is tried with them, and the account is disarmed. Check the key, its permissions and its list of addresses at the exchange, give it with: signalbox account credentials {account}, then arm the account.',
    zh: '交易所拒绝账户 "{account}" 的密钥[（{detail}）]：不再重试，账户已停用交易。请在交易所核对密钥、权限与 IP 白名单，用 signalbox account credentials {account} 重新设置，然后重新启用。',
  },
  ACCOUNT_CREDENTIALS_UNREADABLE: {
    status: 409,
    en: 'The sealed keys of account "{account}" are damaged. Give them again with: signalbox account credentials {account}.',
    zh: '账户 "{account}" 的加密密钥已损坏。请用 signalbox account credentials {account} 重新设置。',
  },
  ACCOUNT_EXISTS: {
    status: 409,
    en: 'There is an account "{account}" already. Choose another id.',
    zh: '账户 "{account}" 已存在，请换一个编号。',
  },
  ACCOUNT_HOLDS_SOMETHING: {
    status: 409,
    en: 'Account "{account}" has {positions} open positions and {orders} open orders. Close and cancel them first, then change it.',
    zh: '账户 "{account}" 有 {positions} 个持仓和 {orders} 笔未完成委托。请先平仓撤单，再修改。',
  },
  ACCOUNT_ID_INVALID: {
    status: 422,
    en: '"{account}" can not be an account id: 1 to 32 lower-case letters, digits, - and _, beginning with a letter or digit.',
    zh: '"{account}" 不能作为账户编号：须为 1–32 个小写字母、数字、- 或 _，且以字母或数字开头。',
  },
  ACCOUNT_ID_USED: {
    status: 409,
    en: 'There was an account "{account}" once, and its records are kept. Choose another id.',
    zh: '账户编号 "{account}" 曾被使用，其记录仍保留。请换一个编号。',
  },
  ACCOUNT_IS_LAST: {
    status: 409,
    en: '"{account}" is the last account; a server has at least one. Make another one first.',
    zh: '"{account}" 是最后一个账户，服务器至少需要一个账户。请先新建账户。',
  },
  ACCOUNT_LIMITS_NOT_SET: {
    status: 409,
    en: 'Account "{account}" trades real money and has no limits of its own. Write them under risk.accounts.{account} in signalbox.yaml (signalbox.example.yaml shows how), then arm it.',
    zh: '账户 "{account}" 为实盘，尚无自己的限额。请在 signalbox.yaml 的 risk.accounts.{account} 中设置（参见 signalbox.example.yaml），然后再启用。',
  },
  ACCOUNT_NOT_ARMABLE: {
    status: 422,
    en: 'Account "{account}" needs no arming: only live and sandbox accounts do. Halt and resume it instead.',
    zh: '账户 "{account}" 无需启用：只有实盘与沙盒账户需要。请使用暂停与恢复。',
  },
  ACCOUNT_NOT_AT_EXCHANGE: {
    status: 422,
    en: 'Account "{account}" is at no exchange and has no keys.',
    zh: '账户 "{account}" 不是交易所账户，没有密钥。',
  },
  ACCOUNT_NOT_FLAT: {
    status: 409,
    en: 'Account "{account}" has {positions} open positions and {orders} open orders. Close and cancel them first, or force it by naming the account a second time (signalbox account remove {account} --force {account}): what rests at the exchange stays there.',
    zh: '账户 "{account}" 有 {positions} 个持仓和 {orders} 笔未完成委托。请先平仓撤单，或再次写出账户编号以强制移除（signalbox account remove {account} --force {account}）：交易所的挂单会保留。',
  },
  ACCOUNT_NOT_UP: {
    status: 409,
    en: 'Account "{account}" is not up[: {detail}]. Wait until it is, then try again.',
    zh: '账户 "{account}" 尚未就绪[：{detail}]。请等待其恢复后重试。',
  },
  ACCOUNT_TERMS_CHANGED: {
    status: 200,
    en: 'The markets, margin mode or leverage of account "{account}" were changed. Look at them, then arm it with: signalbox account arm {account}.',
    zh: '账户 "{account}" 的市场、保证金模式或杠杆已修改。请核对，然后用 signalbox account arm {account} 启用。',
  },
  ACCOUNT_UNKNOWN: {
    status: 404,
    en: 'There is no account[ "{account}"]. Use one of those that signalbox account, or GET /api/v1/accounts, lists.',
    zh: '没有账户[ "{account}"]。请使用 signalbox account 或 GET /api/v1/accounts 列出的账户。',
  },
  CREDENTIALS_CHANGED: {
    status: 200,
    en: 'The keys of account "{account}" were changed. Look at its orders and positions, then arm it with: signalbox account arm {account}.',
    zh: '账户 "{account}" 的密钥已更换。请核对委托与持仓，然后用 signalbox account arm {account} 启用。',
  },
  EXCHANGE_ENDPOINT_INVALID: {
    status: 422,
    en: 'An emulated account, and no other, has an endpoint: an address of this machine with http, such as 127.0.0.1:9501. Correct it; this one is "{environment}".',
    zh: '只有环境为 emulated 的账户才有、且必须有 endpoint：本机的 HTTP 地址，如 127.0.0.1:9501。请更正；当前环境为 "{environment}"。',
  },
  EXCHANGE_ENVIRONMENT_UNSUPPORTED: {
    status: 422,
    en: '{exchange} has no environment "{environment}"[ for {market}]. Use another one, or the emulator: signalbox emulate.',
    zh: '{exchange} 不支持环境 "{environment}"[（{market}）]。请换用其他环境，或使用模拟器：signalbox emulate。',
  },
  EXCHANGE_KEY_IN_USE: {
    status: 409,
    en: 'Account "{other}" has this API key already: each of the two would take the other\'s orders for a stranger\'s and count the same money. Give "{account}" a key of a sub-account of its own, or other markets.',
    zh: '账户 "{other}" 已使用该 API 密钥：两个账户会把对方的委托视为外部委托，并重复计算同一笔资金。请为 "{account}" 使用独立子账户的密钥，或选择不同的市场。',
  },
  EXCHANGE_LEVERAGE_INVALID: {
    status: 422,
    en: 'The leverage is a number from 1 to 200, for an account that trades swaps. Correct it, or leave it out.',
    zh: '杠杆须为 1 到 200 的数字，且账户须交易永续合约。请更正或不填。',
  },
  EXCHANGE_MODE_UNSUPPORTED: {
    status: 422,
    en: '{exchange} does not know the mode "{mode}" for {market}. Choose another one.',
    zh: '{exchange} 的 {market} 不支持模式 "{mode}"，请更换。',
  },
  EXCHANGE_RENAMED: {
    status: 200,
    en: '{given} is called {exchange} now; the account is kept under that name.',
    zh: '{given} 现已更名为 {exchange}，账户以新名称保存。',
  },
  EXCHANGE_UNKNOWN: {
    status: 422,
    en: 'There is no exchange "{exchange}" here. Use one of: {known}.',
    zh: '不支持交易所 "{exchange}"。可用：{known}。',
  },
  EXCHANGE_WITHOUT_ACCOUNT: {
    status: 404,
    en: 'There is no account at {exchange}. Add one with: signalbox account add.',
    zh: '没有 {exchange} 的账户。请用 signalbox account add 添加。',
  },
  INTERVAL_DAYS_INVALID: {
    status: 400,
    en: 'The days "{value}" in {field} are not valid. Give each of 1 (Monday) to 7 at most once.',
    zh: '{field} 中的星期 "{value}" 无效。请使用 1（星期一）至 7，且不重复。',
  },
  INTERVAL_EMPTY: {
    status: 400,
    en: 'The interval ends where it starts ({field} {value}). Write 00:00 to 24:00 for the whole day.',
    zh: '时间区间的开始与结束相同（{field} {value}）。全天请写 00:00 至 24:00。',
  },
  INTERVAL_TIME_INVALID: {
    status: 400,
    en: 'The time "{value}" in {field} is not valid. Write it as HH:MM.',
    zh: '{field} 中的时间 "{value}" 无效，请写成 HH:MM。',
  },
  LATCH_NOT_SET: {
    status: 409,
    en: '"{source}" is not latched on this account; there is nothing to reset.',
    zh: '"{source}" 在该账户上未被锁定，无需重置。',
  },
  PRICE_INVALID: {
    status: 422,
    en: 'A bid of {bid} and an ask of {ask} are no prices: both must be positive and the ask not below the bid.',
    zh: '买价 {bid}、卖价 {ask} 无效：两者须为正数，且卖价不得低于买价。',
  },
  PRICE_NOT_PUSHABLE: {
    status: 409,
    en: 'The prices of account "{account}" come from its exchange; none can be put in. Push prices to a paper account.',
    zh: '账户 "{account}" 的行情来自交易所，不能推送价格。请向模拟账户推送。',
  },
  ROUTE_ACTION_FORBIDDEN: {
    status: 422,
    en: 'This webhook does not allow the action "{action}". Allow it on the webhook, or change the alert.',
    zh: '该 Webhook 不允许动作 "{action}"。请在 Webhook 上放行或修改信号内容。',
  },
  ROUTE_CLOSED: {
    status: 422,
    en: 'The signal came outside the hours of this webhook[ ({windows})]; only closes and cancels pass then. Change the hours, or send it within them.',
    zh: '信号不在该 Webhook 的时间窗口内[（{windows}）]，此时只接受平仓与撤单。请修改时间窗口，或在窗口内发送。',
  },
  ROUTE_WITHOUT_ACCOUNT: {
    status: 422,
    en: 'This webhook has no account to trade at. Add one to its route.',
    zh: '该 Webhook 未配置交易账户，请在路由中添加账户。',
  },
  SECRET_KEY_INVALID: {
    status: 409,
    en: 'The key for sealed secrets[ in {place}] can not be used[: {detail}]. It is 32 bytes in base64; put the right one back, then restart.',
    zh: '加密密钥[（{place}）]不可用[：{detail}]。应为 32 字节的 base64，请恢复正确的密钥后重启。',
  },
  SECRET_KEY_MISSING: {
    status: 409,
    en: 'The key {keyId} that sealed these secrets is not there. Put secret.key back into the data directory (or set SIGNALBOX_SECRET_KEY) and restart, or give the secrets again.',
    zh: '缺少用于加密的密钥 {keyId}。请将 secret.key 放回数据目录（或设置 SIGNALBOX_SECRET_KEY）后重启，或重新输入密钥。',
  },
  SIGNAL_EXPIRED: {
    status: 422,
    en: 'The signal waited longer than it may before it could be acted on; nothing was placed. Send a new one.',
    zh: '信号等待时间超过限制，未下单。请发送新的信号。',
  },
  SIGNAL_FROM_FUTURE: {
    status: 422,
    en: "The signal says it was sent in the future[ ({sentAt})]. Check the sender's clock and this machine's.",
    zh: '信号时间晚于当前时间[（{sentAt}）]。请检查发送方与本机的时钟。',
  },
  SIGNAL_KEY_CONFLICT: {
    status: 409,
    en: 'The id of this signal was used with another text. Give each alert its own id, for example one with its time in it.',
    zh: '该信号的 id 已用于另一内容。请为每条信号使用不同的 id，例如在其中加入时间。',
  },
  SIGNAL_OUT_OF_ORDER: {
    status: 422,
    en: 'A newer signal for the same symbol was acted on already; this one came too late and was not.',
    zh: '同一品种已执行更新的信号，本信号到达过晚，未执行。',
  },
  SIGNAL_STALE: {
    status: 422,
    en: 'The signal was sent[ {ageMs} ms ago,] longer ago than allowed[ ({maximumMs} ms)]. Nothing was placed; send a new one.',
    zh: '信号发送时间[（{ageMs} 毫秒前）] 超过允许的时限[（{maximumMs} 毫秒）]，未下单。请发送新的信号。',
  },
  TIME_ZONE_UNKNOWN: {
    status: 400,
    en: 'The time zone "{value}" in {field} is not known. Use an IANA name, or GMT+8 / UTC-5.',
    zh: '{field} 中的时区 "{value}" 无法识别。请使用 IANA 名称，或 GMT+8 / UTC-5。',
  },
  VENUE_NOT_COMPARED: {
    status: 503,
    en: 'Account "{account}" could not be compared with its venue since {since}[ ({detail})]: what others did there may be missing here. It is tried again by itself; if it lasts, look at: signalbox doctor --account {account}.',
    zh: '账户 "{account}" 自 {since} 起无法与交易所对账[（{detail}）]：他人在交易所的操作可能尚未入账。系统会自动重试；如持续出现，请运行 signalbox doctor --account {account}。',
  },
  VENUE_UNREACHABLE: {
    status: 503,
    en: 'The venue of account "{account}" can not be reached[ ({detail})]. It is tried again by itself; check the network if it lasts.',
    zh: '无法连接账户 "{account}" 的交易所[（{detail}）]，系统会自动重试。如持续出现，请检查网络。',
  },
  VENUE_UNSUPPORTED: {
    status: 422,
    en: 'Account "{account}" is at "{broker}", which this version does not know. Use the version that made it.',
    zh: '账户 "{account}" 的经纪商 "{broker}" 不受此版本支持。请使用创建该账户的版本。',
  },
  WEBHOOK_UNKNOWN: {
    status: 404,
    en: 'There is no webhook "{webhook}". Use one of those that GET /api/v1/webhooks lists.',
    zh: '没有 Webhook "{webhook}"。请使用 GET /api/v1/webhooks 列出的 Webhook。',
  },
} as const satisfies Record<string, ErrorDefinition>;
