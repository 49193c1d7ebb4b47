/** What is durable on the simulated disk. The oracles read it at any moment; only a commit changes it. */
import type { TradingState } from '#domain/account.ts';
import type { InboxRow } from '#ports/inbox.ts';
import type { Append, AppendOutcome, JournalRecord } from '#ports/journal.ts';
import type { StoredDocument } from '#ports/store.ts';
import { DocumentTable } from './document-table.ts';
import { InboxTable } from './inbox-table.ts';
import { JournalTable } from './journal-table.ts';

export interface DiskContents {
  /** Grows with each commit. */
  readonly revision: number;
  /** The records of each stream in their order: that of sequence n is the n-th. */
  readonly streams: ReadonlyMap<string, readonly JournalRecord[]>;
  /** Of all streams: that of position n is the n-th. */
  readonly records: readonly JournalRecord[];
  /** In order of arrival: the row of position n is the n-th. A row that changes is replaced by another object. */
  readonly inbox: readonly InboxRow[];
  /** By collection, then by id. */
  readonly documents: ReadonlyMap<string, ReadonlyMap<string, StoredDocument>>;
  /** What the halt latch says. */
  readonly tradingState: TradingState;
  signal(signalId: string): InboxRow | undefined;
}

export class DiskTables implements DiskContents {
  readonly journal = new JournalTable();
  readonly signals = new InboxTable();
  readonly store = new DocumentTable();
  readonly streams = this.journal.streams;
  readonly records = this.journal.records;
  readonly inbox = this.signals.rows;
  readonly documents = this.store.collections;
  tradingState: TradingState = 'active';
  revision = 0;

  signal(signalId: string): InboxRow | undefined {
    return this.signals.find(signalId);
  }

  /** Everything the append carries, or nothing when its writer is behind. */
  append({ stream, expectedSequence, records, documents, settledSignals }: Append): AppendOutcome {
    const actualSequence = this.journal.lastSequence(stream);
    if (actualSequence !== expectedSequence) return { kind: 'fenced', actualSequence };
    const position = this.journal.append(stream, records);
    for (const document of documents ?? []) this.store.put(document);
    for (const settled of settledSignals ?? []) this.signals.settle(settled);
    return { kind: 'appended', position };
  }
}
