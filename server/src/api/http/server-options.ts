/** What the doors are given. Everything is handed in; a door finds nothing by itself. */
import type { SetupCodeVerifier } from '../auth/setup-code.ts';
import type { GrammarName, SignalCommand, SignalError, SignalParseOutcome } from '#domain/signal.ts';
import type { Clock } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';
import type { Logger } from '#ports/logger.ts';
import type { Desk } from '#runtime/desk.ts';
import type { WebhookRegistry } from '#runtime/webhook-registry.ts';
import type { AccessTokens } from '../auth/access-tokens.ts';
import type { ApiKeyRegistry } from '../auth/api-keys.ts';

/** The part of the configuration that the doors follow while running: asked again for each request. */
export interface ApiSettings {
  /** CIDR ranges of the proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Who may connect at all; empty: everybody. */
  readonly allowedIps: readonly string[];
  /** Every webhook takes alerts from TradingView's addresses only (or those it allows itself). */
  readonly tradingViewOnly: boolean;
  /** The language of messages when a request asks for none. */
  readonly language: 'en' | 'zh' | 'auto';
  /** `https://signals.example.com`, when the server is reached through a proxy. */
  readonly publicUrl?: string;
  /** How old a signal sent to the REST API may be, ms. */
  readonly signalMaxAgeMs: number;
}

/** A JSON value whose numbers keep their own text. */
export type JsonNode =
  | null
  | boolean
  | string
  | { readonly text: string }
  | readonly JsonNode[]
  | ReadonlyMap<string, JsonNode>;

export type JsonReading =
  | { readonly kind: 'json'; readonly value: JsonNode }
  | { readonly kind: 'refused'; readonly error: SignalError };

export interface SignalReading {
  readonly text: string | Uint8Array;
  readonly format?: GrammarName;
  readonly receivedAt: number;
}

export interface HttpServerOptions {
  readonly desk: Desk;
  readonly webhooks: WebhookRegistry;
  readonly apiKeys: ApiKeyRegistry;
  readonly accessTokens: AccessTokens;
  readonly setupCode: SetupCodeVerifier;
  readonly readSignal: (reading: SignalReading) => SignalParseOutcome;
  readonly toWireCommand: (command: SignalCommand) => Readonly<Record<string, unknown>>;
  /** The strict reader: duplicate keys refused, numbers by their source text. */
  readonly readJson: (text: string) => JsonReading;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly settings: () => ApiSettings;
  readonly version: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Absent: 64 KiB. */
  readonly bodyLimitBytes?: number;
}

/** The largest body any door takes. */
export const BODY_LIMIT_BYTES = 65_536;
