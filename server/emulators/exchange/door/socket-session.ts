/** A WebSocket of a client, as a dialect sees it. Faults (silence, drops) happen below it, without the dialect's knowledge. */
import type { ExchangeEvent } from '../core/exchange-event.ts';
import type { PriceListener } from '../core/price-feed.ts';
import type { DoorRequest } from './door-request.ts';

export interface SocketSession {
  /** The upgrade request: path, query and host as with REST. */
  readonly request: DoorRequest;
  /** Sends text or bytes as they are, everything else as JSON. */
  send(message: unknown): void;
  close(code?: number, reason?: string): void;
  /** Writes into the request log what was thought of the message at hand: `valid`, `bad signature`. */
  verdict(signature: string): void;
  /** Calls back with every event of that account, through the stream faults, until the socket closes or it is undone. */
  onAccountEvent(accountId: string, listener: (event: ExchangeEvent) => void): () => void;
  /** Calls back with every new price of any market until the socket closes or it is undone. */
  onPrice(listener: PriceListener): () => void;
  /** Runs something when the socket has closed; at once when it has. */
  onClose(action: () => void): void;
  /** Calls back every so often until the socket closes. */
  every(intervalMs: number, action: () => void): void;
}

export interface SocketHandlers {
  message(text: string): void;
}

export interface SocketRoute {
  /** Beginning of the path. */
  readonly path: string;
  readonly hosts?: readonly string[];
  /** Called for every new socket. May close it. */
  open(session: SocketSession): SocketHandlers;
}
