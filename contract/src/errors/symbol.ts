/** Codes of symbols: what the sender wrote names no instrument, or more than one. A guess is never made. */
import type { ErrorDefinition } from './definition.ts';

export const SYMBOL_ERRORS = {
  SYMBOL_AMBIGUOUS: {
    status: 422,
    en: '"{symbol}" fits more than one instrument[: {candidates}]. Write the full name, or map it on the webhook.',
    zh: '"{symbol}" 对应多个品种[：{candidates}]。请写全称，或在 Webhook 上设置品种映射。',
  },
  SYMBOL_CONTINUOUS: {
    status: 422,
    en: '"{symbol}" is a continuous contract, which can not be traded. Map it to a contract on the webhook.',
    zh: '"{symbol}" 是连续合约，不能直接交易。请在 Webhook 上映射到具体合约。',
  },
  SYMBOL_MISSING: {
    status: 422,
    en: 'No symbol was given. Add one to the text, or set a default symbol on the webhook.',
    zh: '未给出品种。请在内容中写明，或在 Webhook 上设置默认品种。',
  },
  SYMBOL_UNKNOWN: {
    status: 422,
    en: 'No instrument is called "{symbol}"[; similar: {candidates}]. Check the name, or map it on the webhook.',
    zh: '没有名为 "{symbol}" 的品种[，相近的有：{candidates}]。请检查名称，或在 Webhook 上设置品种映射。',
  },
} as const satisfies Record<string, ErrorDefinition>;
