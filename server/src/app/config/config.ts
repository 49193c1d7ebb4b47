/**
 * The configuration as the server uses it: checked, complete, in milliseconds, bytes and Decimals, with absolute paths.
 * It never changes; a reload makes another one with another version.
 */
import type { RiskLimits } from '#domain/limits.ts';
import type { LogLevel } from '#ports/logger.ts';

export interface ServerConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Ranges (`10.0.0.0/8`) whose forwarded addresses are believed. */
  readonly trustedProxies: readonly string[];
  /** Ranges that may reach the server; empty: everyone. */
  readonly allowedIps: readonly string[];
  readonly bodyLimitBytes: number;
  /** Without a slash at its end. */
  readonly publicUrl?: string;
}

export interface LoggingConfig {
  readonly level: LogLevel;
  readonly console: 'pretty' | 'json' | 'off';
  readonly directory: string;
  readonly maxSizeBytes: number;
  readonly backupCount: number;
  readonly tradeLog: boolean;
}

export interface StorageConfig {
  /** The database's file; absent: the store's own name in the data directory. */
  readonly path?: string;
}

export interface WebhookConfig {
  readonly duplicateWindowMs: number;
  /** How long an id that the sender gave is remembered. */
  readonly explicitIdMs: number;
  readonly maxAgeMs: number;
  readonly futureToleranceMs: number;
  /** Signals that may wait before the door answers that it is busy. */
  readonly pendingLimit: number;
  readonly tradingViewOnly: boolean;
}

export interface MarketConfig {
  readonly simulated: { readonly enabled: boolean; readonly seed: number; readonly tickMs: number };
  readonly staleAfterMs: number;
}

export interface VenueConfig {
  /** How long after one comparison of an account with its venue the next one comes by itself. */
  readonly compareEveryMs: number;
  /** So many requests in a row without an answer, and an exchange gets no new orders for so long. */
  readonly suspendAfterFailures: number;
  readonly suspendMs: number;
}

/** {@link RiskLimits} with nothing left out: "unlimited" is not a value. */
export interface AccountLimits extends RiskLimits {
  readonly orderValueMax: NonNullable<RiskLimits['orderValueMax']>;
  readonly positionValueMax: NonNullable<RiskLimits['positionValueMax']>;
  readonly priceCollarPercent: NonNullable<RiskLimits['priceCollarPercent']>;
  readonly referenceMaxAgeMs: number;
  readonly messageRate: NonNullable<RiskLimits['messageRate']>;
  readonly repeatedExecution: NonNullable<RiskLimits['repeatedExecution']>;
  readonly duplicateIntent: NonNullable<RiskLimits['duplicateIntent']>;
  readonly openOrdersMax: number;
  readonly allowedSymbols: readonly string[];
  /** The deviation asked of brokers that count it in points; absent: the signal's own, or the broker's default. */
  readonly slippagePointsMax?: number;
}

export interface RiskConfig {
  readonly defaults: AccountLimits;
  /** Accounts with limits of their own, complete; all others have the defaults. */
  readonly accounts: ReadonlyMap<string, AccountLimits>;
}

export interface Config {
  /** A short hash of all values: the same settings have the same version. It is pinned to every decision. */
  readonly version: string;
  /** `auto`: as the reader's browser or terminal asks. */
  readonly language: 'en' | 'zh' | 'auto';
  readonly server: ServerConfig;
  readonly logging: LoggingConfig;
  readonly storage: StorageConfig;
  readonly webhook: WebhookConfig;
  readonly market: MarketConfig;
  readonly venue: VenueConfig;
  readonly risk: RiskConfig;
}

/** The limits of an account, complete, with the configuration's version. */
export const limitsFor = ({ risk }: Config, accountId: string): AccountLimits =>
  risk.accounts.get(accountId) ?? risk.defaults;
