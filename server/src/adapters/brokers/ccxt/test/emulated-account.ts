/** An account at an emulated exchange, over real sockets on loopback: the emulator, the exchange's door, a broker on it. */
import {
  add,
  type Decimal,
  decimal,
  divide,
  formatDecimal,
  fromInteger,
  maximum,
  multiplyRounded,
  roundToStep,
  subtract,
} from '#domain/decimal.ts';
import type { Account, AccountEnvironment, ExchangeCredentials, ExchangeTerms, PositionMode } from '#domain/account.ts';
import { secret } from '#domain/secret.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Broker, BrokerEvent } from '#ports/broker.ts';
import type { BrokerBench, ConformancePrice } from '#ports/broker.conformance.ts';
import type { LogFields, Logger } from '#ports/logger.ts';
import { createSystemClock } from '../../../system/system-clock.ts';
import type { ExchangeWorld } from '../../../../../emulators/exchange/core/exchange-world.ts';
import { loadDialect } from '../../../../../emulators/exchange/dialects.ts';
import { type EmulatorServer, startEmulator } from '../../../../../emulators/exchange/door/emulator-server.ts';
import { createCloudKey } from '../../../../../emulators/exchange/test/coinbase-key.ts';
import type { ExchangeName } from '../exchange-name.ts';
import { type ExchangeRequest, openCcxtExchange, type OpenedExchange } from '../exchange-door.ts';

export const CREDENTIALS = {
  apiKey: secret('emulatedKey00000000000000000001'),
  secret: secret('emulatedSecret0000000000000001'),
  passphrase: secret('emulatedPassphrase'),
};

/** Keys of the kind that the exchange has. */
export function credentialsFor(exchange: ExchangeName): ExchangeCredentials {
  if (exchange !== 'coinbase') return CREDENTIALS;
  const key = createCloudKey();
  return { apiKey: secret(key.apiKey), secret: secret(key.secret) };
}

/** What is quoted and settled in there. */
const quoteOf = (exchange: ExchangeName): string => (exchange === 'coinbase' ? 'USDC' : 'USDT');

/** A trade that was not told by then is not told by itself: nobody listened when it happened. */
const TRADES_LATE_MS = 4_000;

export interface EmulatedOptions {
  readonly exchange: ExchangeName;
  readonly terms?: Partial<ExchangeTerms>;
  readonly positionMode?: PositionMode;
  readonly request?: Partial<ExchangeRequest>;
  readonly grant?: Readonly<Record<string, unknown>>;
}

/** A logger that keeps its lines. */
type Lines = Logger & { readonly lines: string[] };

export function createLines(): Lines {
  const lines: string[] = [];
  const write = (fields: LogFields, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Lines = {
    lines,
    debug: write,
    info: write,
    warn: write,
    error: write,
    child: () => logger,
  };
  return logger;
}

export class EmulatedAccount {
  readonly emulator: EmulatorServer;
  readonly account: Account;
  readonly events: BrokerEvent[] = [];
  readonly logger: Lines;
  readonly clock = createSystemClock();
  readonly credentials: ExchangeCredentials;
  readonly #options: EmulatedOptions;
  readonly #world: ExchangeWorld;
  exchange: OpenedExchange;
  broker: Broker;

  private constructor(opened: Opened, options: EmulatedOptions) {
    this.emulator = opened.emulator;
    this.#world = opened.world;
    this.account = opened.account;
    this.exchange = opened.exchange;
    this.broker = opened.broker;
    this.credentials = opened.credentials;
    this.logger = opened.logger;
    this.#options = options;
  }

  /** The exchange ends a market: it is on no list any more, and every question about it is refused. */
  delist(symbol: string): void {
    (this.#world.markets as Map<string, unknown>).delete(symbol);
  }

  /** The emulator runs and has the account; the broker is made and not started. */
  static async open(options: EmulatedOptions): Promise<EmulatedAccount> {
    const dialect = await loadDialect(options.exchange);
    if (dialect === undefined) throw new Error(`no emulator of ${options.exchange}`);
    const emulator = await startEmulator(dialect);
    const credentials = credentialsFor(options.exchange);
    const quote = quoteOf(options.exchange);
    await admin(emulator.origin, 'accounts', {
      apiKey: credentials.apiKey.reveal(),
      secret: credentials.secret.reveal(),
      passphrase: credentials.passphrase?.reveal(),
      spot: { [quote]: '1000000', BTC: '10', ETH: '100' },
      swap: { [quote]: '1000000' },
      ...options.grant,
    });
    if (options.positionMode === 'hedging')
      await admin(emulator.origin, 'faults', { kind: 'position_mode', account: 'main', mode: 'hedge' });
    const account = accountOf(options, emulator.origin);
    const parts = { account, credentials, logger: createLines() };
    const opened = await openAt(parts, options);
    return new EmulatedAccount({ emulator, world: dialect.world, ...parts, ...opened }, options);
  }

  async start(): Promise<void> {
    await this.broker.start((event) => void this.events.push(event));
  }

  /** Leaves the old broker behind without a farewell and makes another one. */
  async restart(): Promise<void> {
    const { broker, exchange } = this;
    Object.assign(this, await openAt(this, this.#options));
    await broker.stop();
    await exchange.close();
    await this.start();
  }

  admin(path: string, body: unknown): Promise<unknown> {
    return admin(this.emulator.origin, path, body);
  }

  async fault(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.admin('faults', fields);
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.emulator.origin}/_emulator/faults`, { method: 'DELETE' });
  }

  async requests(): Promise<
    readonly {
      method: string;
      path: string;
      query: Record<string, string>;
      params: Record<string, string>;
      headers: Record<string, string>;
      status: number;
    }[]
  > {
    const response = await fetch(`${this.emulator.origin}/_emulator/requests`);
    return ((await response.json()) as { requests: never[] }).requests;
  }

  /** Waits until it holds; rejects after a while with the events that were heard. */
  async until(holds: () => boolean, timeoutMs = 5_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`it did not come to that; heard ${describe(this.events)}`);
      await pause(5);
    }
  }

  /** Waits a while until all trades but so many have been told; answers how many have not. */
  async hearTrades(missed: number): Promise<number> {
    const trades = (): number => this.#world.orders.trades('main').length;
    const untold = (): number => trades() - this.events.filter(({ kind }) => kind === 'fill').length;
    const end = Date.now() + TRADES_LATE_MS;
    while (untold() > missed && Date.now() < end) await pause(10);
    return untold();
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind);
  }

  async close(): Promise<void> {
    await this.broker.stop();
    await this.exchange.close();
    await this.emulator.close();
  }
}

interface Opened {
  readonly emulator: EmulatorServer;
  readonly world: ExchangeWorld;
  readonly account: Account;
  readonly credentials: ExchangeCredentials;
  readonly logger: Lines;
  readonly exchange: OpenedExchange;
  readonly broker: Broker;
}

function accountOf(options: EmulatedOptions, endpoint: string): Account {
  return {
    id: 'acct',
    name: 'acct',
    broker: `ccxt:${options.exchange}`,
    environment: 'emulated' satisfies AccountEnvironment,
    currency: quoteOf(options.exchange),
    positionMode: options.positionMode ?? 'netting',
    initialBalance: decimal('0'),
    createdAt: 0,
    exchange: { markets: ['spot', 'swap'], marginMode: 'cross', endpoint, ...options.terms },
  };
}

async function openAt(
  { account, credentials, logger }: Pick<Opened, 'account' | 'credentials' | 'logger'>,
  options: EmulatedOptions,
): Promise<Pick<Opened, 'exchange' | 'broker'>> {
  const exchange = await openCcxtExchange({
    broker: account.broker,
    environment: account.environment,
    ...(account.exchange?.endpoint === undefined ? {} : { endpoint: account.exchange.endpoint }),
    clock: createSystemClock(),
    logger,
    ...options.request,
  });
  return { exchange, broker: await exchange.createBroker(account, credentials) };
}

async function admin(origin: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${origin}/_emulator/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return await response.json();
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const describe = (events: readonly BrokerEvent[]): string =>
  JSON.stringify(events, (_key, value: unknown) =>
    typeof value === 'bigint' ? formatDecimal(value as never) : value,
  ).slice(0, 2_000);

/** A bench for the conformance suite at this exchange's market of that name. */
export async function openBench(
  options: EmulatedOptions,
  of: { instrumentId: string; symbol: string },
): Promise<BrokerBench> {
  const desk = await EmulatedAccount.open(options);
  await desk.start();
  const isAsked = desk.logger.lines.some((line) => line.startsWith('no private streams'));
  if (isAsked) throw new Error(`streams were promised: ${desk.logger.lines.join('; ')}`);
  const instrument = (await desk.broker.instruments()).find(({ id }) => id === of.instrumentId);
  if (instrument === undefined) throw new Error(`no instrument ${of.instrumentId}`);
  const price = await priceOf(desk, of.symbol, instrument);
  let missed = 0;
  const settle = async (): Promise<void> => {
    missed = await desk.hearTrades(missed);
    // Two looks in a row that show nothing new, with the time between them in which orders are asked for.
    for (let heard = -1; heard !== desk.events.length; ) {
      heard = desk.events.length;
      await pause(120);
    }
  };
  let before = price;
  const setPrice = async ({ bid, ask, quantity }: ConformancePrice): Promise<void> => {
    // Stops of exchanges go by the last trade: at the bid in a falling market, at the ask in a rising one.
    const last = ask < before ? bid : ask;
    before = ask;
    const depth =
      quantity === undefined ? {} : { bidQuantity: formatDecimal(quantity), askQuantity: formatDecimal(quantity) };
    await desk.admin('prices', {
      symbol: of.symbol,
      bid: formatDecimal(bid),
      ask: formatDecimal(ask),
      last: formatDecimal(last),
      ...depth,
    });
  };
  await setPrice({ bid: subtract(price, instrument.tickSize), ask: add(price, instrument.tickSize) });
  return {
    broker: () => desk.broker,
    events: desk.events,
    accountId: 'acct',
    instrument,
    lot: lotOf(instrument, price),
    ...(desk.broker.capabilities.marketBuyBy?.[instrument.kind] === 'cost' ? { buysAtLimit: true as const } : {}),
    price,
    setPrice: async (prices) => {
      await setPrice(prices);
      await settle();
    },
    restart: async () => await desk.restart(),
    settle,
    now: () => Date.now(),
    close: async () => await desk.close(),
  };
}

/** Twice what must be traded at least, so that it is enough at all prices of the tests. */
function lotOf({ quantityMin, notionalMin, lotStep, contractSize }: Instrument, price: Decimal): Decimal {
  const worth = divide(
    multiplyRounded(notionalMin, fromInteger(2), 'up'),
    multiplyRounded(price, contractSize, 'down'),
    'up',
  );
  return maximum(quantityMin, roundToStep(worth, lotStep, 'up'));
}

async function priceOf(desk: EmulatedAccount, symbol: string, { tickSize }: Instrument) {
  const response = await fetch(`${desk.emulator.origin}/_emulator/prices`);
  const { prices } = (await response.json()) as { prices: { symbol: string; bid: string; ask: string }[] };
  const found = prices.find((price) => price.symbol === symbol);
  if (found === undefined) throw new Error(`no price of ${symbol}`);
  return roundToStep(divide(add(decimal(found.bid), decimal(found.ask)), fromInteger(2), 'down'), tickSize, 'down');
}
