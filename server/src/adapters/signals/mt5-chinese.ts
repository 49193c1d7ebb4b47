/**
 * The Chinese commands of MT5 webhook servers: `[开启时间区间] 操作 品种 键=值… 开关…`, for example
 * `开多 XAUUSD 仓位=0.1 止损=3300 备注=突破`. Full-width signs and blanks are read like the narrow ones, numbers may be
 * plain arithmetic, a comment runs until the next key or switch and is refused when it took a key in. Volumes are lots,
 * also of shares; levels are prices and 0 is none; `价格` is a reference unless `限价单` makes it the limit. A word that
 * is none of these is refused.
 */
import type { SignalAction, SignalCommand } from '#domain/signal.ts';
import { ZERO, isNegative, isZero } from '#domain/decimal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { evaluateNumber } from './arithmetic.ts';
import { requireNumber } from './field-values.ts';
import type { Grammar } from './grammar.ts';
import type { ChineseEntry, ChineseReading } from './mt5-chinese-reading.ts';
import { takeApart } from './mt5-chinese-reading.ts';
import type { ChineseKey } from './mt5-chinese-words.ts';
import { swallowed } from './mt5-chinese-words.ts';
import { buildCommand, isOpening } from './signal-command.ts';
import { attempt, refuse, shown } from './signal-refusal.ts';

const COMMENT_LENGTH_MAX = 2048;

export const mt5ChineseGrammar: Grammar = {
  name: 'mt5_chinese',
  recognizes: (input) => startsInChinese(input.text),
  parse: (input) =>
    attempt('mt5_chinese', () => ({
      format: 'mt5_chinese',
      commands: [readChineseCommand(input.text)],
      ignoredFields: [],
    })),
};

/** Whether the first letter is a Chinese one: no other format begins so. */
export function startsInChinese(text: string): boolean {
  return /^\s*\p{Script=Han}/u.test(text.slice(0, 64));
}

/** Reads one Chinese command. Throws a refusal (see signal-refusal.ts) naming the word that can't be read. */
export function readChineseCommand(text: string): SignalCommand {
  return toCommand(takeApart(text));
}

function toCommand(reading: ChineseReading): SignalCommand {
  const { action, symbol, switches } = reading;
  const quantity = level(reading, 'volume');
  const price = level(reading, 'price');
  const ticket = digits(reading, 'ticket');
  checkTogether(reading, { ticket, quantity });
  const isLimit = switches.has('limit');
  const stopLoss = level(reading, 'sl');
  const takeProfit = level(reading, 'tp');
  return buildCommand(
    {
      action,
      symbol,
      quantity,
      quantityUnit: quantity === undefined ? undefined : 'lots',
      orderType: isLimit ? 'limit' : switches.has('market') ? 'market' : undefined,
      price: isLimit && price !== ZERO ? price : undefined,
      // MT5 writes 0 for no price.
      signalPrice: isLimit || price === ZERO ? undefined : price,
      stopLoss,
      stopLossUnit: stopLoss === undefined ? undefined : 'price',
      takeProfit,
      takeProfitUnit: takeProfit === undefined ? undefined : 'price',
      comment: reading.entries.get('comment')?.value || undefined,
      magic: digits(reading, 'magic'),
      ticket,
      deviation: level(reading, 'deviation'),
      account: reading.entries.get('account')?.value || undefined,
      timeCheck: switches.has('timeCheck') ? true : undefined,
    },
    { price: '价格', stopLoss: '止损' },
  );
}

interface Together {
  readonly ticket: string | undefined;
  readonly quantity: Decimal | undefined;
}

function checkTogether(reading: ChineseReading, { ticket, quantity }: Together): void {
  const { action, symbol } = reading;
  if (action === 'modify' && ticket === undefined) refuse('SIGNAL_FIELD_MISSING', { field: '订单号' });
  if (symbol === undefined && action !== 'close_all' && (ticket === undefined || isOpening(action))) {
    refuse('SIGNAL_FIELD_MISSING', { field: '品种' });
  }
  if (reading.switches.has('market') && reading.switches.has('limit')) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: '市价单', other: '限价单' });
  }
  // Without a size a "partial" close would close everything.
  if (reading.switches.has('partial') && quantity === undefined) refuse('SIGNAL_FIELD_MISSING', { field: '仓位' });
  if (quantity !== undefined && isZero(quantity)) {
    refuse('SIGNAL_FIELD_INVALID', { field: reading.entries.get('volume')?.name ?? '仓位', value: '0' });
  }
  checkComment(reading.entries.get('comment'), action);
}

/** A comment that took in what was meant for the order would trade without its stop, or at another price. */
function checkComment(comment: ChineseEntry | undefined, action: SignalAction): void {
  if (comment === undefined) return;
  const { name, value } = comment;
  if (value.length > COMMENT_LENGTH_MAX) {
    refuse('SIGNAL_FIELD_INVALID', { field: name, expected: `at most ${COMMENT_LENGTH_MAX} characters` });
  }
  const word = swallowed(value, action.startsWith('close'));
  if (word !== undefined) refuse('SIGNAL_FIELD_INVALID', { field: name, value: shown(word) });
}

function level(reading: ChineseReading, key: ChineseKey): Decimal | undefined {
  const entry = reading.entries.get(key);
  if (entry === undefined) return undefined;
  const value = requireNumber(entry.value, entry.name);
  return isNegative(value) ? refuse('SIGNAL_FIELD_INVALID', { field: entry.name, value: shown(entry.value) }) : value;
}

/** Tickets and magic numbers are names made of digits, not amounts. */
function digits(reading: ChineseReading, key: ChineseKey): string | undefined {
  const entry = reading.entries.get(key);
  if (entry === undefined) return undefined;
  if (/^\d{1,20}$/.test(entry.value)) return entry.value;
  const code = evaluateNumber(entry.value) === undefined ? 'SIGNAL_NUMBER_INVALID' : 'SIGNAL_FIELD_INVALID';
  return refuse(code, { field: entry.name, value: shown(entry.value) });
}
