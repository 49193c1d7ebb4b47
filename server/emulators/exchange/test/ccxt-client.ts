/**
 * An unmodified `ccxt.pro` client pointed at an emulator: production URLs stay in the client, its dispatcher sends every
 * REST request to the emulator's origin with the meant host in a header, and WebSocket URLs name it in their path.
 */
import { pathToFileURL } from 'node:url';

export interface CcxtOptions {
  readonly exchange: string;
  readonly origin: string;
  readonly apiKey?: string;
  readonly secret?: string;
  readonly password?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A client of ccxt: what it can do is up to the exchange, so tests call it loosely. */
// biome-ignore lint/suspicious/noExplicitAny: the client is what it is in the wild, without types.
export type CcxtClient = any; // oxlint-disable-line typescript/no-explicit-any -- the client has no types of ours

interface Dispatcher {
  dispatch(options: DispatchOptions, handler: unknown): boolean;
}

interface DispatchOptions {
  readonly origin: string | URL;
  readonly headers: unknown;
}

/** Loads the class by file URL, as the package exports only its root, and redirects an instance of it. */
export async function ccxtClient({ exchange, origin, ...settings }: CcxtOptions): Promise<CcxtClient> {
  const root = import.meta.resolve('ccxt');
  const url = new URL(`./src/pro/${exchange}.js`, root);
  const module = (await import(url.href.startsWith('file:') ? url.href : pathToFileURL(url.href).href)) as {
    readonly default: new (settings: unknown) => CcxtClient;
  };
  const client = new module.default({ enableRateLimit: false, ...settings });
  await client.loadFetchImplementation();
  await client.loadHttpProxyAgent();
  client.fetchDispatcher = redirected(client.fetchDispatcher as Dispatcher, origin);
  client.urls.api = socketsAt(client.urls.api, origin);
  return client;
}

function redirected(original: Dispatcher, origin: string): Dispatcher {
  return {
    dispatch: (options, handler) => {
      const host = new URL(String(options.origin)).host;
      const headers = withHost(options.headers, host);
      return original.dispatch({ ...options, origin, headers }, handler);
    },
  };
}

/** Headers come as an object or as a flat list of names and values. */
function withHost(headers: unknown, host: string): unknown {
  if (Array.isArray(headers)) return [...(headers as unknown[]), 'x-original-host', host];
  return { ...(headers as Record<string, string>), 'x-original-host': host };
}

/** Every `wss://host/path` below becomes `ws://<emulator>/_host/host/path`; everything else stays. */
function socketsAt(urls: unknown, origin: string): unknown {
  if (typeof urls === 'string') {
    return urls.replace(/^wss?:\/\/([^/]+)/, `${origin.replace('http', 'ws')}/_host/$1`);
  }
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, value]) => [name, socketsAt(value, origin)]));
}
