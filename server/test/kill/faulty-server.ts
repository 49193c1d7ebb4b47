/**
 * A Signalbox that kills itself: the product's own composition root, with a hand on its hooks and on Node's own doors
 * (HTTP and the storage thread). It lives here and not in the product, so that nobody can switch it on where money is.
 */
import type { Server as HttpServer, ServerResponse as HttpResponse } from 'node:http';
import module from 'node:module';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StartOptions } from '#app/start-server.ts';
import { type KillPointName, readKillPoint } from './kill-points.ts';

// Asked for, not imported: an import of this module touches all its members, and one of them loads a whole HTTP client.
const { Server, ServerResponse } = process.getBuiltinModule('node:http');
const POINT = process.env['SIGNALBOX_TEST_KILL_POINT'];
const dataDirectory = resolve(process.argv[process.argv.indexOf('--data') + 1] ?? '');

let isReady = false;
let pass = (_name: KillPointName): void => undefined;
if (POINT !== undefined && POINT !== '') pass = countDown(POINT);

function countDown(text: string): (name: KillPointName) => void {
  const point = readKillPoint(text);
  let left = point.occurrence;
  return (name) => {
    if (name !== point.name || point.isStarting === isReady) return;
    left -= 1;
    if (left === 0) die(point.delayMs);
  };
}

function die(delayMs: number): void {
  const now = (): void => void process.kill(process.pid, 'SIGKILL');
  if (delayMs < 0) now();
  else if (delayMs === 0) setImmediate(now);
  else setTimeout(now, delayMs);
}

/** Node calls these for everything that comes in, goes out, or is to be stored. */
function watchNode(): void {
  const emit = Server.prototype.emit;
  Server.prototype.emit = function watched(this: HttpServer, event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'request' && (values[0] as { method?: string }).method === 'POST') pass('receipt');
    return Reflect.apply(emit, this, [event, ...values]) as boolean;
  };
  const writeHead = ServerResponse.prototype.writeHead;
  ServerResponse.prototype.writeHead = function watched(this: HttpResponse, ...values: unknown[]): HttpResponse {
    if (values[0] === 202) pass('answer');
    return Reflect.apply(writeHead, this, values) as HttpResponse;
  } as typeof writeHead;
  const end = ServerResponse.prototype.end;
  ServerResponse.prototype.end = function watched(this: HttpResponse, ...values: unknown[]): HttpResponse {
    const ended = Reflect.apply(end, this, values) as HttpResponse;
    if (this.statusCode === 202) pass('answered');
    return ended;
  } as typeof end;
  const postMessage = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function watched(this: Worker, ...values: unknown[]): void {
    pass('storing');
    Reflect.apply(postMessage, this, values);
  } as typeof postMessage;
}

/** Several commits of one turn come from one append: the second of them is in the middle of a batch. */
function createBatchWatch(): () => void {
  let inThisTurn = 0;
  return () => {
    if (inThisTurn === 0) queueMicrotask(() => (inThisTurn = 0));
    inThisTurn += 1;
    if (inThisTurn === 2) pass('batch');
  };
}

watchNode();
const [{ startServer }, { loadConfig }, { createLogger }, { readyLine }] = await Promise.all([
  import('#app/start-server.ts'),
  import('#app/config/load-config.ts'),
  import('#adapters/system/logging/create-logger.ts'),
  import('#cli/ready-message.ts'),
]);
const loaded = loadConfig({ dataDirectory, environment: {} });
if (loaded.kind === 'invalid') throw new Error('the configuration is invalid');
const watchBatch = createBatchWatch();
const options: StartOptions = {
  dataDirectory,
  loaded,
  logger: createLogger({ ...loaded.config.logging, console: 'off' }),
  version: 'test',
  port: 0,
  onFatal: (detail) => {
    process.stderr.write(`${detail}\n`);
    process.exit(74);
  },
  hooks: {
    onPhase(phase) {
      pass(phase);
      if (phase === 'committed') watchBatch();
      if (phase === 'place') pass('placed');
    },
  },
};
const server = await startServer(options);
isReady = true;
process.stdout.write(`${readyLine(server)}\n`);
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
setTimeout(() => module.flushCompileCache(), 500).unref();
