/**
 * Sends alerts over kept connections and reads of the answers only their status. It shares two cores with the server under
 * measurement, so it does the least that a sender can: a client library of the usual kind takes as much of the machine as
 * the server's own door.
 */
import { connect, type Socket } from 'node:net';

const ACCEPTED = 'HTTP/1.1 202';
const END_OF_HEAD = '\r\n\r\n';

export class AlertSender {
  readonly #idle: Socket[] = [];
  readonly #waiting: string[] = [];
  readonly #sockets: readonly Socket[];
  readonly #head: string;
  /** Answers other than 202 and connections that broke. */
  failed = 0;

  constructor(url: string, connections: number) {
    const { hostname, port, pathname, host } = new URL(url);
    this.#head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: `;
    this.#sockets = Array.from({ length: connections }, () => this.#open(hostname, Number(port)));
  }

  /** Sends now, or as soon as a connection has its answer. */
  send(body: string): void {
    const text = `${this.#head}${Buffer.byteLength(body)}${END_OF_HEAD}${body}`;
    const socket = this.#idle.pop();
    if (socket === undefined) this.#waiting.push(text);
    else socket.write(text);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(host: string, port: number): Socket {
    const socket = connect({ host, port, noDelay: true });
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('connect', () => this.#free(socket));
    socket.on('error', () => {
      this.failed += 1;
    });
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (!isWhole(answer)) return;
      if (!answer.startsWith(ACCEPTED)) this.failed += 1;
      answer = '';
      this.#free(socket);
    });
    return socket;
  }

  #free(socket: Socket): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(socket);
    else socket.write(next);
  }
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf(END_OF_HEAD);
  if (head < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer)?.[1];
  return answer.length >= head + END_OF_HEAD.length + Number(length ?? 0);
}
