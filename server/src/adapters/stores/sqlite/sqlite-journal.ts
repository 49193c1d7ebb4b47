/** The journal port over the storage thread: names the columns, and turns a refusal into the port's `unavailable`. */
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { Append, AppendOutcome, Journal, JournalRecord } from '#ports/journal.ts';
import type { GroupCommit } from './group-commit.ts';
import type { AppendInput, VerifyCursor } from './operations.ts';
import { packRecords, type PackRow, unpackRecords } from './record-pack.ts';
import { documentRow } from './sqlite-documents.ts';

/** The journal of the database behind `thread`. */
export function createJournal(thread: GroupCommit): Journal {
  return {
    append: (batch) => append(thread, batch),
    read: async (stream, after, limit) =>
      recordsOf(await thread.submit('read', [stream, after, limit]), ({ sequence }) => sequence > after, limit),
    readAll: async (after, limit, prefix = '') =>
      recordsOf(await thread.submit('readAll', [after, limit, prefix]), ({ position }) => position > after, limit),
    trail: async (correlation, limit) =>
      recordsOf(await thread.submit('trail', [correlation, limit]), () => true, limit),
    lastSequence: (stream) => thread.submit('lastSequence', [stream]),
    lastPosition: () => thread.submit('lastPosition', []),
    streams: () => thread.submit('streams', []),
    saveSnapshot: async ({ stream, sequence, version, body }) => {
      await thread.submit('saveSnapshot', [stream, sequence, version, body]);
    },
    loadSnapshot: async (stream, version) => {
      const row = await thread.submit('loadSnapshot', [stream, version]);
      return row === null ? undefined : { stream, sequence: row[0], version, body: row[1] };
    },
    verify: (stream) => verify(thread, stream),
  };
}

async function append(thread: GroupCommit, batch: Append): Promise<AppendOutcome> {
  try {
    const [kind, value] = await thread.submit('append', appendInput(batch));
    return kind === 'appended' ? { kind, position: value } : { kind, actualSequence: value };
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { kind: 'unavailable', detail: error.message };
    throw error;
  }
}

function appendInput({ stream, expectedSequence, records, documents, settledSignals }: Append): AppendInput {
  return [
    stream,
    expectedSequence,
    packRecords(records),
    (documents ?? []).map(documentRow),
    (settledSignals ?? []).map(({ signalId, status }) => [signalId, status] as const),
  ];
}

/** In steps, each its own request: writes get in between, and the memory is that of one step. */
async function verify(thread: GroupCommit, stream: string): Promise<{ records: number; fault?: string }> {
  let cursor: VerifyCursor | null = null;
  for (;;) {
    const step: Awaited<ReturnType<typeof verifyStep>> = await verifyStep(thread, stream, cursor);
    if (step[0] === 'end') return { records: step[1] };
    if (step[0] === 'fault') return { records: step[1], fault: step[2] };
    cursor = step[1];
  }
}

function verifyStep(thread: GroupCommit, stream: string, cursor: VerifyCursor | null) {
  return thread.submit('verifyStep', [stream, cursor]);
}

/** A page begins in the middle of a row when the page before ended there. */
function recordsOf(
  rows: readonly PackRow[],
  isAsked: (record: JournalRecord) => boolean,
  limit: number,
): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  for (const row of rows) {
    for (const record of unpackRecords(row)) if (records.length < limit && isAsked(record)) records.push(record);
  }
  return records;
}
