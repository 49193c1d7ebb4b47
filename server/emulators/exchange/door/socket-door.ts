/** WebSockets of the emulator: upgrade, dispatch to the dialect's socket routes, faults below the dialect. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import type { PriceListener } from '../core/price-feed.ts';
import { asksFor, channelsIn, isChannel, isReceipt } from './channel-names.ts';
import type { Dialect } from './dialect.ts';
import { type DoorRequest, readRequest } from './door-request.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import { isAtHost } from './route-table.ts';
import type { SocketHandlers, SocketSession } from './socket-session.ts';
import type { StreamHub } from './stream-hub.ts';

const MESSAGE_BYTES_MAX = 1_000_000;

interface SocketParts {
  readonly dialect: Dialect;
  readonly hub: StreamHub;
  readonly log: RequestLog;
}

export class SocketDoor {
  readonly #dialect: Dialect;
  readonly #hub: StreamHub;
  readonly #log: RequestLog;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: MESSAGE_BYTES_MAX });

  constructor({ dialect, hub, log }: SocketParts) {
    this.#dialect = dialect;
    this.#hub = hub;
    this.#log = log;
  }

  /** Takes over an upgrade request, or cuts its line when no route is there for it. */
  upgrade(message: IncomingMessage, line: Duplex, head: Buffer): void {
    const request = readRequest(message, '');
    const route = this.#dialect.sockets.find(
      (candidate) => request.path.startsWith(candidate.path) && isAtHost(candidate, request),
    );
    if (route === undefined || this.#hub.faults.isClosed) {
      // Nobody else listens to the line, and its other end may be gone by now.
      line.on('error', () => line.destroy());
      line.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(message, line, head, (socket) => {
      this.#log.openMessage(request, this.#dialect.world.clock.now());
      const session = new Session({ socket, request, hub: this.#hub, log: this.#log, dialect: this.#dialect });
      session.begin(route.open(session));
    });
  }

  close(): void {
    this.#hub.dropAll();
    this.#server.close();
  }
}

interface SessionParts extends SocketParts {
  readonly socket: WebSocket;
  readonly request: DoorRequest;
}

class Session implements SocketSession {
  readonly request: DoorRequest;
  readonly #socket: WebSocket;
  readonly #hub: StreamHub;
  readonly #dialect: Dialect;
  readonly #log: RequestLog;
  #current: LoggedRequest | undefined;
  readonly #onClose: (() => void)[] = [];
  #isClosed = false;

  constructor({ socket, request, hub, log, dialect }: SessionParts) {
    this.#socket = socket;
    this.request = request;
    this.#hub = hub;
    this.#dialect = dialect;
    this.#log = log;
    this.onClose(hub.add({ drop: () => socket.terminate(), say: (message) => this.#write(message) }));
  }

  begin(handlers: SocketHandlers): void {
    const socket = this.#socket;
    socket.on('message', (data: Buffer) => {
      if (this.#hub.faults.isSilent) return;
      const text = data.toString('utf8');
      this.#current = this.#log.openMessage(this.request, this.#dialect.world.clock.now(), text);
      if (this.#hub.faults.ignoredChannels.some((channel) => asksFor(text, channel))) return;
      try {
        handlers.message(text);
      } catch {
        // What no dialect foresaw costs one socket, not the server.
        this.close(1011, 'internal error');
      }
    });
    socket.on('ping', (data: Buffer) => {
      if (!this.#hub.faults.isSilent) socket.pong(data);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#isClosed = true;
      for (const action of this.#onClose) action();
    });
  }

  send(message: unknown): void {
    if (!this.#hub.faults.isSilent && !this.#isSilenced(message)) this.#write(message);
  }

  #isSilenced(message: unknown): boolean {
    const { silentChannels } = this.#hub.faults;
    if (silentChannels.length === 0 || isReceipt(message)) return false;
    const names = channelsIn(message);
    return silentChannels.some((channel) => names.some((name) => isChannel(channel, name)));
  }

  #write(message: unknown): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.#socket.send(isRaw ? message : JSON.stringify(message));
  }

  verdict(signature: string): void {
    if (this.#current !== undefined) this.#current.signature = signature;
  }

  close(code = 1000, reason = ''): void {
    this.#socket.close(code, reason);
  }

  onAccountEvent(accountId: string, listener: (event: ExchangeEvent) => void): () => void {
    const off = this.#hub.onEvent((event) => {
      if (event.accountId === accountId) listener(event);
    });
    this.onClose(off);
    return off;
  }

  onPrice(listener: PriceListener): () => void {
    const off = this.#dialect.world.feed.onChange(listener);
    this.onClose(off);
    return off;
  }

  onClose(action: () => void): void {
    if (this.#isClosed) action();
    else this.#onClose.push(action);
  }

  every(intervalMs: number, action: () => void): void {
    const timer = setInterval(action, intervalMs);
    timer.unref();
    this.onClose(() => clearInterval(timer));
  }
}
