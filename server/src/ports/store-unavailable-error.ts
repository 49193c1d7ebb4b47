/**
 * What a storage port rejects with when its answer has no room for `unavailable`: nothing was written, nothing was read,
 * and the caller may try again later. It is the one exception that crosses a port, so that a `settle` that was not
 * written can never look like one that was.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  /** A registered code for the answer to whoever asked. */
  readonly code = 'store_unavailable';

  constructor(detail: string) {
    super(detail);
  }
}
