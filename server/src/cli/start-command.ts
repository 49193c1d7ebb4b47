/** `start`: the server in the foreground, until it is told to stop. */
import { dirname } from 'node:path';
import { createLogger, type ServerLogger } from '#adapters/system/logging/create-logger.ts';
import { keepMemory, ownHeap } from '#adapters/system/memory-keeper.ts';
import { makeDirectory } from '#adapters/system/make-directory.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import { renderProblems } from '#app/config/config-problem.ts';
import type { LoadedConfig } from '#app/config/compile-config.ts';
import { lostConfiguration, noteConfiguration } from '#app/config/last-configuration.ts';
import { watchConfig } from '#app/config/watch-config.ts';
import { SECRET_KEY_VARIABLE } from '#app/data-files.ts';
import { databasePath } from '#app/database-path.ts';
import { type RunningServer, startServer } from '#app/start-server.ts';
import { storeObstacle } from '#app/store-obstacle.ts';
import { fill } from '#app/config/bilingual.ts';
import { type Secret, secret } from '#domain/secret.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataDirectoryOf, dataOptionOf, type Invocation, optionGiven, optionText, usageError } from './invocation.ts';
import { configSource, requireConfig } from './loaded-config.ts';
import { probePort } from './port-probe.ts';
import { greeting, readyLine } from './ready-message.ts';
import { serverAnswers } from './server-answers.ts';
import { isRunning, readServerFile, removeServerFile, writeServerFile } from './server-file.ts';
import { startFailure, type StartPlace } from './start-failure.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import { VERSION } from './version.ts';

const PORT_MAX = 65_535;

/** Starts, announces, and stays until SIGINT, SIGTERM or SIGHUP. A second signal ends it at once. */
export async function runStart(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const port = portOf(invocation);
  const loaded = requireConfig(invocation);
  const { logging, server: address } = loaded.config;
  const place = { data: optionText(invocation, 'data') ?? '', host: address.host, port: port ?? address.port };
  const dataDirectory = dataDirectoryOf(invocation);
  // All this is looked at before anything is opened, so that the usual mistakes leave nothing behind.
  refuseLostConfiguration(invocation, loaded);
  await refuseSecondServer(dataDirectory);
  const obstacle =
    (await storeObstacle(databasePath(dataDirectory, loaded.config))) ??
    unusable(dataDirectory, loaded) ??
    (await probePort(place));
  if (obstacle !== undefined) throw startFailure(obstacle, place);
  const logger = createLogger({ ...logging, ...(terminal.isJson ? { console: 'off' as const } : {}) });
  const server = await open(invocation, { loaded, logger, place });
  const clock = createSystemClock();
  const watch = watchConfig({ ...configSource(invocation), loaded, clock }, configHandlers(server, logger, invocation));
  noteConfiguration(dataDirectory, loaded.sources);
  writeServerFile(dataDirectory, {
    url: server.url,
    pid: process.pid,
    version: VERSION,
    startedAt: new Date(clock.now()).toISOString(),
  });
  // Before anybody is told: who reads the line may ask to stop at once.
  const stopped = stopSignal(terminal);
  terminal.line(terminal.isJson ? readyLine(server) : greeting(server, terminal.language, dataOptionOf(invocation)));
  const heap = ownHeap();
  const memory = heap === undefined ? undefined : keepMemory(clock, heap);
  await stopped;
  memory?.stop();
  watch.close();
  removeServerFile(dataDirectory, process.pid);
  await server.stop();
  await logger.close();
  if (!terminal.isJson) terminal.line(terminal.text(TEXTS.stopped));
  return EXIT.ok;
}

function portOf(invocation: Invocation): number | undefined {
  const text = optionText(invocation, 'port');
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > PORT_MAX) throw usageError(invocation.terminal.text(TEXTS.portInvalid));
  return port;
}

interface Opening {
  readonly loaded: LoadedConfig;
  readonly logger: ServerLogger;
  readonly place: StartPlace;
}

/** Settings that the last start had and that are gone would come back as defaults, limits and all. */
function refuseLostConfiguration(invocation: Invocation, { sources }: LoadedConfig): void {
  const isMeant = optionGiven(invocation, 'defaults');
  const { configFile } = sources;
  if (isMeant && configFile !== undefined) {
    throw usageError(fill(TEXTS.defaultsWithFile, { file: configFile })[invocation.terminal.language]);
  }
  const file = lostConfiguration(dataDirectoryOf(invocation), sources);
  if (file === undefined || isMeant) return;
  throw new CommandError({
    code: 'CONFIGURATION_LOST',
    exitCode: EXIT.configuration,
    message: fill(TEXTS.configurationLost, { file }),
  });
}

/** The server of this directory that runs already; after a kill its file stays behind, so it has to answer too. */
async function refuseSecondServer(dataDirectory: string): Promise<void> {
  const file = readServerFile(dataDirectory);
  if (file === undefined || !isRunning(file.pid) || !(await serverAnswers(file.url))) return;
  throw new CommandError({
    code: 'ALREADY_RUNNING',
    exitCode: EXIT.storage,
    message: fill(TEXTS.alreadyRunning, { pid: String(file.pid), url: file.url }),
  });
}

/** Makes the directories; what the system says when one can't be made or written to. */
function unusable(dataDirectory: string, { config }: LoadedConfig): unknown {
  const { logging } = config;
  try {
    makeDirectory(dataDirectory);
    makeDirectory(dirname(databasePath(dataDirectory, config)));
    makeDirectory(logging.directory);
    return undefined;
  } catch (error) {
    return error;
  }
}

async function open(invocation: Invocation, { loaded, logger, place }: Opening): Promise<RunningServer> {
  const dataDirectory = dataDirectoryOf(invocation);
  const { port } = place;
  const onFatal = (detail: string): void => {
    removeServerFile(dataDirectory, process.pid);
    invocation.terminal.note(detail);
    logger.error({ detail }, 'the server ends: its storage can not be trusted any more');
    logger.flushSync();
    process.exit(EXIT.storage);
  };
  try {
    const given = takeSecretKey();
    const { trades } = logger;
    return await startServer({ dataDirectory, loaded, version: VERSION, onFatal, logger, trades, port, ...given });
  } catch (error) {
    return endAtOnce(startFailure(error, place), invocation.terminal);
  }
}

/** The key of the environment for sealed secrets. It is taken out: what this process starts, or writes when it dies, has none. */
function takeSecretKey(): { readonly secretKey?: Secret<string> } {
  const value = process.env[SECRET_KEY_VARIABLE];
  delete process.env[SECRET_KEY_VARIABLE];
  return value === undefined || value.trim() === '' ? {} : { secretKey: secret(value) };
}

/** What had been opened by then (threads, timers) would keep the process; nothing of it holds anything undone. */
function endAtOnce({ failure }: CommandError, terminal: Terminal): never {
  const message = failure.message[terminal.language];
  if (terminal.isJson) terminal.json({ error: { code: failure.code, message } });
  terminal.note(message);
  process.exit(failure.exitCode);
}

function configHandlers(
  server: RunningServer,
  logger: ServerLogger,
  invocation: Invocation,
): Parameters<typeof watchConfig>[1] {
  const { terminal } = invocation;
  return {
    onChange({ config, changed, needsRestart, loaded }) {
      noteConfiguration(dataDirectoryOf(invocation), loaded.sources);
      server.applyConfig(config);
      logger.setLevel(config.logging.level);
      logger.info({ changed, needsRestart, version: config.version }, 'the configuration was changed');
    },
    onRefused(problems) {
      server.refuseConfig(problems);
      const lines = renderProblems(problems, terminal.language);
      terminal.note(`${terminal.text(TEXTS.configurationRefused)}\n${lines}`);
      logger.error({ problems: lines.split('\n') }, 'the configuration is wrong; the old one stays in force');
    },
  };
}

function stopSignal(terminal: Terminal): Promise<void> {
  return new Promise((resolveStop) => {
    const stop = (): void => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      if (!terminal.isJson) terminal.note(terminal.text(TEXTS.stopping));
      resolveStop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.once('SIGHUP', stop);
  });
}
