/** Why a database was not opened, as a registered code with the values its sentence is made from. */

export type OpenFailureCode =
  | 'store_in_use'
  | 'store_foreign'
  | 'store_newer'
  | 'store_earlier'
  | 'store_corrupt'
  | 'store_unopenable';

const SENTENCES: Readonly<Record<OpenFailureCode, (values: Readonly<Record<string, string>>) => string>> = {
  store_in_use: ({ path, pid }) => `Another Signalbox (process ${pid}) is using ${path}. Stop it first.`,
  store_foreign: ({ path }) => `${path} is a database of another program. Choose another path.`,
  store_newer: ({ path, step, known }) =>
    `${path} was written by a newer release (schema step ${step}, this release knows ${known}). Install that release.`,
  store_earlier: ({ path }) =>
    `${path} was written by an earlier build in a layout this one can't read. Keep it; start with another path.`,
  store_corrupt: ({ path, detail }) => `${path} is damaged: ${detail}. Restore a backup.`,
  store_unopenable: ({ path, detail }) => `${path} can't be opened: ${detail}.`,
};

export class SqliteOpenError extends Error {
  override readonly name = 'SqliteOpenError';
  readonly code: OpenFailureCode;
  readonly values: Readonly<Record<string, string>>;

  constructor(code: OpenFailureCode, values: Readonly<Record<string, string>>) {
    super(SENTENCES[code](values));
    this.code = code;
    this.values = values;
  }
}
