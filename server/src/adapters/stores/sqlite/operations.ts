/**
 * What crosses between the server's thread and the storage thread: plain arrays of strings and numbers, because those
 * are copied at half the cost of objects. One table gives every operation its input and its output; both sides are
 * typed from it.
 */
import type { InboxEntry, InboxStatus } from '#ports/inbox.ts';
import type { SettledSignal } from '#ports/journal.ts';
import type { PackInput, PackRow } from './record-pack.ts';

export type DocumentRow = readonly [
  collection: string,
  id: string,
  account: string | null,
  reference: string | null,
  status: string | null,
  time: number,
  body: string,
];

export type SignalRow = readonly [
  signalId: string,
  position: number,
  source: string,
  key: string,
  bodyHash: string,
  receivedAt: number,
  status: InboxStatus,
  attempts: number,
  text: string,
  detail: string,
];

export type SettlementInput = readonly [signalId: string, status: SettledSignal['status']];

export type AppendInput = readonly [
  stream: string,
  expectedSequence: number,
  packs: readonly PackInput[],
  documents: readonly DocumentRow[],
  settlements: readonly SettlementInput[],
];

export type ReceiveInput = readonly [
  source: string,
  key: string,
  bodyHash: string,
  windowMs: number,
  receivedAt: number,
  status: InboxEntry['status'],
  text: string,
  detail: string,
  inPlaceOf: string | null,
];

export type SignalQueryInput = readonly [
  source: string | null,
  status: InboxStatus | null,
  beforePosition: number | null,
  limit: number,
];

export type DocumentQueryInput = readonly [
  collection: string,
  account: string | null,
  reference: string | null,
  statuses: readonly string[] | null,
  before: readonly [time: number, id: string] | null,
  limit: number,
];

/** Where a walk over a stream has got to; the next step goes on from there. */
export type VerifyCursor = readonly [sequence: number, hash: string];
export type VerifyOutput =
  | readonly ['more', VerifyCursor]
  | readonly ['end', records: number]
  | readonly ['fault', records: number, fault: string];

interface OperationTable {
  append: [AppendInput, readonly ['appended', position: number] | readonly ['fenced', actualSequence: number]];
  read: [readonly [stream: string, afterSequence: number, limit: number], readonly PackRow[]];
  readAll: [readonly [afterPosition: number, limit: number, streamPrefix: string], readonly PackRow[]];
  trail: [readonly [correlation: string, limit: number], readonly PackRow[]];
  lastSequence: [readonly [stream: string], number];
  lastPosition: [readonly [], number];
  streams: [readonly [], readonly string[]];
  saveSnapshot: [readonly [stream: string, sequence: number, version: string, body: string], null];
  loadSnapshot: [readonly [stream: string, version: string], readonly [sequence: number, body: string] | null];
  verifyStep: [readonly [stream: string, cursor: VerifyCursor | null], VerifyOutput];

  receive: [
    ReceiveInput,
    readonly ['received', signalId: string, position: number] | readonly ['duplicate' | 'conflict', signalId: string],
  ];
  findSignal: [readonly [signalId: string], SignalRow | null];
  pendingSignals: [readonly [afterPosition: number, limit: number], readonly SignalRow[]];
  pendingCount: [readonly [], number];
  listSignals: [SignalQueryInput, readonly SignalRow[]];
  countAttempt: [readonly [signalId: string], number];
  takeBackAttempt: [readonly [signalId: string], null];
  settle: [SettlementInput, null];

  putDocument: [DocumentRow, null];
  putDocumentIfAbsent: [DocumentRow, boolean];
  getDocument: [readonly [collection: string, id: string], DocumentRow | null];
  listDocuments: [DocumentQueryInput, readonly DocumentRow[]];
  deleteDocument: [readonly [collection: string, id: string], null];

  limitPages: [readonly [pages: number], null];
}

export type OperationName = keyof OperationTable;
export type Input<N extends OperationName> = OperationTable[N][0];
export type Output<N extends OperationName> = OperationTable[N][1];
export type Request = { [N in OperationName]: readonly [name: N, input: Input<N>] }[OperationName];
export type Handlers = { readonly [N in OperationName]: (input: Input<N>) => Output<N> };

/** done: durable if it wrote. unavailable: nothing happened. mistake: the caller asked for what cannot be. */
export type Reply =
  | readonly ['done', output: unknown]
  | readonly ['unavailable', detail: string]
  | readonly ['mistake', detail: string];

/** broken: whether the batch is on disk is not known, and the store must not be used again. */
export type BatchReply = readonly ['answered', replies: readonly Reply[]] | readonly ['broken', detail: string];

const READS: ReadonlySet<OperationName> = new Set<OperationName>([
  'read',
  'readAll',
  'trail',
  'lastSequence',
  'lastPosition',
  'streams',
  'loadSnapshot',
  'verifyStep',
  'findSignal',
  'pendingSignals',
  'pendingCount',
  'listSignals',
  'getDocument',
  'listDocuments',
]);

/** Whether the request leaves the database as it is. */
export function isRead(request: Request): boolean {
  return READS.has(request[0]);
}
