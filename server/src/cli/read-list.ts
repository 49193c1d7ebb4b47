/** The newest rows of a list. The server looks through so much for one page, so a short page is no end while it has a cursor. */
import type { Request, ServerConnection } from './server-connection.ts';

export interface ListRead<Row> {
  readonly rows: readonly Row[];
  /** There are more than were asked for. */
  readonly hasMore: boolean;
}

/** Reads on until there are as many rows as wanted, or no more. */
export async function readList<Row>(
  connection: Pick<ServerConnection, 'ask'>,
  path: string,
  { limit, ...query }: Request['query'] & { readonly limit: string },
): Promise<ListRead<Row>> {
  const wanted = Number(limit);
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const asked = { ...query, cursor, limit: String(wanted - rows.length) };
    const { body, nextCursor } = await connection.ask<readonly Row[]>('GET', path, { query: asked });
    rows.push(...body);
    cursor = nextCursor;
  } while (cursor !== undefined && rows.length < wanted);
  return { rows, hasMore: cursor !== undefined };
}
