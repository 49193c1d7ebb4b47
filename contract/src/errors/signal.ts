/** Codes of texts that can't be read as a signal. A text that meets one of these moved nothing. */
import type { ErrorDefinition } from './definition.ts';

export const SIGNAL_ERRORS = {
  SIGNAL_ACTION_UNKNOWN: {
    status: 400,
    en: 'The action[ "{action}"][ "{value}"] is not known[ (did you mean "{nearest}"?)]. Use an action of the format[ {format}].',
    zh: '无法识别动作[ "{action}"][ "{value}"][（是否想写 "{nearest}"？）]。请使用该格式[ {format}] 支持的动作。',
  },
  SIGNAL_EMPTY: {
    status: 400,
    en: 'The message is empty. Put the alert text into the body.',
    zh: '消息为空。请在请求体中填写信号内容。',
  },
  SIGNAL_FIELD_CONFLICT: {
    status: 400,
    en: 'In the message, {field}[ "{value}"] contradicts[ "{other}",] another part of it. Keep one of the two.',
    zh: '消息中 {field}[ "{value}"] 与[ "{other}"] 其他内容冲突，请只保留一个。',
  },
  SIGNAL_FIELD_INVALID: {
    status: 400,
    en: 'The value[ "{value}"] of the field "{field}" is not valid[; expected {expected}]. Correct the alert text.',
    zh: '字段 "{field}" 的值[ "{value}"] 无效[，应为 {expected}]。请更正信号内容。',
  },
  SIGNAL_FIELD_MISSING: {
    status: 400,
    en: 'The field "{field}" is missing. Add it to the alert text.',
    zh: '缺少字段 "{field}"。请在信号内容中补充。',
  },
  SIGNAL_FIELD_UNKNOWN: {
    status: 400,
    en: 'The field "{field}" is not known[ (did you mean "{nearest}"?)]. Correct the name or remove it.',
    zh: '未知字段 "{field}"[（是否想写 "{nearest}"？）]。请更正或删除。',
  },
  SIGNAL_FORMAT_UNKNOWN: {
    status: 400,
    en: 'The message has not the shape of[ {format} or of] any known format. Check it with a preview, or name the format on the webhook.',
    zh: '消息不符合[ {format} 或] 任何已知格式。请用预览功能检查，或在 Webhook 上指定格式。',
  },
  SIGNAL_JSON_DUPLICATE_KEY: {
    status: 400,
    en: 'The key "{key}" stands twice in the JSON[ (line {line}, column {column})]. Keep one.',
    zh: 'JSON 中键 "{key}" 出现两次[（第 {line} 行第 {column} 列）]。请只保留一个。',
  },
  SIGNAL_JSON_INVALID: {
    status: 400,
    en: 'The JSON can not be read[ at line {line}, column {column}][: found {found}]. Correct the alert text there.',
    zh: 'JSON 无法解析[（第 {line} 行第 {column} 列）][，遇到 {found}]。请更正该处内容。',
  },
  SIGNAL_JSON_TOO_DEEP: {
    status: 400,
    en: 'The JSON is nested too deep[ (line {line}, column {column})]. Send a flat object.',
    zh: 'JSON 嵌套过深[（第 {line} 行第 {column} 列）]。请使用平铺的对象。',
  },
  SIGNAL_NOT_SUPPORTED: {
    status: 422,
    en: 'The message asks for something that is not supported[: {field}][ "{value}"]. Remove it from the alert text.',
    zh: '消息要求的功能暂不支持[：{field}][ "{value}"]。请从信号内容中删除。',
  },
  SIGNAL_NOT_UTF8: {
    status: 400,
    en: 'The message is not UTF-8 text. Send it as UTF-8.',
    zh: '消息不是 UTF-8 文本。请以 UTF-8 编码发送。',
  },
  SIGNAL_NUMBER_INVALID: {
    status: 400,
    en: 'The field "{field}" is not a number[: "{value}"]. Write a plain number with a point, or a simple calculation.',
    zh: '字段 "{field}" 不是数字[："{value}"]。请写成带小数点的数字或简单算式。',
  },
  SIGNAL_PLACEHOLDER_LEFT: {
    status: 400,
    en: "A placeholder was not filled in[: {placeholder}]. Check its spelling in the alert; a script's alert() fills none.",
    zh: '占位符未被替换[：{placeholder}]。请检查 TradingView 警报中的拼写；脚本的 alert() 不会替换占位符。',
  },
  SIGNAL_TOO_LARGE: {
    status: 413,
    en: 'The message is larger than 64 KiB. Send a shorter one.',
    zh: '消息超过 64 KiB，请缩短后发送。',
  },
} as const satisfies Record<string, ErrorDefinition>;
