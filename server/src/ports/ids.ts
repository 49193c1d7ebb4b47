/** Ids: randomness and content-derived names. */
export interface Ids {
  /** 24 lower-case base32 characters (a–z, 2–7) of SHA-256 over the parts: the same parts give the same id for ever. */
  derive(parts: readonly string[]): string;
  /** 24 lower-case base32 characters of fresh randomness (120 bits). */
  random(): string;
  /** A secret of 256 random bits, base64url. */
  secret(): string;
}
