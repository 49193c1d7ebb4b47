/**
 * The markets of one exchange and environment, loaded once by a client without keys and shared by all accounts there: they
 * are megabytes and take half a second of the processor. What was loaded is kept in a file, so that a start without network
 * knows the instruments; orders need the venue anyhow.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '#ports/logger.ts';
import type { CcxtClient, ClientMarket } from './client-surface.ts';
import { kindOf } from './market-instruments.ts';

export interface MarketShareOptions {
  readonly createClient: () => Promise<CcxtClient>;
  /** Runs one call of the client with a deadline; rejects when it fails. */
  readonly call: (call: () => Promise<unknown>) => Promise<unknown>;
  readonly logger: Logger;
  /** Where the markets are remembered; absent: nowhere. */
  readonly cacheFile?: string;
}

export class MarketShare {
  readonly #options: MarketShareOptions;
  #client: CcxtClient | undefined;
  #opening: Promise<CcxtClient> | undefined;
  #markets: readonly ClientMarket[] | undefined;
  #loading: Promise<void> | undefined;
  #loaded = false;
  readonly #listeners = new Set<() => void>();

  constructor(options: MarketShareOptions) {
    this.#options = options;
  }

  /** Whether the markets came from the venue in this process; until then no client can be given them. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** Calls back each time the markets have come from the venue; returns the function that ends it. */
  onLoaded(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What is known of the markets, perhaps from an earlier day; empty when nothing is. */
  async known(): Promise<readonly ClientMarket[]> {
    this.#markets ??= await this.#remembered();
    return this.#markets ?? [];
  }

  /** Loads the markets unless they are; all who ask at once wait for the same load. Rejects when the venue can't be asked. */
  async load(reload = false): Promise<void> {
    if (this.#loaded && !reload) return;
    this.#loading ??= this.#fetch(reload).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  /** The keyless client: for public questions. Undefined before it was opened. */
  publicClient(): CcxtClient | undefined {
    return this.#client;
  }

  /** Opens the keyless client, once. Sends nothing. */
  async openClient(): Promise<CcxtClient> {
    this.#opening ??= this.#options.createClient();
    this.#client = await this.#opening;
    return this.#client;
  }

  /** Hands the loaded markets to a client; they are shared, not copied. */
  shareWith(client: CcxtClient): void {
    if (!this.#loaded || this.#client === undefined) throw new Error('the markets are not loaded');
    client.setMarketsFromExchange(this.#client);
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #fetch(reload: boolean): Promise<void> {
    const client = await this.openClient();
    // A failed load is remembered by the client: every further one must ask for a new one.
    const again = reload || client.markets === undefined;
    await this.#options.call(async () => await client.loadMarkets(again));
    const markets = Object.values(client.markets ?? {});
    trimInfo(markets);
    this.#markets = markets.filter((market) => kindOf(market) !== undefined);
    if (this.#markets.length === 0) throw new Error('the venue listed no markets');
    this.#loaded = true;
    for (const listener of this.#listeners) listener();
    await this.#remember(this.#markets);
  }

  async #remember(markets: readonly ClientMarket[]): Promise<void> {
    const { cacheFile, logger } = this.#options;
    if (cacheFile === undefined) return;
    try {
      await mkdir(dirname(cacheFile), { recursive: true });
      const draft = `${cacheFile}.new`;
      await writeFile(draft, JSON.stringify({ version: 1, markets: markets.map(essentials) }));
      await rename(draft, cacheFile);
    } catch (error) {
      logger.warn({ error: String(error) }, 'the list of instruments could not be kept for the next start');
    }
  }

  async #remembered(): Promise<readonly ClientMarket[] | undefined> {
    const { cacheFile } = this.#options;
    if (cacheFile === undefined) return undefined;
    try {
      const kept = JSON.parse(await readFile(cacheFile, 'utf8')) as { version?: number; markets?: ClientMarket[] };
      return kept.version === 1 && Array.isArray(kept.markets) ? kept.markets : undefined;
    } catch {
      // Absent at the first start; a broken one is as good as absent.
      return undefined;
    }
  }
}

/** What is read of a market's native form after the client parsed it; the rest is megabytes. */
const INFO_READ = [
  'orderTypes',
  'uly',
  'instFamily',
  'ruleType',
  'quoteIncrement',
  'contract_type',
  'fundingInterval',
  'minFunds',
];

function trimInfo(markets: readonly ClientMarket[]): void {
  // Thousands of markets take the same order types: one list serves them all.
  const lists = new Map<string, unknown>();
  const shared = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    const key = value.join(' ');
    if (!lists.has(key)) lists.set(key, value);
    return lists.get(key);
  };
  for (const market of markets) {
    const { info = {} } = market;
    market.info = Object.fromEntries(INFO_READ.flatMap((name) => (name in info ? [[name, shared(info[name])]] : [])));
  }
}

function essentials(market: ClientMarket): ClientMarket {
  const { id, symbol, base, quote, settle, type, spot, swap, linear, active, contractSize, precision, limits, info } =
    market;
  const minFunds = info?.minFunds;
  const optional = {
    info: minFunds === undefined ? undefined : { minFunds },
    settle,
    spot,
    swap,
    linear,
    active,
    contractSize,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const kept = { id, symbol, base, quote, type, precision, limits };
  return { ...kept, ...given } as ClientMarket;
}
