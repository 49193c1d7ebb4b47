/**
 * The eight exchanges by the names people use. `htx` was called huobi for years, and people still say so: the old name is
 * understood wherever a person writes one, and never stored.
 */
export const EXCHANGE_NAMES = ['binance', 'okx', 'bybit', 'htx', 'bitget', 'coinbase', 'kucoin', 'mexc'] as const;
export type ExchangeName = (typeof EXCHANGE_NAMES)[number];

/** What is traded there: coins against coins, or linear perpetual swaps. */
export const EXCHANGE_MARKETS = ['spot', 'swap'] as const;
export type ExchangeMarket = (typeof EXCHANGE_MARKETS)[number];

const OLD_NAMES: Readonly<Record<string, ExchangeName>> = { huobi: 'htx' };
const BROKER_PREFIX = 'ccxt:';

/** The exchange that a person's word means, the old name included; undefined when it is none of ours. */
export function exchangeNamed(word: string): ExchangeName | undefined {
  const lower = word.trim().toLowerCase();
  return EXCHANGE_NAMES.find((name) => name === lower) ?? OLD_NAMES[lower];
}

/** The exchange of an account's broker (`ccxt:binance`); undefined for brokers that are no exchange. */
export function exchangeOfBroker(broker: string): ExchangeName | undefined {
  return broker.startsWith(BROKER_PREFIX) ? exchangeNamed(broker.slice(BROKER_PREFIX.length)) : undefined;
}

/** The broker name of an account at this exchange. */
export const brokerOfExchange = (name: ExchangeName): string => `${BROKER_PREFIX}${name}`;
