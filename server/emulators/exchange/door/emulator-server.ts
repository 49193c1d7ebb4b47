/** The server of one emulated exchange: REST, WebSocket and the admin side on one port of loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ADMIN_PREFIX, type AdminParts, serveAdmin } from './admin-side.ts';
import { answer, type Dialect } from './dialect.ts';
import { type DoorRequest, readRequest } from './door-request.ts';
import { writeAnswer } from './answer-writer.ts';
import { FaultBoard } from './fault-board.ts';
import { RateLimiter } from './rate-limiter.ts';
import { RequestLog } from './request-log.ts';
import { serveRequest } from './request-answering.ts';
import { RouteTable } from './route-table.ts';
import { SocketDoor } from './socket-door.ts';
import { StreamHub } from './stream-hub.ts';

const BODY_BYTES_MAX = 1_000_000;
const LOOPBACK = '127.0.0.1';
/** Longer than clients keep an idle line, so that they do not meet one that is just being closed. */
const KEEP_ALIVE_MS = 120_000;

export interface EmulatorServer extends AdminParts {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly port: number;
  /** Cuts every line and stops listening. */
  close(): Promise<void>;
}

/** Opens the door of a dialect. Port 0 picks a free one. Rejects when the port is taken. */
export async function startEmulator(
  dialect: Dialect,
  { port = 0 }: { readonly port?: number } = {},
): Promise<EmulatorServer> {
  const hub = new StreamHub(dialect.world.bus);
  const parts: AdminParts = {
    dialect,
    hub,
    routes: new RouteTable(dialect.routes),
    limiter: new RateLimiter(dialect.limits),
    board: new FaultBoard(),
    log: new RequestLog(dialect.secrets),
  };
  const sockets = new SocketDoor(parts);
  const server = createServer((message, response) => {
    // What no handler foresaw costs one line, not the server.
    serve(parts, message, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('upgrade', (message, line, head) => sockets.upgrade(message, line, head));
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    ...parts,
    port: bound,
    origin: `http://${LOOPBACK}:${bound}`,
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
}

async function serve(parts: AdminParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let request: DoorRequest;
  try {
    request = readRequest(message, await readBody(message));
  } catch {
    response.destroy();
    return;
  }
  if (request.path.startsWith(ADMIN_PREFIX)) {
    const { status, body } = serveAdmin(parts, request);
    writeAnswer(response, answer(status, body), undefined);
    return;
  }
  await serveRequest(parts, request, response);
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
