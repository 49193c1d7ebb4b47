/** An emulated exchange for a person: one account with a sample key and pretend money, prices that walk by themselves. */
import { decimal } from '#domain/decimal.ts';
import { EMULATED_EXCHANGES, loadDialect } from './dialects.ts';
import type { Dialect } from './door/dialect.ts';
import { startEmulator } from './door/emulator-server.ts';

export interface EmulatorOptions {
  readonly exchange: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly markets?: number;
  readonly seed?: number;
  /** How often every price takes a step, ms; 0: prices stand still until they are set. */
  readonly walkMs: number;
}

export interface RunningEmulator {
  readonly origin: string;
  readonly hosts: readonly string[];
  readonly key: { readonly apiKey: string; readonly secret: string; readonly passphrase: string };
  close(): Promise<void>;
}

export type EmulatorStart =
  | { readonly kind: 'running'; readonly emulator: RunningEmulator }
  | { readonly kind: 'unknown_exchange'; readonly known: readonly string[] };

const SAMPLE_KEY = { apiKey: 'emulator', secret: 'emulator', passphrase: 'emulator' };
const MONEY = decimal('100000');
const COINS = decimal('10');
/** So many markets walk at once; with more of them the rest stand still. */
const WALKING_MAX = 100;

/** Starts it. Rejects when the port is taken. */
export async function runEmulator({ exchange, port, walkMs, markets, seed }: EmulatorOptions): Promise<EmulatorStart> {
  const dialect = await loadDialect(exchange, {
    ...(markets === undefined ? {} : { marketsMin: markets }),
    ...(seed === undefined ? {} : { seed }),
  });
  if (dialect === undefined) return { kind: 'unknown_exchange', known: EMULATED_EXCHANGES };
  const key = openSampleAccount(dialect);
  const server = await startEmulator(dialect, { port });
  const walking = walkMs > 0 ? setInterval(() => walk(dialect), walkMs) : undefined;
  return {
    kind: 'running',
    emulator: {
      origin: server.origin,
      hosts: dialect.hosts,
      key,
      close: async () => {
        clearInterval(walking);
        await server.close();
      },
    },
  };
}

function openSampleAccount({ world, sampleKey }: Dialect): RunningEmulator['key'] {
  const key = sampleKey ?? SAMPLE_KEY;
  const account = world.openAccount('main');
  world.grantKey(account, key);
  const currencies = new Set([...world.markets.values()].map((market) => market.quote));
  for (const currency of currencies) {
    world.deposit(account, { type: 'spot', currency, amount: MONEY });
    if (account.wallet !== account.spot) world.deposit(account, { type: 'swap', currency, amount: MONEY });
  }
  world.deposit(account, { type: 'spot', currency: 'BTC', amount: COINS });
  return key;
}

function walk({ world }: Dialect): void {
  let walked = 0;
  for (const market of world.markets.values()) {
    if (walked >= WALKING_MAX) return;
    world.feed.walk(market);
    walked += 1;
  }
}
