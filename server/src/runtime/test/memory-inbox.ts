/** An inbox in memory that can be told to fail, and to answer late: for tests of what stands on the inbox port. */
import type { Inbox, InboxEntry, InboxRow } from '#ports/inbox.ts';
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';

type Failing = 'settle' | 'pending' | 'find' | 'countAttempt' | 'takeBackAttempt';

export interface MemoryInbox extends Inbox {
  readonly rows: InboxRow[];
  /** How many of the next calls of this method fail. */
  readonly failing: Map<Failing, number>;
  /** What a read of waiting rows waits for before it answers with what it found at the call. */
  delay: () => Promise<void>;
  mark(signalId: string, status: 'done' | 'refused' | 'quarantined'): void;
}

export function createMemoryInbox(): MemoryInbox {
  const rows: InboxRow[] = [];
  const failing: MemoryInbox['failing'] = new Map();
  const fail = async (method: Failing): Promise<void> => {
    await Promise.resolve();
    const left = failing.get(method) ?? 0;
    if (left === 0) return;
    failing.set(method, left - 1);
    throw new StoreUnavailableError(`${method} does not work now`);
  };
  const indexOf = (signalId: string): number => rows.findIndex((row) => row.signalId === signalId);
  const change = (signalId: string, fields: Partial<InboxRow>): InboxRow | undefined => {
    const row = rows[indexOf(signalId)];
    if (row !== undefined) rows[indexOf(signalId)] = { ...row, ...fields };
    return rows[indexOf(signalId)];
  };
  const inbox: MemoryInbox = {
    rows,
    failing,
    delay: () => Promise.resolve(),
    mark: (signalId, status) => void change(signalId, { status }),
    async receive(entry: InboxEntry) {
      await Promise.resolve();
      const known = rows.findLast((row) => row.source === entry.source && row.key === entry.key);
      const { windowMs: _window, inPlaceOf, ...fields } = entry;
      if (known !== undefined && known.signalId !== inPlaceOf) return { kind: 'duplicate', signalId: known.signalId };
      const position = (rows.at(-1)?.position ?? 0) + 1;
      const signalId = `s${position}`;
      rows.push({ ...fields, signalId, position, attempts: 0 });
      return { kind: 'received', signalId, position };
    },
    async find(signalId) {
      await fail('find');
      return rows[indexOf(signalId)];
    },
    async pending(after, limit) {
      const found = rows.filter(({ status, position }) => status === 'accepted' && position > after).slice(0, limit);
      await fail('pending');
      await inbox.delay();
      return found;
    },
    pendingCount: () => Promise.resolve(rows.filter(({ status }) => status === 'accepted').length),
    list: ({ limit }) => Promise.resolve(rows.toReversed().slice(0, limit)),
    async countAttempt(signalId) {
      await fail('countAttempt');
      return change(signalId, { attempts: (rows[indexOf(signalId)]?.attempts ?? 0) + 1 })?.attempts ?? 0;
    },
    async takeBackAttempt(signalId) {
      await fail('takeBackAttempt');
      change(signalId, { attempts: Math.max(0, (rows[indexOf(signalId)]?.attempts ?? 0) - 1) });
    },
    async settle(signalId, status) {
      await fail('settle');
      inbox.mark(signalId, status);
    },
  };
  return inbox;
}
