/** A running emulator with one funded account, and ways to ask it: signed by hand, by its admin side, by an unmodified client. */
import { add, decimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeWorld, KeyGrant } from '../core/exchange-world.ts';
import type { Dialect } from '../door/dialect.ts';
import { type EmulatorServer, startEmulator } from '../door/emulator-server.ts';
import { type CcxtClient, ccxtClient } from './ccxt-client.ts';

export const TRIAL_KEY = {
  apiKey: 'trialKey0123456789',
  secret: 'trialSecret',
  passphrase: 'trialPassphrase',
} as const;

export interface ExchangeTrial {
  readonly server: EmulatorServer;
  readonly world: ExchangeWorld;
  readonly account: ExchangeAccount;
  market(key: string): ExchangeMarket;
  /** Moves the top of a book. */
  price(key: string, bid: string): void;
  /** One call of the admin side; the body of its answer. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A further client, which the trial closes. */
  client(settings?: Readonly<Record<string, unknown>>): Promise<CcxtClient>;
  close(): Promise<void>;
}

export interface TrialOptions {
  readonly grant?: Partial<KeyGrant>;
  readonly spot?: Readonly<Record<string, string>>;
  readonly swap?: Readonly<Record<string, string>>;
}

const FUNDS = { spot: { USDT: '100000', BTC: '1' }, swap: { USDT: '10000' } } as const;

/** Starts the emulator on a free port. */
export async function startTrial(dialect: Dialect, options: TrialOptions = {}): Promise<ExchangeTrial> {
  const server = await startEmulator(dialect);
  const { world } = dialect;
  const account = world.openAccount('main');
  world.grantKey(account, { ...TRIAL_KEY, ...options.grant });
  for (const type of ['spot', 'swap'] as const) {
    for (const [currency, amount] of Object.entries(options[type] ?? FUNDS[type])) {
      world.deposit(account, { type, currency, amount: decimal(amount) });
    }
  }
  const clients: CcxtClient[] = [];
  const market = (key: string): ExchangeMarket => {
    const found = world.markets.get(key);
    if (found === undefined) throw new Error(`no market ${key}`);
    return found;
  };
  return {
    server,
    world,
    account,
    market,
    price: (key, bid) => {
      const [top, { tickSize }] = [decimal(bid), market(key)];
      world.feed.set(market(key), { bid: top, ask: add(top, tickSize), last: top });
    },
    admin: async (method, path, body) => {
      const answer = await fetch(`${server.origin}/_emulator${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await answer.json();
    },
    client: async (settings = {}) => {
      const { apiKey, secret, passphrase } = TRIAL_KEY;
      const keys = { apiKey, secret, password: passphrase };
      const client = await ccxtClient({ exchange: dialect.name, origin: server.origin, ...keys, ...settings });
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) await client.close();
      await server.close();
    },
  };
}
