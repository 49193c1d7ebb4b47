/** The profile of each exchange, loaded only when an account needs it. */
import type { ExchangeName } from './exchange-name.ts';
import type { ExchangeProfile } from './profile.ts';

const LOADERS: Readonly<Partial<Record<ExchangeName, () => Promise<ExchangeProfile>>>> = {
  binance: async () => (await import('./exchanges/binance.ts')).BINANCE,
  okx: async () => (await import('./exchanges/okx.ts')).OKX,
  bybit: async () => (await import('./exchanges/bybit.ts')).BYBIT,
  htx: async () => (await import('./exchanges/htx.ts')).HTX,
};

/** Rejects for an exchange that has no profile yet. */
export async function loadExchangeProfile(name: ExchangeName): Promise<ExchangeProfile> {
  const load = LOADERS[name];
  if (load === undefined) throw new Error(`no profile of ${name}`);
  return await load();
}
