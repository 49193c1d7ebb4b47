/** The profile of each exchange, loaded only when an account needs it. */
import type { ExchangeName } from './exchange-name.ts';
import type { ExchangeProfile } from './profile.ts';

const LOADERS: Readonly<Record<ExchangeName, () => Promise<ExchangeProfile>>> = {
  binance: async () => (await import('./exchanges/binance.ts')).BINANCE,
  okx: async () => (await import('./exchanges/okx.ts')).OKX,
  bybit: async () => (await import('./exchanges/bybit.ts')).BYBIT,
  htx: async () => (await import('./exchanges/htx.ts')).HTX,
  bitget: async () => (await import('./exchanges/bitget.ts')).BITGET,
  coinbase: async () => (await import('./exchanges/coinbase.ts')).COINBASE,
  kucoin: async () => (await import('./exchanges/kucoin.ts')).KUCOIN,
  mexc: async () => (await import('./exchanges/mexc.ts')).MEXC,
};

export const loadExchangeProfile = (name: ExchangeName): Promise<ExchangeProfile> => LOADERS[name]();
