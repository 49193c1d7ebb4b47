/** The replay of an account: its state brought up to the end of its stream. */
import { applyEvent } from '#engine/apply.ts';
import { decodeForFold } from '#engine/codec.ts';
import type { AccountState } from '#engine/state.ts';
import type { Journal } from '#ports/journal.ts';

const PAGE = 5_000;

/** Folds in all that the stream has after what the state has seen. While one page is folded the next one is read. */
export async function foldJournal(state: AccountState, journal: Journal, stream: string): Promise<void> {
  let next = journal.read(stream, state.sequence, PAGE);
  for (;;) {
    const records = await next;
    const isLast = records.length < PAGE;
    if (!isLast) next = readAhead(journal, stream, state.sequence + records.length);
    for (const { body } of records) applyEvent(state, decodeForFold(body));
    if (isLast) return;
  }
}

/** Its failure is met where the page is awaited; a fold that throws before that leaves it behind. */
function readAhead(journal: Journal, stream: string, after: number): ReturnType<Journal['read']> {
  const page = journal.read(stream, after, PAGE);
  page.catch(() => undefined);
  return page;
}
