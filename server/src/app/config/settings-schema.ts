/**
 * The schema of signalbox.yaml: every setting with its bounds, its default, and whether it acts at once or at the next
 * start. Keys are written as in the file. Objects are strict: a key that nobody reads would be a limit that nobody keeps.
 */
import { z } from 'zod';
import { bilingual } from './bilingual.ts';
import { limitOverridesSchema, limitsSchema } from './limits-schema.ts';
import { addressRange, host, publicUrl } from './network-readers.ts';
import { outlineOf } from './outline.ts';
import { live, restart } from './reload-mark.ts';
import { flag, oneOf, textLike, wholeNumber } from './value-readers.ts';

const RANGES_MAX = 256;
const SECONDS = bilingual('seconds', '秒');
const DAYS = bilingual('days', '天');
const KIB = bilingual('KiB', 'KiB');
const MIB = bilingual('MiB', 'MiB');
const MILLISECONDS = bilingual('milliseconds', '毫秒');

const seconds = (min: number, max: number) => wholeNumber({ min, max, unit: SECONDS });
const path = () =>
  textLike({
    expected: bilingual(
      'a path, relative to the data directory or absolute',
      '路径（绝对路径，或相对于数据目录的路径）',
    ),
    pattern: /^[^\p{Cc}]{1,1024}$/u,
  });

const server = z.strictObject({
  host: restart(host()).default('127.0.0.1'),
  port: restart(wholeNumber({ min: 0, max: 65_535 })).default(8_686),
  trusted_proxies: live(z.array(addressRange({ everybody: false })).max(RANGES_MAX)).default([]),
  allowed_ips: live(z.array(addressRange({ everybody: true })).max(RANGES_MAX)).default([]),
  body_limit_kib: restart(wholeNumber({ min: 1, max: 1_024, unit: KIB })).default(64),
  public_url: live(publicUrl()).optional(),
});

const logging = z.strictObject({
  level: live(oneOf(['debug', 'info', 'warn', 'error'])).default('info'),
  console: restart(oneOf(['pretty', 'json', 'off'])).default('pretty'),
  directory: restart(path()).default('logs'),
  max_size_mib: restart(wholeNumber({ min: 1, max: 1_024, unit: MIB })).default(10),
  backup_count: restart(wholeNumber({ min: 0, max: 100 })).default(5),
  trade_log: restart(flag()).default(true),
});

const storage = z.strictObject({
  path: restart(path()).optional(),
});

const webhook = z.strictObject({
  duplicate_window_seconds: live(seconds(60, 86_400)).default(60),
  // Below thirty days a sender that replays an old alert could find its id forgotten.
  explicit_id_days: live(wholeNumber({ min: 30, max: 3_650, unit: DAYS })).default(30),
  // TradingView sends again after fifteen seconds and more: a tighter bound would refuse honest alerts.
  max_age_seconds: live(seconds(60, 86_400)).default(60),
  future_tolerance_seconds: live(seconds(0, 300)).default(5),
  pending_limit: live(wholeNumber({ min: 1, max: 10_000_000 })).default(100_000),
  tradingview_only: live(flag()).default(false),
});

const market = z.strictObject({
  simulated: restart(
    z.strictObject({
      enabled: flag().default(true),
      seed: wholeNumber({ min: 0, max: 4_294_967_295 }).default(1),
      tick_ms: wholeNumber({ min: 10, max: 60_000, unit: MILLISECONDS }).default(250),
    }),
  ).prefault({}),
  stale_after_seconds: live(seconds(1, 86_400)).default(10),
});

const venue = z.strictObject({
  // Rarer than hourly, and a report that was lost could stay unnoticed for a whole trading day.
  compare_every_seconds: live(seconds(10, 3_600)).default(60),
  // A venue that does not answer is left alone for a while; what closes and cancels always goes out.
  suspend_after_failures: restart(wholeNumber({ min: 1, max: 100 })).default(5),
  suspend_seconds: restart(seconds(1, 3_600)).default(60),
});

export const ACCOUNT_NAME = bilingual(
  "an account's id: letters, digits, dots, dashes and underscores",
  '账户编号：字母、数字、点、短横线和下划线',
);
const accountKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const riskSchema = live(
  z.strictObject({
    defaults: limitsSchema.prefault({}),
    accounts: z.record(accountKey, limitOverridesSchema).default({}),
  }),
);

export const settingsSchema = z.strictObject({
  language: live(oneOf(['en', 'zh', 'auto'])).default('auto'),
  server: server.prefault({}),
  logging: logging.prefault({}),
  storage: storage.prefault({}),
  webhook: webhook.prefault({}),
  market: market.prefault({}),
  venue: venue.prefault({}),
  risk: riskSchema.prefault({}),
});

/** What a file says once it is checked, with the keys of the file and every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
export type RiskSettings = z.output<typeof riskSchema>;

export const settingsOutline = outlineOf(settingsSchema);
