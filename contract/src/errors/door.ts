/** Codes of the doors themselves: who may come in, with what, and what the server can't do right now. */
import type { ErrorDefinition } from './definition.ts';

export const DOOR_ERRORS = {
  BODY_DUPLICATE_KEY: {
    status: 400,
    en: 'The key "{key}" stands twice in the JSON body. Send it once.',
    zh: 'JSON 请求体中键 "{key}" 出现两次，请只保留一个。',
  },
  BODY_FIELD_INVALID: {
    status: 400,
    en: 'Field "{field}" is not valid: {problem}. Correct it and send the request again.',
    zh: '字段 "{field}" 无效：{problem}。请更正后重新发送。',
  },
  BODY_FIELD_UNKNOWN: {
    status: 400,
    en: 'There is no field "{field}"[ (did you mean "{nearest}"?)]. Correct the name or remove the field.',
    zh: '没有字段 "{field}"[（是否想写 "{nearest}"？）]。请更正字段名或删除该字段。',
  },
  BODY_INVALID: {
    status: 400,
    en: 'The body is not valid JSON[ (line {line}, column {column})]. Correct it and send the request again.',
    zh: '请求体不是有效的 JSON[（第 {line} 行第 {column} 列）]。请更正后重新发送。',
  },
  BODY_TOO_LARGE: {
    status: 413,
    en: 'The body is larger than {maximumKib} KiB. Send a smaller one.',
    zh: '请求体超过 {maximumKib} KiB，请缩小后再发送。',
  },
  CONFIGURATION_REFUSED: {
    status: 200,
    en: 'The configuration that was saved is wrong[ at {place}][: {key}]; the settings in force stay. Correct it; the log says what is expected there.',
    zh: '新保存的配置有误[（{place}）][：{key}]，继续使用原来的设置。请更正，日志中有详细说明。',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    en: 'This content type is not read here. Send application/json.',
    zh: '此处不接受该内容类型，请使用 application/json。',
  },
  CURSOR_INVALID: {
    status: 400,
    en: 'The cursor is not one this server gave. Take it from the X-Next-Cursor header, or start without one.',
    zh: '游标无效。请使用响应头 X-Next-Cursor 给出的游标，或不带游标重新开始。',
  },
  FORBIDDEN_SCOPE: {
    status: 403,
    en: 'This key has the scope "{scope}"; this needs "{required}". Use a key with that scope.',
    zh: '该密钥的权限为 "{scope}"，此操作需要 "{required}"。请换用具有该权限的密钥。',
  },
  HEADERS_INVALID: {
    status: 400,
    en: 'The HTTP request can not be read. Check the client, and keep headers below 8 KiB.',
    zh: 'HTTP 请求无法解析。请检查客户端，请求头须小于 8 KiB。',
  },
  IDEMPOTENCY_KEY_CONFLICT: {
    status: 409,
    en: 'This Idempotency-Key was used with another body. Send the first body again, or use a new key.',
    zh: '该 Idempotency-Key 已用于另一请求体。请重发原请求体，或换用新的键。',
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    en: 'An Idempotency-Key is 1 to 120 printable ASCII characters. Send a shorter or simpler one.',
    zh: 'Idempotency-Key 须为 1 至 120 个可打印 ASCII 字符，请更换。',
  },
  INTERNAL: {
    status: 500,
    en: 'Something went wrong inside the server; it is in the log. Ask for the state before you repeat anything.',
    zh: '服务器内部出错，详情见日志。重试之前请先查询当前状态。',
  },
  IP_NOT_ALLOWED: {
    status: 403,
    en: 'Requests from {address} are not allowed here. Add the address to the allow-list if it is yours.',
    zh: '不允许来自 {address} 的请求。如为本人地址，请将其加入白名单。',
  },
  LOOPBACK_ONLY: {
    status: 403,
    en: 'This answers only to the machine the server runs on. Send the request from there, without a proxy.',
    zh: '此接口仅接受本机请求。请在服务器所在的机器上直接访问，不要经过代理。',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    en: 'This path does not take {method}. It takes: {allowed}.',
    zh: '该路径不支持 {method}，可用方法：{allowed}。',
  },
  NOT_FOUND: {
    status: 404,
    en: 'There is nothing here[ by the name "{id}"]. Check the path and the id.',
    zh: '未找到该资源[ "{id}"]。请检查路径与编号。',
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    en: 'A page from {origin} may not connect here. Open the page from this server.',
    zh: '不允许来自 {origin} 的页面连接。请从本服务器打开页面。',
  },
  OVERLOADED: {
    status: 503,
    en: 'Too much is waiting[ ({pending} signals)]; nothing was kept. Send it again in a moment.',
    zh: '积压过多[（{pending} 个信号）]，本次请求未保存。请稍后重试。',
  },
  QUERY_INVALID: {
    status: 400,
    en: 'The query parameter "{field}" is not valid: {problem}. Correct or remove it.',
    zh: '查询参数 "{field}" 无效：{problem}。请更正或删除。',
  },
  RATE_LIMITED: {
    status: 429,
    en: 'Too many failed attempts from this address. Wait {seconds} s, then try again with a valid key.',
    zh: '该地址失败次数过多。请等待 {seconds} 秒后使用有效密钥重试。',
  },
  SETUP_CODE_INVALID: {
    status: 403,
    en: 'The set-up code is wrong, used, or older than 15 minutes. On this machine, make a key with: npx signalbox key create.',
    zh: '设置码错误、已使用或已超过 15 分钟。请在本机用 npx signalbox key create 创建密钥。',
  },
  STORAGE_UNAVAILABLE: {
    status: 503,
    en: 'The storage takes no writes[ ({detail})]; nothing was kept. Free the disk or start the database, then send it again.',
    zh: '存储暂不可写入[（{detail}）]，本次请求未保存。请清理磁盘或恢复数据库后重试。',
  },
  STREAM_AFTER_UNKNOWN: {
    status: 400,
    en: 'There is no event {after} yet; the newest is {newest}. This may be another database: begin again with after={newest} or without it.',
    zh: '尚无序号为 {after} 的事件，最新为 {newest}。可能换了数据库：请从 {newest} 重新开始，或不指定起点。',
  },
  STREAM_MESSAGE_INVALID: {
    status: 400,
    en: 'The message can not be understood: {problem}. What a stream takes stands in the guide to the API.',
    zh: '无法识别该消息：{problem}。可发送的消息见 API 指南。',
  },
  STREAM_TICKET_INVALID: {
    status: 401,
    en: 'The stream ticket is unknown, used, or older than 30 s. Ask for a new one and connect at once.',
    zh: '推送票据不存在、已使用或已超过 30 秒。请重新获取并立即连接。',
  },
  TOKEN_EXPIRED: {
    status: 401,
    en: 'The access token has ended. Get a new one with POST /api/v1/auth/token and your API key.',
    zh: '临时密钥已过期。请用 API 密钥调用 POST /api/v1/auth/token 重新获取。',
  },
  TOKEN_KEY_UNAVAILABLE: {
    status: 503,
    en: 'The file {file} that signs access tokens can not be used ({detail}). Mend it, or send the API key itself.',
    zh: '用于签发临时密钥的文件 {file} 无法使用（{detail}）。请修复该文件，或直接使用 API 密钥。',
  },
  TOO_MANY_STREAMS: {
    status: 429,
    en: 'There are {maximum} streams open already. Close one, then connect again.',
    zh: '已有 {maximum} 个推送连接。请先关闭一个再连接。',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 429,
    en: 'This stream has {maximum} subscriptions already. Unsubscribe from one first, or open another stream.',
    zh: '该推送连接已有 {maximum} 个订阅。请先取消一个，或另开连接。',
  },
  UNAUTHENTICATED: {
    status: 401,
    en: 'The key or secret is missing or wrong. Check the address, the key and the secret.',
    zh: '缺少密钥或口令，或者不正确。请检查地址、密钥与口令。',
  },
  UPGRADE_REQUIRED: {
    status: 426,
    en: 'This is a WebSocket. Connect with a WebSocket client.',
    zh: '此为 WebSocket 接口，请使用 WebSocket 客户端连接。',
  },
  WEBHOOK_DISABLED: {
    status: 403,
    en: 'This webhook is switched off; the signal was not taken. Enable it, then send the alert again.',
    zh: '该 Webhook 已停用，信号未被接收。请启用后重新发送。',
  },
} as const satisfies Record<string, ErrorDefinition>;
