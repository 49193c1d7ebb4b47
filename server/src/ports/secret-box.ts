/**
 * SecretBox: keeps values that must be read again (an exchange's keys) so that what is stored tells nothing. Each sealed
 * value is bound to the account and the field it was sealed for: put anywhere else it can not be opened. The key that
 * seals is not in the store. Nothing that fails says anything of a value or of a key.
 */
import type { Reason } from '#domain/order.ts';
import type { Secret } from '#domain/secret.ts';

/** What a sealed value belongs to. */
export interface SecretPlace {
  readonly account: string;
  readonly field: string;
}

export type Sealing =
  | { readonly kind: 'sealed'; readonly envelope: string }
  /** SECRET_KEY_INVALID: there is no key to seal with, and none could be made. */
  | { readonly kind: 'failed'; readonly reason: Reason };

export type Opening =
  | { readonly kind: 'opened'; readonly secret: Secret<string> }
  /** SECRET_KEY_MISSING, SECRET_KEY_INVALID, or ACCOUNT_CREDENTIALS_UNREADABLE: damaged, or sealed for something else. */
  | { readonly kind: 'failed'; readonly reason: Reason };

export interface SecretBox {
  /** Text that may be stored. The same value sealed twice gives two texts. */
  seal(secret: Secret<string>, place: SecretPlace): Promise<Sealing>;
  open(envelope: string, place: SecretPlace): Promise<Opening>;
  /** Whether it would be sealed with the same key now. What was not should be sealed again, so that the old key can go. */
  isCurrent(envelope: string): Promise<boolean>;
}
