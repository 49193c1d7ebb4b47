/**
 * A real client of ccxt with nothing behind it: production addresses, the exchange's own signing, parsing and error maps, and
 * a function of the test in place of the network. Markets are set, never loaded, so that every request seen is one we caused.
 */
import type { Instrument } from '#domain/instrument.ts';
import { decimal, ONE, ZERO } from '#domain/decimal.ts';
import { callMethod, type CcxtClient, type ClientMarket } from '../client-surface.ts';
import { loadExchangeClass } from '../client-loader.ts';
import type { ExchangeMarket, ExchangeName } from '../exchange-name.ts';
import type { ClientCall, ExchangeProfile, VenueMarket } from '../profile.ts';
import type { SeenRequest } from '../wire-guard.ts';

/** The same answer to everything, or what answers each request. */
export type Answering = RigAnswer | ((request: RigRequest) => RigAnswer | Promise<RigAnswer>);

export interface RigAnswer {
  readonly status?: number;
  readonly body: string;
}

/** A request with its headers, as the network would have got it. */
export interface RigRequest extends SeenRequest {
  readonly headers: Readonly<Record<string, string>>;
}

export interface ClientRig {
  readonly client: CcxtClient;
  readonly requests: RigRequest[];
  /** Runs the call; what it throws is returned as `error`. */
  run(call: ClientCall): Promise<{ readonly answer?: unknown; readonly error?: unknown }>;
  answerWith(answer: Answering): void;
}

interface NativeMarket {
  readonly id: string;
  readonly contractSize?: string;
  readonly settle?: string;
  readonly amountStep: string;
}

const NATIVE: Readonly<Record<ExchangeName, Readonly<Record<ExchangeMarket, NativeMarket>>>> = {
  binance: { spot: { id: 'BTCUSDT', amountStep: '0.00001' }, swap: { id: 'BTCUSDT', amountStep: '0.001' } },
  okx: {
    spot: { id: 'BTC-USDT', amountStep: '0.00001' },
    swap: { id: 'BTC-USDT-SWAP', amountStep: '0.01', contractSize: '0.01' },
  },
  bybit: { spot: { id: 'BTCUSDT', amountStep: '0.00001' }, swap: { id: 'BTCUSDT', amountStep: '0.001' } },
  htx: {
    spot: { id: 'btcusdt', amountStep: '0.00001' },
    swap: { id: 'BTC-USDT', amountStep: '1', contractSize: '0.001' },
  },
  bitget: { spot: { id: 'BTCUSDT', amountStep: '0.00001' }, swap: { id: 'BTCUSDT', amountStep: '0.001' } },
  coinbase: {
    spot: { id: 'BTC-USDT', amountStep: '0.00001' },
    swap: { id: 'BTC-PERP-INTX', amountStep: '0.0001', settle: 'USDC' },
  },
  kucoin: {
    spot: { id: 'BTC-USDT', amountStep: '0.00001' },
    swap: { id: 'XBTUSDTM', amountStep: '1', contractSize: '0.001' },
  },
  mexc: {
    spot: { id: 'BTCUSDT', amountStep: '0.00001' },
    swap: { id: 'BTC_USDT', amountStep: '1', contractSize: '0.0001' },
  },
};

export const RIG_KEYS = {
  apiKey: 'rigKey00000000000000000000000001',
  secret: 'rigSecret00000000000000000000001',
  password: 'rigPassphrase0123456789',
} as const;

const PRICE_STEP = '0.1';

/** Other steps than the usual ones, for both markets; what is counted in whole contracts stays so. */
export interface RigSteps {
  readonly price: string;
  readonly amount: string;
}

export function venueMarket(name: ExchangeName, kind: ExchangeMarket): VenueMarket {
  const { id, settle = 'USDT' } = NATIVE[name][kind];
  const symbol = kind === 'spot' ? 'BTC/USDT' : `BTC/${settle}:${settle}`;
  return { kind, symbol, nativeId: id, settle };
}

export function rigInstrument(name: ExchangeName, kind: ExchangeMarket, steps?: RigSteps): Instrument {
  const { amountStep, contractSize = '1', settle = 'USDT' } = NATIVE[name][kind];
  return {
    id: kind === 'spot' ? 'BTCUSDT' : `BTC${settle}.P`,
    venue: name,
    kind: kind === 'spot' ? 'crypto_spot' : 'crypto_perpetual',
    baseCurrency: 'BTC',
    quoteCurrency: settle,
    tickSize: decimal(steps?.price ?? PRICE_STEP),
    lotStep: decimal(amountStepOf(name, kind, steps)),
    quantityMin: decimal(amountStep),
    quantityMax: decimal('1000000'),
    notionalMin: ZERO,
    contractSize: decimal(contractSize),
    lotSize: ONE,
    marginRate: kind === 'spot' ? ONE : decimal('0.1'),
    shortable: kind === 'swap',
    tradable: true,
    timeZone: 'UTC',
    sessions: [],
    aliases: [],
  };
}

function amountStepOf(name: ExchangeName, kind: ExchangeMarket, steps: RigSteps | undefined): string {
  const { amountStep } = NATIVE[name][kind];
  return amountStep === '1' ? amountStep : (steps?.amount ?? amountStep);
}

/** A client of this exchange with its two markets set and its options pinned as in production. */
export async function openRig(profile: ExchangeProfile, steps?: RigSteps): Promise<ClientRig> {
  const exchangeClass = await loadExchangeClass(profile.name);
  const client = new exchangeClass({
    number: String,
    enableRateLimit: false,
    options: { ...profile.options, maxRetriesOnFailure: 0, adjustForTimeDifference: false },
    ...RIG_KEYS,
  });
  for (const name of profile.hasNot) client.has[name] = false;
  const requests: RigRequest[] = [];
  let answer: Answering = { body: '{}' };
  Object.assign(client, {
    fetchIsNative: false,
    fetchImplementationLoading: Promise.resolve(),
    fetchImplementation: async (url: string, sent: Omit<RigRequest, 'url'>) => {
      const { method, body, headers } = sent;
      const request = { url, method, body, headers };
      requests.push(request);
      const { status = 200, body: text } = typeof answer === 'function' ? await answer(request) : answer;
      return new Response(text, { status, headers: { 'content-type': 'application/json' } });
    },
    // What htx asks once before its first spot order; the broker asks it when connecting.
    accounts: [{ id: '100009', type: 'spot', info: { subtype: '' } }],
  });
  setMarkets(client, profile.name, steps);
  return {
    client,
    requests,
    run: async ({ method, args }) => {
      try {
        return { answer: await callMethod(client, method, args) };
      } catch (error) {
        return { error };
      }
    },
    answerWith: (next) => {
      answer = next;
    },
  };
}

function setMarkets(client: CcxtClient, name: ExchangeName, steps?: RigSteps): void {
  const markets = (['spot', 'swap'] as const).map((kind) => {
    const market = clientMarket(name, kind);
    if (steps === undefined) return market;
    const precision = { price: steps.price, amount: amountStepOf(name, kind, steps) };
    return { ...market, precision, limits: { amount: {}, price: {}, cost: {} } };
  });
  (client['setMarkets'] as (markets: readonly unknown[]) => unknown).call(client, markets);
}

function clientMarket(name: ExchangeName, kind: ExchangeMarket): ClientMarket & Readonly<Record<string, unknown>> {
  const { id, contractSize, settle = 'USDT', amountStep } = NATIVE[name][kind];
  const isSwap = kind === 'swap';
  const quote = isSwap ? settle : 'USDT';
  return {
    id,
    symbol: venueMarket(name, kind).symbol,
    base: 'BTC',
    quote,
    baseId: 'BTC',
    quoteId: quote,
    ...(isSwap ? { settle, settleId: settle } : {}),
    type: kind,
    spot: !isSwap,
    margin: false,
    swap: isSwap,
    future: false,
    option: false,
    contract: isSwap,
    ...(isSwap ? { linear: true, inverse: false, subType: 'linear', contractSize: contractSize ?? '1' } : {}),
    active: true,
    precision: { amount: amountStep, price: PRICE_STEP },
    limits: { amount: { min: amountStep }, price: {}, cost: {} },
    info: {
      // Binance's client refuses a type that the market does not list; KuCoin's rounds a cost by the quote increment.
      orderTypes: isSwap
        ? ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET']
        : ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
      quoteIncrement: '0.01',
    },
  };
}

/** A request in one line: method, host and path, then its fields in their order, without what every signature adds. */
export function shownRequest({ url, method, body }: SeenRequest, hidden: readonly string[] = []): string {
  const { host, pathname, searchParams } = new URL(url);
  const isJson = typeof body === 'string' && /^[[{]/.test(body);
  const form = isJson || typeof body !== 'string' ? [] : [...new URLSearchParams(body)];
  const fields = [...searchParams, ...form].filter(([name]) => !hidden.includes(name));
  const shown = fields.map(([name, value]) => `${name}=${value}`).join('&');
  return [method, `${host}${pathname}`, shown, isJson ? body : ''].filter((part) => part !== '').join(' ');
}
