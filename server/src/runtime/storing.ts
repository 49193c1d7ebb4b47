/** A store that can't be written is an answer, not an exception. */
import type { Reason } from '#domain/order.ts';

/** What the write says, or STORAGE_UNAVAILABLE when it rejects. */
export async function storing(write: () => Promise<Reason | undefined | void>): Promise<Reason | undefined> {
  try {
    return (await write()) ?? undefined;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { code: 'STORAGE_UNAVAILABLE', values: { detail } };
  }
}
