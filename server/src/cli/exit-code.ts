/** What a command's exit code means; scripts rely on them, so a number is never given another meaning. */
export const EXIT = {
  ok: 0,
  /** The answer is no: refused, denied, not found, unhealthy. */
  no: 1,
  usage: 2,
  /** No server answers for this data directory. */
  unreachable: 3,
  /** The key is missing or may not do this. */
  forbidden: 4,
  /** The store or the journal is damaged or in use. */
  storage: 5,
  configuration: 78,
} as const;
