/** Paging: newest first, `limit` at a time, on with the cursor of `X-Next-Cursor`. */
import { z } from 'zod';

export const PAGE_LIMIT_DEFAULT = 100;
export const PAGE_LIMIT_MAX = 500;

/** The query of every paged list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(200).optional(),
};

/** Where the next page is. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'X-Next-Cursor': 'The cursor of the next page; absent on the last one.',
  Link: 'The address of the next page as rel="next"; absent on the last one.',
};
