/** Documents inside the storage thread: rows by collection and id, listed newest first along one of four indexes. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DocumentQueryInput, DocumentRow, Handlers } from './operations.ts';

type DocumentHandlers = Pick<
  Handlers,
  'putDocument' | 'putDocumentIfAbsent' | 'getDocument' | 'listDocuments' | 'deleteDocument'
>;

const COLUMNS = 'collection, id, account, reference, status, time, body';
/** Above every id: no text of ours holds the last character of Unicode. */
const ID_CEILING = '\u{10ffff}';

/** Prepares the statements of the documents. */
export function createDocumentOperations(database: DatabaseSync): DocumentHandlers {
  const insert = `INSERT INTO document (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (collection, id)`;
  const put = database.prepare(`${insert} DO UPDATE SET account = excluded.account, reference = excluded.reference,
    status = excluded.status, time = excluded.time, body = excluded.body`);
  const putIfAbsent = database.prepare(`${insert} DO NOTHING`);
  const select = database.prepare(`SELECT ${COLUMNS} FROM document WHERE collection = ? AND id = ?`);
  select.setReturnArrays(true);
  const remove = database.prepare('DELETE FROM document WHERE collection = ? AND id = ?');
  return {
    putDocument: (document) => {
      put.run(...document);
      return null;
    },
    putDocumentIfAbsent: (document) => Number(putIfAbsent.run(...document).changes) === 1,
    getDocument: (input) => (select.get(...input) as unknown as DocumentRow | undefined) ?? null,
    listDocuments: createListing(database),
    deleteDocument: (input) => {
      remove.run(...input);
      return null;
    },
  };
}

type Filter = 'account' | 'reference' | 'status';

/**
 * Each status is its own walk down an index, and the walks are merged: with `status IN (…)` SQLite would sort every row
 * of those statuses to find the newest few.
 */
function createListing(database: DatabaseSync): DocumentHandlers['listDocuments'] {
  const statements = new Map<string, StatementSync>();
  const statementFor = (filters: readonly Filter[]): StatementSync => {
    const name = filters.join(' ');
    const known = statements.get(name);
    if (known !== undefined) return known;
    const statement = database.prepare(listingSql(filters));
    statement.setReturnArrays(true);
    statements.set(name, statement);
    return statement;
  };
  return ([collection, account, reference, statuses, before, limit]: DocumentQueryInput) => {
    const [time, id] = before ?? [Number.MAX_SAFE_INTEGER, ID_CEILING];
    const walk = (status: string | null): readonly DocumentRow[] => {
      const given = { reference, account, status };
      const filters = (['reference', 'account', 'status'] as const).filter((filter) => given[filter] !== null);
      const values = filters.map((filter) => given[filter]);
      return statementFor(filters).all(collection, ...values, time, id, limit) as unknown as readonly DocumentRow[];
    };
    if (statuses === null) return walk(null);
    const walks = [...new Set(statuses)].map(walk);
    return walks.length === 1 ? (walks[0] ?? []) : walks.flat().sort(newestFirst).slice(0, limit);
  };
}

function listingSql(filters: readonly Filter[]): string {
  const terms = ['collection = ?', ...filters.map((filter) => `${filter} = ?`), '(time, id) < (?, ?)'];
  return `SELECT ${COLUMNS} FROM document INDEXED BY ${indexFor(filters)}
    WHERE ${terms.join(' AND ')} ORDER BY time DESC, id DESC LIMIT ?`;
}

/** The index that leaves the fewest rows to look at: a signal has few orders, and few orders are open. */
function indexFor(filters: readonly Filter[]): string {
  if (filters.includes('reference')) return 'document_reference';
  if (filters.includes('status')) return 'document_status';
  return filters.includes('account') ? 'document_account' : 'document_time';
}

const TIME = 5;
const ID = 1;

function newestFirst(a: DocumentRow, b: DocumentRow): number {
  if (a[TIME] !== b[TIME]) return b[TIME] - a[TIME];
  return a[ID] < b[ID] ? 1 : -1;
}
