/** What came of something that was asked: it, or why not. */
import type { Reason } from '#domain/order.ts';

export type Result<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: Reason };
