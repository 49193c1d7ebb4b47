/** The exchanges that can be emulated, by name. Each dialect is loaded when it is asked for. */
import type { Dialect, DialectOptions } from './door/dialect.ts';

type MakeDialect = (options?: DialectOptions) => Dialect;

const DIALECTS: Readonly<Record<string, () => Promise<MakeDialect>>> = {
  binance: async () => (await import('./binance/binance-dialect.ts')).createBinance,
  okx: async () => (await import('./okx/okx-dialect.ts')).createOkx,
  kucoin: async () => (await import('./kucoin/kucoin-dialect.ts')).createKucoin,
  htx: async () => (await import('./htx/htx-dialect.ts')).createHtx,
  bitget: async () => (await import('./bitget/bitget-dialect.ts')).createBitget,
  coinbase: async () => (await import('./coinbase/coinbase-dialect.ts')).createCoinbase,
  mexc: async () => (await import('./mexc/mexc-dialect.ts')).createMexc,
  bybit: async () => (await import('./bybit/bybit-dialect.ts')).createBybit,
};

export const EMULATED_EXCHANGES: readonly string[] = Object.keys(DIALECTS);

/** The dialect of that name; undefined when there is none. */
export async function loadDialect(name: string, options?: DialectOptions): Promise<Dialect | undefined> {
  const make = await DIALECTS[name]?.();
  return make?.(options);
}
