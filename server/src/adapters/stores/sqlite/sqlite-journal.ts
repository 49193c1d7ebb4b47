/** The journal port over the storage thread: names the columns, and turns a refusal into the port's `unavailable`. */
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { Append, AppendOutcome, Journal, JournalRecord } from '#ports/journal.ts';
import type { GroupCommit } from './group-commit.ts';
import type { AppendInput, EventRow, VerifyCursor } from './operations.ts';
import { documentRow } from './sqlite-documents.ts';

/** The journal of the database behind `thread`. */
export function createJournal(thread: GroupCommit): Journal {
  const records = async (rows: Promise<readonly EventRow[]>): Promise<readonly JournalRecord[]> =>
    (await rows).map(journalRecord);
  return {
    append: (batch) => append(thread, batch),
    read: (...input) => records(thread.submit('read', input)),
    readAll: (afterPosition, limit, prefix = '') => records(thread.submit('readAll', [afterPosition, limit, prefix])),
    trail: (...input) => records(thread.submit('trail', input)),
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
    records.map(({ time, kind, correlation, body }) => [time, kind, correlation ?? null, body] as const),
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

function journalRecord(row: EventRow): JournalRecord {
  const [sequence, position, stream, time, kind, correlation, body] = row;
  return { sequence, position, stream, time, kind, ...(correlation === null ? {} : { correlation }), body };
}
