/**
 * Loading: reads the files, lays the environment over them, and gives a complete configuration or all that is wrong. It
 * writes nothing and logs nothing; what to say is the caller's.
 */
import { type ConfigPaths, configPaths, type FilesReading, type LoadOptions, readConfigFiles } from './config-files.ts';
import { compileConfig, type LoadResult } from './compile-config.ts';

/** Loads the configuration. Never throws for what a file or a variable says. */
export function loadConfig(options: LoadOptions): LoadResult {
  return compileFiles(options, readConfigFiles(options));
}

/** The configuration of files that were read already. */
export function compileFiles(options: LoadOptions, files: FilesReading): LoadResult {
  const { file, envFile, problems } = files;
  const { dataDirectory, environment } = options;
  const result = compileConfig({
    dataDirectory,
    environment,
    ...(file === undefined ? {} : { file }),
    ...(envFile === undefined ? {} : { envFile }),
  });
  if (problems.length > 0) {
    return { kind: 'invalid', problems: [...problems, ...(result.kind === 'invalid' ? result.problems : [])] };
  }
  return result.kind === 'invalid'
    ? result
    : { ...result, sources: { ...result.sources, ...present(files, configPaths(options)) } };
}

function present({ file, envFile }: FilesReading, paths: ConfigPaths): Partial<ConfigPaths> {
  return {
    ...(file === undefined ? {} : { configFile: paths.configFile }),
    ...(envFile === undefined ? {} : { envFile: paths.envFile }),
  };
}
