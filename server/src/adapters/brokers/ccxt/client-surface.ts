/**
 * The part of a ccxt client that this adapter touches, written down by us: its own types would draw the whole library into
 * every type check, and what is not listed here is not called. Answers are `unknown` until `order-reading.ts` has read them.
 */

/** A market as ccxt describes it; numbers are strings, because every client is made with `number: String`. */
export interface ClientMarket {
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string;
  readonly type: string;
  readonly spot?: boolean;
  readonly swap?: boolean;
  readonly linear?: boolean;
  readonly active?: boolean;
  readonly contractSize?: string;
  readonly precision: { readonly amount?: string; readonly price?: string };
  readonly limits: Readonly<Record<string, { readonly min?: string; readonly max?: string } | undefined>>;
  /** As the exchange wrote it. */
  info?: Readonly<Record<string, unknown>>;
}

/** One WebSocket connection inside a client. */
export interface ClientSocket {
  url: string;
  options?: { headers?: Record<string, string>; [option: string]: unknown };
  lastPong?: number;
  connectionEstablished?: number;
  isConnected: boolean;
  error?: unknown;
  readonly connected: Promise<unknown>;
  future: (name: string) => Promise<unknown>;
  send: (message: unknown) => Promise<unknown>;
  createConnection(): void;
  onError(error: unknown): void;
  close(): unknown;
}

export type Headers = Readonly<Record<string, string>>;

export interface CcxtClient {
  readonly id: string;
  options: Record<string, unknown>;
  has: Record<string, unknown>;
  urls: { api: unknown; [name: string]: unknown };
  streaming: Record<string, unknown>;
  markets?: Readonly<Record<string, ClientMarket>>;
  clients?: Record<string, ClientSocket>;
  readonly precisionMode: number;
  readonly rateLimit: number;
  readonly timeframes?: Readonly<Record<string, string>>;
  timeout: number;
  enableRateLimit: boolean;
  newUpdates: boolean;
  fetchDispatcher?: Dispatcher;
  milliseconds: () => number;
  seconds: () => number;
  microseconds: () => number;
  throttle: (cost?: number) => Promise<void>;
  log: (...args: unknown[]) => void;
  fetch(url: string, method?: string, headers?: Headers, body?: unknown): Promise<unknown>;
  onRestResponse: (...args: unknown[]) => unknown;
  /** Throws what the exchange's body or status says of a failure; other values mean that it has looked. */
  handleErrors: (...args: unknown[]) => unknown;
  handleMessage: (socket: ClientSocket, message: unknown) => unknown;
  client: (url: string) => ClientSocket;
  loadFetchImplementation(): Promise<void>;
  loadMarkets(reload?: boolean): Promise<Readonly<Record<string, ClientMarket>>>;
  setMarketsFromExchange(other: CcxtClient): unknown;
  fetchTime(): Promise<number>;
  close(): Promise<void>;
  setSandboxMode(enabled: boolean): void;
  enableDemoTrading(enabled: boolean): void;
  /** Any further method by its name, `fetchOrder` or an implicit one; see {@link callMethod}. */
  [member: string]: unknown;
}

export interface DispatchOptions {
  origin?: string | URL;
  path: string;
  headers?: Record<string, string> | readonly string[] | null;
  [option: string]: unknown;
}

export interface Dispatcher {
  dispatch(options: DispatchOptions, handler: unknown): boolean;
  [member: string]: unknown;
}

export type CcxtClass = new (options: Readonly<Record<string, unknown>>) => CcxtClient;

/** Calls the client's method of that name. Throws a TypeError when there is none: a programmer's mistake. */
export async function callMethod(client: CcxtClient, method: string, args: readonly unknown[]): Promise<unknown> {
  const member = client[method];
  if (typeof member !== 'function') throw new TypeError(`the client of ${client.id} has no method ${method}`);
  return await (member as (...args: unknown[]) => Promise<unknown>).apply(client, [...args]);
}
