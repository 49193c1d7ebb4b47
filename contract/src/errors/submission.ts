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
    en: 'An account at "{broker}" can not be made here. Use "paper".',
    zh: '无法在此创建 "{broker}" 账户，请使用 "paper"。',
  },
  ACCOUNT_EXISTS: {
    status: 409,
    en: 'There is an account "{account}" already. Choose another id.',
    zh: '账户 "{account}" 已存在，请换一个编号。',
  },
  ACCOUNT_ID_INVALID: {
    status: 422,
    en: '"{account}" can not be an account id: 1 to 32 lower-case letters, digits, - and _, beginning with a letter or digit.',
    zh: '"{account}" 不能作为账户编号：须为 1–32 个小写字母、数字、- 或 _，且以字母或数字开头。',
  },
  ACCOUNT_UNKNOWN: {
    status: 404,
    en: 'There is no account[ "{account}"]. Use one of the accounts that GET /api/v1/accounts lists.',
    zh: '没有账户[ "{account}"]。请使用 GET /api/v1/accounts 列出的账户。',
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
  WEBHOOK_UNKNOWN: {
    status: 404,
    en: 'There is no webhook "{webhook}". Use one of those that GET /api/v1/webhooks lists.',
    zh: '没有 Webhook "{webhook}"。请使用 GET /api/v1/webhooks 列出的 Webhook。',
  },
} as const satisfies Record<string, ErrorDefinition>;
