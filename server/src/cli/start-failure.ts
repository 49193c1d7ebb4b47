/**
 * Why a start failed, as a sentence with what to do. Failures of the store come with a code and values, those of the
 * network and the file system with the system's own name; what is none of these is shown as it is.
 */
import { type Bilingual, fill } from '#app/config/bilingual.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { TEXTS } from './texts.ts';

export interface StartPlace {
  readonly data: string;
  readonly host: string;
  readonly port: number;
}

const STORE_TEXTS: Readonly<Record<string, Bilingual>> = {
  store_in_use: TEXTS.store_in_use,
  store_foreign: TEXTS.store_foreign,
  store_newer: TEXTS.store_newer,
  store_earlier: TEXTS.store_earlier,
  store_corrupt: TEXTS.store_corrupt,
  store_unopenable: TEXTS.store_unopenable,
};
const ADDRESS_CODES = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND', 'EAI_AGAIN']);
const FILE_CODES = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'ENOENT']);

/** The error as the end of a command. */
export function startFailure(error: unknown, { data, host, port }: StartPlace): CommandError {
  const { code = '', values, syscall, path, message } = (error ?? {}) as FailureParts;
  const store = STORE_TEXTS[code];
  if (store !== undefined) return failure(code.toUpperCase(), EXIT.storage, fill(store, values ?? {}));
  if (code === 'EADDRINUSE') {
    const other = String(port >= 65_535 ? 8686 : port + 1);
    return failure('PORT_TAKEN', EXIT.address, fill(TEXTS.portTaken, { port: String(port), other }));
  }
  if (ADDRESS_CODES.has(code) || (syscall === 'listen' && code !== '')) {
    const text = fill(TEXTS.addressRefused, { host, port: String(port), detail: code });
    return failure('ADDRESS_REFUSED', EXIT.address, text);
  }
  if (FILE_CODES.has(code)) {
    return failure('DATA_UNUSABLE', EXIT.storage, fill(TEXTS.dataUnusable, { data: path ?? data, detail: code }));
  }
  return failure('START_FAILED', EXIT.storage, fill(TEXTS.startFailed, { detail: message ?? String(error) }));
}

interface FailureParts {
  readonly code?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly syscall?: string;
  readonly path?: string;
  readonly message?: string;
}

function failure(code: string, exitCode: ExitCode, message: Bilingual): CommandError {
  return new CommandError({ code, exitCode, message });
}
