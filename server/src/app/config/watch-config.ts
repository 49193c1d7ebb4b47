/**
 * Hot reload: watches the file and the .env file and takes over what was saved once it holds still. A bad edit, an
 * emptied file or a vanished one keeps the settings in force and says why. The files are asked for their times instead of
 * waiting for notices: that works for editors that replace a file by renaming another over it, for files that do not
 * exist yet, for mounted folders, and it is not woken by the database that writes in the same directory.
 */
import { unwatchFile, watchFile } from 'node:fs';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Config } from './config.ts';
import type { LoadedConfig, NamedText } from './compile-config.ts';
import { type ConfigChanges, changesBetween } from './config-entries.ts';
import { configPaths, type FilesReading, fileProblem, type LoadOptions, readConfigFiles } from './config-files.ts';
import type { ConfigProblem } from './config-problem.ts';
import { compileFiles } from './load-config.ts';

export interface ConfigChange extends ConfigChanges {
  /** All of the new settings; those in `needsRestart` must not be applied to the running server. */
  readonly config: Config;
  readonly loaded: LoadedConfig;
}

export interface WatchOptions extends LoadOptions {
  /** What is in force when the watch begins. */
  readonly loaded: LoadedConfig;
  readonly clock: Clock;
  /** How often the files are looked at. */
  readonly pollMs?: number;
  /** How long a file must hold still before it is read. */
  readonly settleMs?: number;
}

export interface WatchHandlers {
  /** Settings were changed; with nothing `changed`, a bad edit was taken back. */
  onChange(change: ConfigChange): void;
  /** The files are wrong now, and the old settings stay in force. */
  onRefused(problems: readonly ConfigProblem[]): void;
}

export interface ConfigWatch {
  close(): void;
}

const POLL_MS = 1_000;
const SETTLE_MS = 300;

/** Watches until closed. The environment of the process is taken as it was at the start. */
export function watchConfig(options: WatchOptions, handlers: WatchHandlers): ConfigWatch {
  const watch = new FileWatch(options, handlers);
  return { close: () => watch.close() };
}

class FileWatch {
  readonly #options: WatchOptions;
  readonly #handlers: WatchHandlers;
  readonly #files: readonly string[];
  readonly #listener = (): void => this.#settle();
  #inForce: LoadedConfig;
  #seen: string;
  #refused = false;
  #timer: Timer | undefined;

  constructor(options: WatchOptions, handlers: WatchHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#inForce = options.loaded;
    this.#seen = '';
    const paths = configPaths(options);
    this.#files = [paths.configFile, paths.envFile];
    for (const file of this.#files) {
      watchFile(file, { interval: options.pollMs ?? POLL_MS, persistent: false }, this.#listener);
    }
    // Something may have been saved between the loading and the watching.
    this.#settle();
  }

  close(): void {
    for (const file of this.#files) unwatchFile(file, this.#listener);
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Reads when the files say the same twice in a row: half a file can be valid, with half of the limits. */
  #settle(): void {
    this.#timer?.cancel();
    const before = readConfigFiles(this.#options);
    this.#timer = this.#options.clock.after(this.#options.settleMs ?? SETTLE_MS, () => {
      this.#timer = undefined;
      const files = readConfigFiles(this.#options);
      if (fingerprint(files) !== fingerprint(before)) this.#settle();
      else if (fingerprint(files) !== this.#seen) this.#take(files);
    });
  }

  #take(files: FilesReading): void {
    this.#seen = fingerprint(files);
    const lost = this.#lostFiles(files);
    const result = lost.length > 0 ? undefined : compileFiles(this.#options, files);
    if (result === undefined || result.kind === 'invalid') {
      this.#refused = true;
      this.#handlers.onRefused(result === undefined ? lost : result.problems);
      return;
    }
    const changes = changesBetween(this.#inForce.sources.entries, result.sources.entries);
    const repaired = this.#refused;
    this.#refused = false;
    this.#inForce = result;
    if (changes.changed.length > 0 || repaired) {
      this.#handlers.onChange({ ...changes, config: result.config, loaded: result });
    }
  }

  /** A file in force that is gone or blank would quietly bring the defaults back, limits and all. */
  #lostFiles({ file, envFile, problems }: FilesReading): readonly ConfigProblem[] {
    const { sources } = this.#inForce;
    if (problems.length > 0) return problems;
    const lost = [lostFile(sources.configFile, file), lostFile(sources.envFile, envFile)];
    return lost.filter((problem) => problem !== undefined);
  }
}

function lostFile(inForce: string | undefined, now: NamedText | undefined): ConfigProblem | undefined {
  if (inForce === undefined) return undefined;
  if (now === undefined) return fileProblem(inForce, 'CONFIG_FILE_MISSING');
  return now.text.trim() === '' ? fileProblem(inForce, 'CONFIG_FILE_EMPTIED') : undefined;
}

const fingerprint = ({ file, envFile, problems }: FilesReading): string =>
  JSON.stringify([file?.text, envFile?.text, problems.map(({ code, place }) => [code, place])]);
