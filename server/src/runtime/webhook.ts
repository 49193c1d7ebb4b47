/** A webhook: a public id, the hashes of its secrets, and its route. The registry over the store lives in webhook-registry.ts. */
import type { Route } from '#domain/route.ts';

export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** SHA-256, hex; two during a rotation. */
  readonly secretHashes: readonly string[];
  readonly route: Route;
  /** Only from TradingView's published addresses (or those in `allowedIps`). */
  readonly tradingViewOnly: boolean;
  readonly allowedIps: readonly string[];
  readonly createdAt: number;
}
