/**
 * The files a configuration is read from, and what can be wrong with a file before a word of it is understood. A file
 * that may be absent and is absent is no problem; a directory, a wrong name or another encoding is.
 */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verbatim } from './bilingual.ts';
import type { NamedText } from './compile-config.ts';
import { type ConfigProblem, configProblem, type ConfigProblemCode, type ProblemDetails } from './config-problem.ts';

const CONFIG_NAME = 'signalbox.yaml';
const ENV_NAME = '.env';
const MISTAKEN_NAMES = ['signalbox.yml', 'signalbox.yaml.txt', 'signalbox.json'];
const SIZE_MAX_BYTES = 1_048_576;
const BYTE_ORDER_MARK = /^\u{feff}/u;

export interface LoadOptions {
  readonly dataDirectory: string;
  /** Given by the operator, so it must exist; absent: `signalbox.yaml` in the data directory, if there is one. */
  readonly configFile?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As with `configFile`; absent: `.env` in the data directory, if there is one. */
  readonly envFile?: string;
}

export interface ConfigPaths {
  readonly configFile: string;
  readonly envFile: string;
}

/** Where the files are, or would be. */
export function configPaths({ dataDirectory, configFile, envFile }: LoadOptions): ConfigPaths {
  return {
    configFile: resolve(configFile ?? join(dataDirectory, CONFIG_NAME)),
    envFile: resolve(envFile ?? join(dataDirectory, ENV_NAME)),
  };
}

export interface FilesReading {
  readonly file?: NamedText;
  readonly envFile?: NamedText;
  readonly problems: readonly ConfigProblem[];
}

/** Reads both files. */
export function readConfigFiles(options: LoadOptions): FilesReading {
  const { dataDirectory } = options;
  // Problems name the file as the operator did, so that an editor can jump to it.
  const file = readText(options.configFile ?? join(dataDirectory, CONFIG_NAME), options.configFile !== undefined);
  const envFile = readText(options.envFile ?? join(dataDirectory, ENV_NAME), options.envFile !== undefined);
  const problems = [file, envFile].flatMap((reading) => (reading.kind === 'refused' ? [reading.problem] : []));
  if (file.kind === 'absent') problems.push(...misnamed(dataDirectory));
  return {
    problems,
    ...(file.kind === 'read' ? { file: file.text } : {}),
    ...(envFile.kind === 'read' ? { envFile: envFile.text } : {}),
  };
}

type TextReading =
  | { readonly kind: 'read'; readonly text: NamedText }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly problem: ConfigProblem };

function readText(path: string, required: boolean): TextReading {
  let bytes: Buffer;
  try {
    if (statSync(path).size > SIZE_MAX_BYTES) return refused(path, 'CONFIG_FILE_TOO_LARGE', { limit: '1 MiB' });
    bytes = readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'error';
    if (reason !== 'ENOENT') return refused(path, 'CONFIG_FILE_UNREADABLE', { reason });
    return required ? refused(path, 'CONFIG_FILE_MISSING') : { kind: 'absent' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { kind: 'read', text: { name: path, text: text.replace(BYTE_ORDER_MARK, '') } };
  } catch {
    return refused(path, 'CONFIG_FILE_NOT_UTF8');
  }
}

/** Names close to ours that an editor, or a habit, gives a file: it would be ignored, limits and all. */
function misnamed(dataDirectory: string): readonly ConfigProblem[] {
  return MISTAKEN_NAMES.map((name) => join(dataDirectory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
    .map((path) => fileProblem(path, 'CONFIG_FILE_MISNAMED', { expected: verbatim(CONFIG_NAME) }));
}

/** A problem of a file as a whole. */
export function fileProblem(path: string, code: ConfigProblemCode, values?: ProblemDetails['values']): ConfigProblem {
  const place = { kind: 'file', file: path } as const;
  return configProblem({ code, path: '', place, ...(values === undefined ? {} : { values }) });
}

function refused(path: string, code: ConfigProblemCode, values?: ProblemDetails['values']): TextReading {
  return { kind: 'refused', problem: fileProblem(path, code, values) };
}
