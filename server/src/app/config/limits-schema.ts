/**
 * The limits of risk as they stand in the file: complete for `risk.defaults`, each key having a default; single keys for
 * an account. Whatever is written is a number; there is no word for "unlimited". The built-in defaults suit a paper
 * account of 1,000,000 USD; the example file says what a live account should have.
 */
import { decimal, type Decimal } from '#domain/decimal.ts';
import type { NamedInterval } from '#domain/limits.ts';
import { parseInterval } from '#domain/schedule.ts';
import { z } from 'zod';
import { type Bilingual, bilingual } from './bilingual.ts';
import { positiveDecimal, type Reader, type Refusal, textLike, wholeNumber } from './value-readers.ts';

const DAY_MS = 86_400_000;
const COUNT_MAX = 1_000_000_000;
const SYMBOLS_MAX = 2_000;
const INTERVALS_MAX = 32;

export const INSTRUMENT_NAME: Bilingual = bilingual(
  'an instrument such as BTCUSDT, BTC/USDT or 600000.SH, or the word default',
  '合约或证券代码，如 BTCUSDT、BTC/USDT 或 600000.SH，或者 default',
);
const instrumentKey = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._/:+#-]{0,63}$/u);
const SYMBOL = textLike({
  expected: bilingual('an instrument such as BTCUSDT, or "*" for all', '合约或证券代码，如 BTCUSDT，或用 "*" 表示全部'),
  pattern: /^(\*|[\p{L}\p{N}][\p{L}\p{N}._/:+#-]{0,63})$/u,
});

const ACCOUNT_CURRENCY = bilingual("in the account's currency", '以账户货币计');
const PERCENT = bilingual('percent', '百分比');
const SECONDS = bilingual('seconds', '秒');
const MILLISECONDS = bilingual('milliseconds', '毫秒');
const POINTS = bilingual('points', '点');

const value = (): Reader<Decimal> => positiveDecimal({ unit: ACCOUNT_CURRENCY });
const quantities = (): z.ZodRecord<typeof instrumentKey, Reader<Decimal>> => z.record(instrumentKey, positiveDecimal());
const symbols = (): z.ZodArray<Reader<string>> => z.array(SYMBOL).max(SYMBOLS_MAX);
const percent = (): Reader<Decimal> => positiveDecimal({ unit: PERCENT, max: '100' });
const count = (): Reader<number> => wholeNumber({ min: 1, max: COUNT_MAX, isLimit: true });
const windowMs = (): Reader<number> => wholeNumber({ min: 1, max: DAY_MS, unit: MILLISECONDS, isLimit: true });
const ageSeconds = (): Reader<number> => wholeNumber({ min: 1, max: 86_400, unit: SECONDS, isLimit: true });
const points = (): Reader<number> => wholeNumber({ min: 0, max: 1_000_000, unit: POINTS });

const NAME = textLike({
  expected: bilingual('a name of 1 to 64 characters', '1 到 64 个字符的名称'),
  pattern: /^\S(.{0,62}\S)?$/u,
});
const START = bilingual('a time such as 09:30', '时间，如 09:30');
const END = bilingual(
  'a time such as 15:00 that is not the start, or 24:00',
  '不同于开始时间的时间，如 15:00 或 24:00',
);
const ZONE = bilingual('a zone such as Asia/Shanghai, GMT+8 or UTC-5', '时区，如 Asia/Shanghai、GMT+8 或 UTC-5');
const ANY_TEXT = /^.{1,64}$/u;

const interval = z
  .strictObject({
    name: NAME,
    start_time: textLike({ expected: START, pattern: ANY_TEXT }),
    end_time: textLike({ expected: END, pattern: ANY_TEXT }),
    timezone: textLike({ expected: ZONE, pattern: ANY_TEXT }),
  })
  .transform((written, context): NamedInterval => {
    const { name, start_time: start, end_time: end, timezone: timeZone } = written;
    const outcome = parseInterval({ start, end, timeZone });
    if (outcome.kind === 'parsed') return { name, ...outcome.interval };
    const { key, expected } = INTERVAL_FIELDS[outcome.values['field'] ?? ''] ?? { key: 'timezone', expected: ZONE };
    const refusal: Refusal = { expected, unlimited: false };
    context.addIssue({ code: 'custom', path: [key], message: expected.en, params: { refusal } });
    return z.NEVER;
  });

const INTERVAL_FIELDS: Readonly<Record<string, { readonly key: string; readonly expected: Bilingual }>> = {
  start: { key: 'start_time', expected: START },
  end: { key: 'end_time', expected: END },
  timeZone: { key: 'timezone', expected: ZONE },
};

const intervals = (): z.ZodArray<typeof interval> => z.array(interval).max(INTERVALS_MAX);

interface RateDefaults {
  readonly count: number;
  readonly window_ms: number;
}

const rate = (defaults: RateDefaults) =>
  z
    .strictObject({ count: count().default(defaults.count), window_ms: windowMs().default(defaults.window_ms) })
    .prefault({});
const partialRate = () => z.strictObject({ count: count().optional(), window_ms: windowMs().optional() }).optional();

/** What the first paper account trades, and in which size when a signal names none. */
const PAPER_QUANTITIES: Readonly<Record<string, Decimal>> = {
  BTCUSDT: decimal('0.01'),
  ETHUSDT: decimal('0.1'),
  XAUUSD: decimal('0.01'),
  EURUSD: decimal('0.01'),
  '600000.SH': decimal('100'),
};

/** `risk.defaults`: every limit has a value. */
export const limitsSchema = z.strictObject({
  allowed_symbols: symbols().default(Object.keys(PAPER_QUANTITIES)),
  default_volume: quantities().default({ ...PAPER_QUANTITIES }),
  min_quantity: quantities().default({}),
  max_quantity: quantities().default({}),
  max_order_value: value().default(decimal('500000')),
  max_position_value: value().default(decimal('2000000')),
  price_collar_percent: percent().default(decimal('5')),
  reference_max_age_seconds: ageSeconds().default(10),
  max_open_orders: count().default(1_000),
  message_rate: rate({ count: 2_000, window_ms: 1_000 }),
  repeated_execution: rate({ count: 100_000, window_ms: 60_000 }),
  duplicate_intent: rate({ count: 1_000, window_ms: 1_000 }),
  max_slippage_points: points().optional(),
  custom_intervals: intervals().default([]),
});

/** `risk.accounts.<id>`: what differs from the defaults. */
export const limitOverridesSchema = z.strictObject({
  allowed_symbols: symbols().optional(),
  default_volume: quantities().optional(),
  min_quantity: quantities().optional(),
  max_quantity: quantities().optional(),
  max_order_value: value().optional(),
  max_position_value: value().optional(),
  price_collar_percent: percent().optional(),
  reference_max_age_seconds: ageSeconds().optional(),
  max_open_orders: count().optional(),
  message_rate: partialRate(),
  repeated_execution: partialRate(),
  duplicate_intent: partialRate(),
  max_slippage_points: points().optional(),
  custom_intervals: intervals().optional(),
});

export type LimitSettings = z.output<typeof limitsSchema>;
export type LimitOverrides = z.output<typeof limitOverridesSchema>;
