/** What the stream needs of a WebSocket: the part of `ws` we use, written down so that it is typed. */
export interface StreamSocket {
  /** Bytes that are queued because the other side reads too slowly. */
  readonly bufferedAmount: number;
  /** 1 is open. */
  readonly readyState: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: 'close' | 'pong', listener: () => void): unknown;
  on(event: 'message', listener: (data: { toString(): string }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export const SOCKET_OPEN = 1;
