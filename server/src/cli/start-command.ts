/** `start`: the server in the foreground, until it is told to stop. */
import { resolve } from 'node:path';
import { createLogger, type ServerLogger } from '#adapters/system/logging/create-logger.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import { type LoadedConfig } from '#app/config/compile-config.ts';
import { renderProblems } from '#app/config/config-problem.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { watchConfig } from '#app/config/watch-config.ts';
import { type RunningServer, startServer } from '#app/start-server.ts';
import { EXIT } from './exit-code.ts';
import { terminalLanguage } from './language.ts';
import { greeting, readyLine } from './ready-message.ts';

export const VERSION = '0.1.0';

/** Starts, announces, and stays until SIGINT or SIGTERM. A second signal ends it at once. */
export async function runStart(options: Record<string, unknown>): Promise<number> {
  const dataDirectory = resolve(String(options['data']));
  const language = terminalLanguage();
  const port = portOf(options['port']);
  if (port === 'invalid') {
    process.stderr.write('--port: 0–65535\n');
    return EXIT.usage;
  }
  const configFile = options['config'] === undefined ? {} : { configFile: String(options['config']) };
  const loadOptions = { dataDirectory, environment: process.env, ...configFile };
  const loaded = loadConfig(loadOptions);
  if (loaded.kind === 'invalid') {
    process.stderr.write(`${renderProblems(loaded.problems, language)}\n`);
    return EXIT.configuration;
  }
  const json = options['json'] === true;
  const logger = createLogger({ ...loaded.config.logging, ...(json ? { console: 'off' as const } : {}) });
  const server = await open(dataDirectory, loaded, { logger, ...(port === undefined ? {} : { port }) });
  if (typeof server === 'number') return server;
  const watch = watchConfig(
    { ...loadOptions, loaded, clock: createSystemClock() },
    configHandlers(server, logger, language),
  );
  process.stdout.write(json ? `${readyLine(server)}\n` : greeting(server, language));
  await stopSignal();
  watch.close();
  await server.stop();
  await logger.close();
  return EXIT.ok;
}

function portOf(value: unknown): number | undefined | 'invalid' {
  if (value === undefined) return undefined;
  const port = Number(value);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : 'invalid';
}

async function open(
  dataDirectory: string,
  loaded: LoadedConfig,
  more: { logger: ServerLogger; port?: number },
): Promise<RunningServer | number> {
  const onFatal = (detail: string): void => {
    process.stderr.write(`${detail}\n`);
    process.exit(EXIT.storage);
  };
  try {
    return await startServer({ dataDirectory, loaded, version: VERSION, onFatal, trades: more.logger.trades, ...more });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.storage;
  }
}

function configHandlers(
  server: RunningServer,
  logger: ServerLogger,
  language: 'en' | 'zh',
): Parameters<typeof watchConfig>[1] {
  return {
    onChange({ config, changed, needsRestart }) {
      server.applyConfig(config);
      logger.info({ changed, needsRestart, version: config.version }, 'the configuration was changed');
    },
    onRefused: (problems) =>
      logger.error(
        { problems: renderProblems(problems, language) },
        'the configuration is wrong; the old one stays in force',
      ),
  };
}

function stopSignal(): Promise<void> {
  return new Promise((resolveStop) => {
    const stop = (): void => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolveStop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
