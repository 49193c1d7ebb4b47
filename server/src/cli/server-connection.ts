/**
 * The server a command speaks to: found by `server.json` in the data directory or by `--url`, with the key of that
 * directory. That key is sent to this machine only; another machine gets the key it was given for. An answer that is an
 * error ends the command with the server's own sentence.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_LINE_KEY_FILE } from '#app/data-files.ts';
import { type Bilingual, fill, verbatim } from '#app/config/bilingual.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataDirectoryOf, type Invocation, optionText, usageError } from './invocation.ts';
import { isRunning, readServerFile } from './server-file.ts';
import { TEXTS } from './texts.ts';

export interface Request {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Error statuses whose body is an answer all the same. */
  readonly answers?: readonly number[];
  /** A body that is sent as it is. */
  readonly text?: string;
}

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  /** Where the next page is, when there is one. */
  readonly nextCursor: string | undefined;
}

export interface ServerConnection {
  /** Without a slash at its end. */
  readonly url: string;
  /** Asks and answers; ends the command when the server can't be reached or says no. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, request?: Request): Promise<Reply<T>>;
  get<T>(path: string, query?: Request['query']): Promise<T>;
}

const TIMEOUT_MS = 15_000;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const STATUS_EXITS: Readonly<Record<number, ExitCode>> = { 401: EXIT.forbidden, 403: EXIT.forbidden };
const CODE_EXITS: Readonly<Record<string, ExitCode>> = {
  STORAGE_UNAVAILABLE: EXIT.storage,
  WEBHOOK_DISABLED: EXIT.no,
};

/** The server of this call. Ends the command when there is none to be found. */
export function connect(invocation: Invocation): ServerConnection {
  const { url, file } = locate(invocation);
  const key = findKey(invocation, url);
  const language = invocation.terminal.language;
  const connection: ServerConnection = {
    url,
    async ask<T>(method: string, path: string, request: Request = {}) {
      const response = await exchange({ url, method, path, request, headers: headersOf(request, key, language) }, () =>
        file === undefined || isRunning(file.pid) ? undefined : goneError(invocation, file.pid),
      );
      return readReply<T>(response, request, url);
    },
    get: async (path, query) => (await connection.ask<never>('GET', path, query === undefined ? {} : { query })).body,
  };
  return connection;
}

function locate(invocation: Invocation): { url: string; file?: { readonly pid: number } } {
  const given = optionText(invocation, 'url') ?? process.env['SIGNALBOX_URL'];
  if (given !== undefined) {
    if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
      throw usageError(invocation.terminal.text(TEXTS.urlInvalid));
    }
    return { url: given.replace(/\/+$/, '') };
  }
  const file = readServerFile(dataDirectoryOf(invocation));
  if (file === undefined) throw unreachable(fill(TEXTS.serverAbsent, { data: shownData(invocation) }));
  return { url: file.url, file };
}

const shownData = (invocation: Invocation): string => optionText(invocation, 'data') ?? './data';

function goneError(invocation: Invocation, pid: number): CommandError {
  return unreachable(fill(TEXTS.serverGone, { data: shownData(invocation), pid: String(pid) }));
}

function findKey(invocation: Invocation, url: string): string | undefined {
  const given = optionText(invocation, 'key') ?? process.env['SIGNALBOX_KEY'];
  if (given !== undefined && given !== '') return given;
  if (!LOOPBACK.has(new URL(url).hostname)) {
    const message = fill(TEXTS.keyMissing, { url });
    throw new CommandError({ code: 'KEY_MISSING', exitCode: EXIT.forbidden, message });
  }
  try {
    return readFileSync(join(dataDirectoryOf(invocation), COMMAND_LINE_KEY_FILE), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function headersOf({ body, text, headers }: Request, key: string | undefined, language: string) {
  const contentType = body !== undefined ? 'application/json' : text !== undefined ? 'text/plain' : undefined;
  return {
    'accept-language': language,
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...headers,
  };
}

interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly request: Request;
  readonly headers: Readonly<Record<string, string>>;
}

async function exchange(
  { url, method, path, request, headers }: Exchange,
  whyUnreachable: () => CommandError | undefined,
): Promise<Response> {
  const target = new URL(`${url}${path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  const body = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  try {
    return await fetch(target, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw whyUnreachable() ?? unreachable(connectionProblem(error, url));
  }
}

function connectionProblem(error: unknown, url: string): Bilingual {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return fill(TEXTS.serverSilent, { url, seconds: String(TIMEOUT_MS / 1000) });
  }
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return fill(TEXTS.serverRefused, { url, detail: cause?.code ?? cause?.message ?? String(error) });
}

function unreachable(message: Bilingual): CommandError {
  return new CommandError({ code: 'SERVER_UNREACHABLE', exitCode: EXIT.unreachable, message });
}

interface ProblemBody {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly signalId?: unknown;
}

async function readReply<T>(response: Response, request: Request, url: string): Promise<Reply<T>> {
  const { status } = response;
  const text = await response.text().catch(() => '');
  const body = parse(text);
  const isAnswer = response.ok || request.answers?.includes(status) === true;
  if (isAnswer && (body !== undefined || text === '')) {
    return { status, body: body as T, nextCursor: response.headers.get('x-next-cursor') ?? undefined };
  }
  const { code, detail } = (body ?? {}) as ProblemBody;
  if (typeof code !== 'string' || typeof detail !== 'string') {
    const message = fill(TEXTS.unexpected, { url, status: String(status) });
    throw new CommandError({ code: 'SERVER_UNEXPECTED', exitCode: EXIT.unreachable, message });
  }
  const exitCode = CODE_EXITS[code] ?? STATUS_EXITS[status] ?? EXIT.no;
  throw new CommandError({ code, exitCode, message: verbatim(detail) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
