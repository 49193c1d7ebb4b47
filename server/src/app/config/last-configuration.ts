/**
 * Which files the last start was configured by. A file that has gone since would quietly bring the defaults back, limits
 * and all; this is how the next start notices. It is written once a start has succeeded, and holds no setting.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAST_CONFIGURATION_FILE } from '../data-files.ts';

export interface ConfigurationFiles {
  readonly configFile?: string | undefined;
  readonly envFile?: string | undefined;
}

/** The first file that the last start had and this one has not, or has empty; undefined when none is missing. */
export function lostConfiguration(dataDirectory: string, now: ConfigurationFiles): string | undefined {
  const last = read(join(dataDirectory, LAST_CONFIGURATION_FILE));
  return (['configFile', 'envFile'] as const)
    .filter((name) => last[name] !== undefined && (now[name] === undefined || isBlank(now[name])))
    .map((name) => last[name])[0];
}

/** Notes the files of a start. Never throws: where it can't be written, the next start notices nothing, and that is all. */
export function noteConfiguration(dataDirectory: string, { configFile, envFile }: ConfigurationFiles): void {
  const path = join(dataDirectory, LAST_CONFIGURATION_FILE);
  const temporary = `${path}.new`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ configFile, envFile })}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // A full disk stops no server that runs; the storage says it where it matters.
  }
}

function read(path: string): ConfigurationFiles {
  try {
    const noted = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record<string, unknown>> | null;
    const text = (name: string): string | undefined =>
      typeof noted?.[name] === 'string' ? (noted[name] as string) : undefined;
    return { configFile: text('configFile'), envFile: text('envFile') };
  } catch {
    return {};
  }
}

function isBlank(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').trim() === '';
  } catch {
    return true;
  }
}
