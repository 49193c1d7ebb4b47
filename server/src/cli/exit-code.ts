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
  /** The store or the journal is damaged, full or in use. */
  storage: 5,
  /** Taken, but its end is not known yet: look again, do not send it again. */
  pending: 6,
  /** The server can not listen where it should: the port is taken, or the address is not this machine's. */
  address: 7,
  configuration: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
