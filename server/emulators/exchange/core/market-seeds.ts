/** The markets an emulated exchange opens with: four well-known coins, spot and swap, and any number of fillers. */
import { type Decimal, decimal, maximum, multiplyRounded, ONE, roundToStep } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from './exchange-market.ts';

export interface MarketSeedOptions {
  /** Quote and settle currency of the swaps. */
  readonly swapQuote?: string;
  /** Quote currency of the spot markets. */
  readonly spotQuote?: string;
  /** Base units per contract, for exchanges whose swaps count contracts; absent: they count base units. */
  readonly contractSizes?: Readonly<Record<string, string>>;
  /** Smallest part of a contract that can be traded. */
  readonly contractStep?: string;
  /** Filler markets are added until there are this many in all. */
  readonly marketsMin?: number;
}

interface CoinSeed {
  readonly base: string;
  readonly price: string;
  readonly spot: { readonly tick: string; readonly step: string };
  readonly swap: { readonly tick: string; readonly step: string; readonly notionalMin: string };
}

const COINS: readonly CoinSeed[] = [
  {
    base: 'BTC',
    price: '60000',
    spot: { tick: '0.01', step: '0.00001' },
    swap: { tick: '0.1', step: '0.001', notionalMin: '50' },
  },
  {
    base: 'ETH',
    price: '3000',
    spot: { tick: '0.01', step: '0.0001' },
    swap: { tick: '0.01', step: '0.001', notionalMin: '20' },
  },
  {
    base: 'SOL',
    price: '150',
    spot: { tick: '0.01', step: '0.001' },
    swap: { tick: '0.01', step: '0.01', notionalMin: '5' },
  },
  {
    base: 'DOGE',
    price: '0.15',
    spot: { tick: '0.00001', step: '1' },
    swap: { tick: '0.00001', step: '1', notionalMin: '5' },
  },
];

const STEPS_MAX = decimal('100000000');
const MARKET_STEPS_MAX = decimal('10000000');
/** Of six fillers one is a swap. */
const FILLERS_PER_SWAP = 6;

/** The markets, spot first of each coin. The same options give the same markets. */
export function seedMarkets(options: MarketSeedOptions = {}): ExchangeMarket[] {
  const markets = COINS.flatMap((coin) => [marketOf(coin, 'spot', options), marketOf(coin, 'swap', options)]);
  for (let number = 1; markets.length < (options.marketsMin ?? 0); number += 1) {
    const filler = fillerCoin(number);
    markets.push(marketOf(filler, number % FILLERS_PER_SWAP === 0 ? 'swap' : 'spot', options));
  }
  return markets;
}

function fillerCoin(number: number): CoinSeed {
  return {
    base: `F${String(number).padStart(4, '0')}`,
    price: `${1 + (number % 90)}`,
    spot: { tick: '0.0001', step: '0.01' },
    swap: { tick: '0.0001', step: '0.1', notionalMin: '5' },
  };
}

function marketOf(coin: CoinSeed, type: MarketType, options: MarketSeedOptions): ExchangeMarket {
  const quote = (type === 'spot' ? options.spotQuote : options.swapQuote) ?? 'USDT';
  const { tick } = coin[type];
  const { contractSize, step } = unitsOf(coin, type, options);
  return {
    key: type === 'spot' ? `${coin.base}/${quote}` : `${coin.base}/${quote}:${quote}`,
    type,
    base: coin.base,
    quote,
    settle: quote,
    tickSize: decimal(tick),
    quantityStep: step,
    quantityMin: step,
    quantityMax: multiplyRounded(step, STEPS_MAX, 'down'),
    marketQuantityMax: multiplyRounded(step, MARKET_STEPS_MAX, 'down'),
    notionalMin: decimal(type === 'spot' ? '5' : coin.swap.notionalMin),
    contractSize,
    makerRate: decimal(type === 'spot' ? '0.001' : '0.0002'),
    takerRate: decimal(type === 'spot' ? '0.001' : '0.0005'),
    leverageMax: 125,
    maintenanceRate: decimal('0.005'),
    firstPrice: maximum(roundToStep(decimal(coin.price), decimal(tick), 'half_even'), decimal(tick)),
    tradable: true,
  };
}

function unitsOf(
  coin: CoinSeed,
  type: MarketType,
  options: MarketSeedOptions,
): { readonly contractSize: Decimal; readonly step: Decimal } {
  if (type === 'spot' || options.contractSizes === undefined) {
    return { contractSize: ONE, step: decimal(coin[type].step) };
  }
  const contractSize = decimal(options.contractSizes[coin.base] ?? '1');
  return { contractSize, step: decimal(options.contractStep ?? '1') };
}
