/**
 * `server.json`: where the running server of a data directory is, written by `start` when it is ready and taken away
 * when it stops. After a kill it stays behind; the process id in it tells.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerFile {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

const NAME = 'server.json';

/** Written beside and moved into place, so that nobody reads half of it. Throws when the directory takes no writes. */
export function writeServerFile(dataDirectory: string, file: ServerFile): void {
  const path = join(dataDirectory, NAME);
  const temporary = `${path}.${file.pid}`;
  writeFileSync(temporary, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

/** What is written there; undefined when there is nothing, or nothing that makes sense. */
export function readServerFile(dataDirectory: string): ServerFile | undefined {
  try {
    const file = JSON.parse(readFileSync(join(dataDirectory, NAME), 'utf8')) as Partial<ServerFile> | null;
    if (typeof file?.url !== 'string' || typeof file.pid !== 'number') return undefined;
    return { url: file.url, pid: file.pid, version: String(file.version), startedAt: String(file.startedAt) };
  } catch {
    return undefined;
  }
}

/** Takes the file away if it is this process's. Never throws: a stop must not fail for it. */
export function removeServerFile(dataDirectory: string, pid: number): void {
  if (readServerFile(dataDirectory)?.pid !== pid) return;
  try {
    rmSync(join(dataDirectory, NAME), { force: true });
  } catch {
    // The next start writes over it, and its process id no longer runs.
  }
}

/** Whether a process of that id runs, whoever it belongs to. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
