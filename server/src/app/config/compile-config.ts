/**
 * Texts to a configuration: the file, the .env file and the environment, each laid over the one before, checked as a
 * whole. Nothing is read from disk here, and nothing is thrown, whatever the texts say.
 */
import { parseEnv } from 'node:util';
import { checkSettings } from './check-settings.ts';
import type { Config } from './config.ts';
import { type ConfigEntry, configEntries, versionOf } from './config-entries.ts';
import type { ConfigProblem } from './config-problem.ts';
import { readVariables } from './read-variables.ts';
import { readYaml } from './read-yaml.ts';
import { resolveConfig } from './resolve-config.ts';
import { settingsOutline } from './settings-schema.ts';
import { emptyMap, Places } from './settings-tree.ts';

export interface NamedText {
  /** As it is shown in problems. */
  readonly name: string;
  readonly text: string;
}

export interface ConfigTexts {
  readonly dataDirectory: string;
  readonly file?: NamedText;
  readonly envFile?: NamedText;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ConfigSources {
  /** Absolute; absent when there was none. */
  readonly configFile?: string;
  readonly envFile?: string;
  /** Variables with our prefix that set nothing; worth a line when the server starts. */
  readonly unusedVariables: readonly string[];
  /** Every value in force and where it came from. */
  readonly entries: readonly ConfigEntry[];
}

export interface LoadedConfig {
  readonly kind: 'loaded';
  readonly config: Config;
  readonly version: string;
  readonly sources: ConfigSources;
}

export interface InvalidConfig {
  readonly kind: 'invalid';
  /** All that is wrong, in the order of the file. */
  readonly problems: readonly ConfigProblem[];
}

export type LoadResult = LoadedConfig | InvalidConfig;

/** The configuration that the texts make, or everything that is wrong with them. */
export function compileConfig({ dataDirectory, file, envFile, environment }: ConfigTexts): LoadResult {
  const places = new Places({ kind: 'file', file: file?.name ?? 'signalbox.yaml' });
  const yaml = file === undefined ? { problems: [] } : readYaml({ file: file.name, text: file.text, places });
  const root = yaml.root ?? emptyMap();
  const laid = { outline: settingsOutline, root, places };
  const fromFile =
    envFile === undefined
      ? { problems: [], unused: [] }
      : readVariables({ ...laid, variables: parseEnv(envFile.text), file: envFile.name });
  const fromProcess = readVariables({ ...laid, variables: environment });
  const checked = checkSettings({ root, places });
  const problems = [...yaml.problems, ...fromFile.problems, ...fromProcess.problems];
  if (checked.kind === 'invalid') problems.push(...checked.problems);
  if (checked.kind === 'invalid' || problems.length > 0) return { kind: 'invalid', problems: inOrder(problems) };
  const entries = configEntries(checked.settings, places);
  const version = versionOf(entries);
  const config = resolveConfig(checked.settings, { dataDirectory, version });
  const unusedVariables = [...new Set([...fromFile.unused, ...fromProcess.unused])].sort();
  return { kind: 'loaded', config, version, sources: { unusedVariables, entries } };
}

/** By line and column, problems of variables last. */
function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted((left, right) => rank(left) - rank(right));
}

const COLUMNS = 100_000;

function rank({ place }: ConfigProblem): number {
  if (place.kind === 'variable') return Number.MAX_SAFE_INTEGER;
  return (place.line ?? 0) * COLUMNS + Math.min(place.column ?? 0, COLUMNS - 1);
}
