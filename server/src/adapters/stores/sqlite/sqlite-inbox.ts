/** The inbox port over the storage thread. */
import type { Inbox, InboxEntry, InboxRow, ReceiveOutcome } from '#ports/inbox.ts';
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SignalRow } from './operations.ts';

/** The inbox of the database behind `thread`. */
export function createInbox(thread: GroupCommit): Inbox {
  return {
    receive: (entry) => receive(thread, entry),
    find: async (signalId) => {
      const row = await thread.submit('findSignal', [signalId]);
      return row === null ? undefined : inboxRow(row);
    },
    pending: async (...input) => (await thread.submit('pendingSignals', input)).map(inboxRow),
    pendingCount: () => thread.submit('pendingCount', []),
    list: async ({ source, status, beforePosition, limit }) => {
      const input = [source ?? null, status ?? null, beforePosition ?? null, limit] as const;
      return (await thread.submit('listSignals', input)).map(inboxRow);
    },
    countAttempt: (signalId) => thread.submit('countAttempt', [signalId]),
    takeBackAttempt: async (signalId) => {
      await thread.submit('takeBackAttempt', [signalId]);
    },
    settle: async (...input) => {
      await thread.submit('settle', input);
    },
  };
}

async function receive(thread: GroupCommit, entry: InboxEntry): Promise<ReceiveOutcome> {
  const { source, key, bodyHash, windowMs, receivedAt, status, text, detail, inPlaceOf = null } = entry;
  try {
    const input = [source, key, bodyHash, windowMs, receivedAt, status, text, detail, inPlaceOf] as const;
    const answer = await thread.submit('receive', input);
    if (answer[0] === 'received') return { kind: answer[0], signalId: answer[1], position: answer[2] };
    return { kind: answer[0], signalId: answer[1] };
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { kind: 'unavailable', detail: error.message };
    throw error;
  }
}

function inboxRow(row: SignalRow): InboxRow {
  const [signalId, position, source, key, bodyHash, receivedAt, status, attempts, text, detail] = row;
  return { signalId, position, source, key, bodyHash, receivedAt, status, attempts, text, detail };
}
