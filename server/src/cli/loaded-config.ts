/** The configuration of a call: `--config` or the data directory's own, or the end of the command with all that is wrong. */
import type { LoadedConfig, LoadResult } from '#app/config/compile-config.ts';
import { type ConfigProblem, renderProblems } from '#app/config/config-problem.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { bilingual } from '#app/config/bilingual.ts';
import type { LoadOptions } from '#app/config/config-files.ts';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-code.ts';
import { dataDirectoryOf, type Invocation, optionText } from './invocation.ts';
import { TEXTS } from './texts.ts';

/** Where the configuration of this call is read from. */
export function configSource(invocation: Invocation): LoadOptions {
  const configFile = optionText(invocation, 'config');
  return {
    dataDirectory: dataDirectoryOf(invocation),
    environment: process.env,
    ...(configFile === undefined ? {} : { configFile }),
  };
}

/** The configuration, or everything that is wrong with it. */
export function readConfig(invocation: Invocation): LoadResult {
  return loadConfig(configSource(invocation));
}

/** The configuration; ends the command when something is wrong with it. */
export function requireConfig(invocation: Invocation): LoadedConfig {
  const loaded = readConfig(invocation);
  if (loaded.kind === 'loaded') return loaded;
  throw new CommandError({
    code: 'CONFIGURATION_INVALID',
    exitCode: EXIT.configuration,
    message: bilingual(describe(loaded.problems, 'en'), describe(loaded.problems, 'zh')),
  });
}

function describe(problems: readonly ConfigProblem[], language: 'en' | 'zh'): string {
  return `${renderProblems(problems, language)}\n${TEXTS.configurationWrong[language]}`;
}
