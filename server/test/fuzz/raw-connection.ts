/**
 * One keep-alive connection, one request at a time, written and read by hand: a hundred thousand requests of it cost
 * less than the server they are meant for. It notices what an HTTP client hides: an answer that never comes, a connection
 * that ends without one.
 */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

interface Waiting {
  readonly since: number;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = '\r\n\r\n';

export class RawConnection {
  readonly #port: number;
  readonly #timeoutMs: number;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;

  constructor(port: number, timeoutMs: number) {
    this.#port = port;
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects when the connection ends, or the time is over, before an answer. */
  post(path: string, body: Uint8Array, contentType: string): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { since: performance.now(), resolve, reject };
      const socket = this.#open();
      const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${contentType}\r\ncontent-length: ${body.length}${HEAD_END}`;
      socket.write(Buffer.concat([Buffer.from(head), body]));
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const socket = connect(this.#port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.setTimeout(this.#timeoutMs, () => this.#fail(socket, 'no answer in time'));
    socket.on('data', (part: Buffer) => this.#take(socket, part));
    socket.on('error', (error) => this.#fail(socket, String(error)));
    socket.on('close', () => this.#fail(socket, 'the connection ended without an answer'));
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    return socket;
  }

  #fail(socket: Socket, detail: string): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    socket.destroy();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(new Error(detail));
  }

  #take(socket: Socket, part: Buffer): void {
    this.#received = this.#received.length === 0 ? part : Buffer.concat([this.#received, part]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + HEAD_END.length + length;
    if (this.#received.length < end) return;
    const body = this.#received.toString('utf8', headEnd + HEAD_END.length, end);
    this.#received = this.#received.subarray(end);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (/connection: close/i.test(head)) {
      this.#socket = undefined;
      socket.destroy();
    }
    const status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
    waiting?.resolve({ status, body, tookMs: performance.now() - waiting.since });
  }
}
