/**
 * The logger of the server: pino makes the lines, which go to the terminal and to `signalbox.log`; the events of orders
 * go to `trades.log`. Everything passes the list of permitted fields before pino sees it. The level may be changed while
 * the server runs, and all loggers follow. The files are written in the background by this process: a thread of its own
 * would cost 25 MB.
 */
import { join } from 'node:path';
import { type Logger as Pino, pino } from 'pino';
import { isoTime } from '#domain/iso-time.ts';
import type { LogFields, Logger, LogLevel, TradeLog } from '#ports/logger.ts';
import { permittedFields } from './log-fields.ts';
import { safeText } from './log-text.ts';
import { prettyLine } from './pretty-line.ts';
import { RotatingFile } from './rotating-file.ts';
import { createTradeLine } from './trade-line.ts';

/** Where lines are shown; `process.stdout` is one. */
export interface LogOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
  on?(event: 'error', listener: () => void): unknown;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly console: 'pretty' | 'json' | 'off';
  /** Where the files are; absent: none are written. */
  readonly directory?: string;
  readonly maxSizeBytes: number;
  /** How many old files are kept of each. */
  readonly backupCount: number;
  readonly tradeLog: boolean;
  readonly output?: LogOutput;
  /** Wall time, ms. */
  readonly now?: () => number;
  /** Names of fields that are harmless as well. */
  readonly permittedFields?: readonly string[];
}

export interface ServerLogger extends Logger {
  readonly trades: TradeLog;
  /** Takes effect at once, for all loggers made from this one. */
  setLevel(level: LogLevel): void;
  /** Lines that were lost because the disk did not take them. */
  droppedLines(): number;
  /** Writes what is waiting at once, when the process is about to die. */
  flushSync(): void;
  /** Resolves when all lines are written and the files are closed. */
  close(): Promise<void>;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };
const LOG_NAME = 'signalbox.log';
const TRADES_NAME = 'trades.log';

/** What all loggers of a server share. */
interface Shared {
  readonly extra: ReadonlySet<string>;
  rank: number;
}

/** Opens the logs. Never throws: a directory that can not be written is told on the terminal. */
export function createLogger(options: LoggerOptions): ServerLogger {
  const shared: Shared = { extra: new Set(options.permittedFields), rank: RANK[options.level] };
  const show = consoleWriter(options);
  const failed = (path: string) => (error: Error) => show(failureLine(path, error, options.now ?? Date.now));
  const open = (name: string): RotatingFile | undefined => {
    const { directory, maxSizeBytes, backupCount } = options;
    if (directory === undefined) return undefined;
    const path = join(directory, name);
    return new RotatingFile({ path, maxSizeBytes, backupCount, onFailure: failed(path) });
  };
  const main = open(LOG_NAME);
  const trades = options.tradeLog ? open(TRADES_NAME) : undefined;
  const files = [main, trades].filter((file) => file !== undefined);
  const write = (line: string): void => {
    main?.write(line);
    show(line);
  };
  return {
    ...loggerOver(createPino(options, write), shared),
    trades: tradeLogOver(trades, shared),
    setLevel: (level) => {
      shared.rank = RANK[level];
    },
    droppedLines: () => files.reduce((sum, file) => sum + file.dropped, 0),
    flushSync: () => files.forEach((file) => file.flushSync()),
    close: async () => {
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

/** Levels are compared in front of pino, because its children keep the level they were born with. */
function createPino({ now = Date.now }: LoggerOptions, write: (line: string) => void): Pino {
  return pino(
    {
      level: 'debug',
      base: null,
      messageKey: 'message',
      // The fields come filtered, errors among them.
      serializers: { err: (value: unknown) => value },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${isoTime(now())}"`,
    },
    { write },
  );
}

function loggerOver(lines: Pino, shared: Shared): Logger {
  const log = (level: LogLevel, fields: LogFields, message: string): void => {
    if (RANK[level] < shared.rank) return;
    try {
      // Placeholders are none of ours: a message from outside may hold a percent sign.
      lines[level]({ ...permittedFields(fields, shared.extra), message: safeText(message) });
    } catch (error) {
      lines[level]({ message: safeText(message), error: unwritable(error) });
    }
  };
  return {
    debug: (fields, message) => log('debug', fields, message),
    info: (fields, message) => log('info', fields, message),
    warn: (fields, message) => log('warn', fields, message),
    error: (fields, message) => log('error', fields, message),
    child: (fields) => loggerOver(lines.child(permittedFields(fields, shared.extra)), shared),
  };
}

/** A getter that throws, a proxy: no field is worth the line. */
const unwritable = (error: unknown): string =>
  `fields could not be read (${error instanceof Error ? error.name : 'error'})`;

function tradeLogOver(file: RotatingFile | undefined, { extra }: Shared): TradeLog {
  if (file === undefined) return { record: () => undefined };
  const line = createTradeLine(extra);
  return {
    record(entry) {
      try {
        file.write(line(entry));
      } catch (error) {
        const { account, orderId, event } = entry;
        const fields = permittedFields({ account, orderId, event, error: unwritable(error) }, extra);
        file.write(`${JSON.stringify(fields)}\n`);
      }
    },
  };
}

function consoleWriter({ console: mode, output = process.stdout }: LoggerOptions): (line: string) => void {
  if (mode === 'off') return () => undefined;
  // A reader that went away (`| head`) must not take the server with it.
  output.on?.('error', () => undefined);
  const colors = mode === 'pretty' && output.isTTY === true;
  return (line) => {
    output.write(mode === 'pretty' ? prettyLine(line, colors) : line);
  };
}

function failureLine(path: string, error: Error, now: () => number): string {
  const fields = permittedFields({ error }, new Set());
  const message = `${safeText(path)} can not be written; lines are kept for a while, then dropped`;
  return `${JSON.stringify({ level: 'error', time: isoTime(now()), ...fields, message })}\n`;
}
