/** From checked settings, in the words and units of the file, to the configuration in those of the server. */
import { resolve } from 'node:path';
import type { Decimal } from '#domain/decimal.ts';
import type { RateLimit } from '#domain/limits.ts';
import type { AccountLimits, Config, RiskConfig } from './config.ts';
import type { LimitOverrides, LimitSettings } from './limits-schema.ts';
import type { RiskSettings, Settings } from './settings-schema.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const KIB = 1_024;
const MIB = 1_048_576;

export interface ResolveOptions {
  /** Relative paths of the file are taken from here. */
  readonly dataDirectory: string;
  readonly version: string;
}

export function resolveConfig(settings: Settings, { dataDirectory, version }: ResolveOptions): Config {
  const { server, logging, storage, webhook, market, venue } = settings;
  return {
    version,
    language: settings.language,
    server: {
      host: server.host,
      port: server.port,
      trustedProxies: server.trusted_proxies,
      allowedIps: server.allowed_ips,
      bodyLimitBytes: server.body_limit_kib * KIB,
      ...(server.public_url === undefined ? {} : { publicUrl: server.public_url }),
    },
    logging: {
      level: logging.level,
      console: logging.console,
      directory: resolve(dataDirectory, logging.directory),
      maxSizeBytes: logging.max_size_mib * MIB,
      backupCount: logging.backup_count,
      tradeLog: logging.trade_log,
    },
    storage: storage.path === undefined ? {} : { path: resolve(dataDirectory, storage.path) },
    webhook: {
      duplicateWindowMs: webhook.duplicate_window_seconds * SECOND_MS,
      explicitIdMs: webhook.explicit_id_days * DAY_MS,
      maxAgeMs: webhook.max_age_seconds * SECOND_MS,
      futureToleranceMs: webhook.future_tolerance_seconds * SECOND_MS,
      pendingLimit: webhook.pending_limit,
      tradingViewOnly: webhook.tradingview_only,
    },
    market: {
      simulated: {
        enabled: market.simulated.enabled,
        seed: market.simulated.seed,
        tickMs: market.simulated.tick_ms,
      },
      staleAfterMs: market.stale_after_seconds * SECOND_MS,
    },
    venue: {
      compareEveryMs: venue.compare_every_seconds * SECOND_MS,
      suspendAfterFailures: venue.suspend_after_failures,
      suspendMs: venue.suspend_seconds * SECOND_MS,
    },
    risk: resolveRisk(settings.risk, version),
  };
}

function resolveRisk({ defaults, accounts }: RiskSettings, version: string): RiskConfig {
  const own = Object.entries(accounts).map(
    ([id, overrides]) => [id, resolveLimits(overlay(defaults, overrides), version)] as const,
  );
  return { defaults: resolveLimits(defaults, version), accounts: new Map(own) };
}

/** The account's values over the defaults; quantities instrument by instrument, lists as a whole. */
function overlay(defaults: LimitSettings, overrides: LimitOverrides): LimitSettings {
  return {
    allowed_symbols: overrides.allowed_symbols ?? defaults.allowed_symbols,
    default_volume: { ...defaults.default_volume, ...overrides.default_volume },
    min_quantity: { ...defaults.min_quantity, ...overrides.min_quantity },
    max_quantity: { ...defaults.max_quantity, ...overrides.max_quantity },
    max_order_value: overrides.max_order_value ?? defaults.max_order_value,
    max_position_value: overrides.max_position_value ?? defaults.max_position_value,
    price_collar_percent: overrides.price_collar_percent ?? defaults.price_collar_percent,
    reference_max_age_seconds: overrides.reference_max_age_seconds ?? defaults.reference_max_age_seconds,
    max_open_orders: overrides.max_open_orders ?? defaults.max_open_orders,
    message_rate: overlayRate(defaults.message_rate, overrides.message_rate),
    repeated_execution: overlayRate(defaults.repeated_execution, overrides.repeated_execution),
    duplicate_intent: overlayRate(defaults.duplicate_intent, overrides.duplicate_intent),
    max_slippage_points: overrides.max_slippage_points ?? defaults.max_slippage_points,
    custom_intervals: overrides.custom_intervals ?? defaults.custom_intervals,
  };
}

type Rate = LimitSettings['message_rate'];

function overlayRate(defaults: Rate, own: LimitOverrides['message_rate']): Rate {
  return { count: own?.count ?? defaults.count, window_ms: own?.window_ms ?? defaults.window_ms };
}

function resolveLimits(limits: LimitSettings, version: string): AccountLimits {
  const points = limits.max_slippage_points;
  return {
    version,
    orderValueMax: limits.max_order_value,
    positionValueMax: limits.max_position_value,
    priceCollarPercent: limits.price_collar_percent,
    referenceMaxAgeMs: limits.reference_max_age_seconds * SECOND_MS,
    messageRate: rateLimit(limits.message_rate),
    repeatedExecution: rateLimit(limits.repeated_execution),
    duplicateIntent: rateLimit(limits.duplicate_intent),
    openOrdersMax: limits.max_open_orders,
    quantityMin: quantities(limits.min_quantity),
    quantityMax: quantities(limits.max_quantity),
    defaultQuantity: quantities(limits.default_volume),
    allowedSymbols: limits.allowed_symbols,
    intervals: limits.custom_intervals,
    ...(points === undefined ? {} : { slippagePointsMax: points }),
  };
}

const rateLimit = (rate: Rate): RateLimit => ({ count: rate.count, windowMs: rate.window_ms });

const quantities = (written: Readonly<Record<string, Decimal>>): ReadonlyMap<string, Decimal> =>
  new Map(Object.entries(written));
