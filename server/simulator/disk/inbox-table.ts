/**
 * The inbox of the simulated disk, by the rules of the real one: a row is new by source, key and window, its id follows
 * from its time, source, key and ordinal, and only an accepted row is settled. A row that changes is replaced, so what a
 * reader holds stays as it was.
 */
import { hash } from 'node:crypto';
import { derivedIdSource, idFromBinary, timedId } from '#domain/derived-id.ts';
import type { InboxEntry, InboxQuery, InboxRow, ReceiveOutcome } from '#ports/inbox.ts';
import type { SettledSignal } from '#ports/journal.ts';

/** The last row of a source and key. */
interface Newest {
  readonly signalId: string;
  readonly bodyHash: string;
  readonly receivedAt: number;
  readonly ordinal: number;
}

export class InboxTable {
  /** In order of arrival: the row of position n is the n-th. */
  readonly rows: InboxRow[] = [];
  readonly #places = new Map<string, number>();
  readonly #newest = new Map<string, Newest>();
  #pendingCount = 0;
  /** No row before it is pending. */
  #firstPending = 0;

  get pendingCount(): number {
    return this.#pendingCount;
  }

  receive(entry: InboxEntry): ReceiveOutcome {
    const { source, key, bodyHash, windowMs, inPlaceOf, receivedAt, status, text, detail } = entry;
    const identity = `${source.length}:${source}${key}`;
    const newest = this.#newest.get(identity);
    if (newest !== undefined && newest.signalId !== inPlaceOf && Math.abs(receivedAt - newest.receivedAt) < windowMs) {
      return { kind: newest.bodyHash === bodyHash ? 'duplicate' : 'conflict', signalId: newest.signalId };
    }
    const ordinal = (newest?.ordinal ?? 0) + 1;
    const parts = derivedIdSource(['signal', source, key, String(ordinal)]);
    const signalId = timedId(receivedAt, idFromBinary(hash('sha256', parts, 'binary')));
    const position = this.rows.length + 1;
    this.#places.set(signalId, this.rows.length);
    this.#newest.set(identity, { signalId, bodyHash, receivedAt, ordinal });
    this.rows.push({ signalId, position, source, key, bodyHash, receivedAt, status, attempts: 0, text, detail });
    if (status === 'accepted') this.#pendingCount += 1;
    return { kind: 'received', signalId, position };
  }

  find(signalId: string): InboxRow | undefined {
    const place = this.#places.get(signalId);
    return place === undefined ? undefined : this.rows[place];
  }

  pending(afterPosition: number, limit: number): readonly InboxRow[] {
    const { rows } = this;
    while (this.#firstPending < rows.length && rows[this.#firstPending]?.status !== 'accepted') this.#firstPending += 1;
    const found: InboxRow[] = [];
    for (let at = Math.max(afterPosition, this.#firstPending); at < rows.length && found.length < limit; at += 1) {
      const row = rows[at];
      if (row?.status === 'accepted') found.push(row);
    }
    return found;
  }

  list({ source, status, beforePosition = this.rows.length + 1, limit }: InboxQuery): readonly InboxRow[] {
    const found: InboxRow[] = [];
    for (let at = Math.min(beforePosition - 1, this.rows.length) - 1; at >= 0 && found.length < limit; at -= 1) {
      const row = this.rows[at];
      if (row === undefined || (source !== undefined && row.source !== source)) continue;
      if (status === undefined || row.status === status) found.push(row);
    }
    return found;
  }

  /** The new count, 0 for a signal that is not there. */
  countAttempt(signalId: string): number {
    const row = this.find(signalId);
    if (row === undefined) return 0;
    const attempts = row.attempts + 1;
    this.rows[row.position - 1] = { ...row, attempts };
    return attempts;
  }

  takeBackAttempt(signalId: string): void {
    const row = this.find(signalId);
    if (row !== undefined && row.attempts > 0) this.rows[row.position - 1] = { ...row, attempts: row.attempts - 1 };
  }

  settle({ signalId, status }: SettledSignal): void {
    const row = this.find(signalId);
    if (row?.status !== 'accepted') return;
    this.rows[row.position - 1] = { ...row, status };
    this.#pendingCount -= 1;
  }
}
