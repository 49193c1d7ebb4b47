/** Accounts at emulated exchanges for the benches: added over REST, and waited for until they trade. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildServer, startChild } from './child-server.ts';

export interface EmulatedPlace {
  readonly origin: string;
  readonly key: { readonly apiKey: string; readonly secret: string; readonly passphrase: string };
}

export interface EmulatedPlaces {
  readonly exchanges: Readonly<Record<string, EmulatedPlace>>;
  readonly child: ChildServer;
}

const UP_DEADLINE_MS = 120_000;
const WITH_PASSPHRASE = new Set(['okx', 'bitget', 'kucoin']);
/** Wide enough for every order of a bench. */
const LIMITS =
  '{ allowed_symbols: ["*"], max_order_value: 500000, max_position_value: 2000000, reference_max_age_seconds: 30 }';

/** Emulated exchanges, each with so many markets at least, in a process of their own. */
export async function startExchanges(exchanges: readonly string[], markets?: number): Promise<EmulatedPlaces> {
  const script = join(import.meta.dirname, 'servers', 'emulated-exchanges.ts');
  const child = await startChild(script, [
    JSON.stringify({ exchanges, ...(markets === undefined ? {} : { markets }) }),
  ]);
  return { exchanges: (child.ready as unknown as EmulatedPlaces).exchanges, child };
}

/** The settings under which these accounts may trade. */
export function settingsFor(accounts: readonly string[]): string {
  return `risk: { accounts: { ${accounts.map((id) => `${id}: ${LIMITS}`).join(', ')} } }\n`;
}

export interface Doors {
  get(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** The REST doors of a server of this data directory. */
export function doorsOf(url: string, dataDirectory: string): Doors {
  const key = readFileSync(join(dataDirectory, 'command-line.key'), 'utf8').trim();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return {
    async get(path) {
      return await (await fetch(`${url}${path}`, { headers })).json();
    },
    async post(path, body) {
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    },
  };
}

/** A further account at the exchange itself, with money of its own: two of ours in one would take each other's orders for a fault. */
export async function openThere({ origin }: EmulatedPlace, name: string): Promise<EmulatedPlace> {
  const key = { apiKey: name, secret: name, passphrase: name };
  const account = { account: name, ...key, spot: { USDT: '1000000', BTC: '10' } };
  const { ok } = await fetch(`${origin}/_emulator/accounts`, { method: 'POST', body: JSON.stringify(account) });
  if (!ok) throw new Error(`no account ${name} at ${origin}`);
  return { origin, key };
}

/** Adds an account at that exchange. */
export async function addAccount(doors: Doors, id: string, exchange: string, place: EmulatedPlace): Promise<void> {
  const { apiKey, secret, passphrase } = place.key;
  const keys = { apiKey, secret, ...(WITH_PASSPHRASE.has(exchange) ? { passphrase } : {}) };
  const account = { id, exchange, environment: 'emulated', endpoint: place.origin, keys };
  const { status, body } = await doors.post('/api/v1/accounts', account);
  if (status !== 201) throw new Error(`${exchange}: ${status} ${JSON.stringify(body)}`);
}

/** Waits until all accounts have been compared with their exchanges. Rejects with what keeps them down. */
export async function whenUp(doors: Doors): Promise<void> {
  const deadline = performance.now() + UP_DEADLINE_MS;
  for (;;) {
    const accounts = (await doors.get('/api/v1/accounts')) as {
      id: string;
      reconciled: boolean;
      problems: unknown[];
    }[];
    const down = accounts.filter(({ reconciled, problems }) => !reconciled || problems.length > 0);
    if (down.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`not up: ${JSON.stringify(down.map(({ id, problems }) => ({ id, problems })))}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
