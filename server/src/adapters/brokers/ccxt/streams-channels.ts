/**
 * Which private streams are watched at each exchange for an account's markets, and with what parameters: orders and trades,
 * and conditional orders where they are told of in a channel of their own. Positions and balances are asked for: what they
 * say follows from the trades, and a comparison must not rest on the same stream as what it compares.
 */
import type { ExchangeMarket, ExchangeName } from './exchange-name.ts';
import type { ExchangeProfile } from './profile.ts';

/** One subscription: a watch method of the client, called again and again. */
export interface StreamChannel {
  readonly method: 'watchOrders' | 'watchMyTrades';
  readonly params: Readonly<Record<string, unknown>>;
}

type Params = Readonly<Record<string, unknown>>;

/** Parameters that turn a watch call to one market; some clients would send on what they don't read. */
const byType = (name: ExchangeName, market: ExchangeMarket): Params => {
  if (market === 'spot') return { type: 'spot' };
  return name === 'kucoin' || name === 'mexc' ? { type: 'swap' } : { type: 'swap', subType: 'linear' };
};

/** Exchanges where one stream tells of all markets. */
const FOR_ALL: ReadonlySet<ExchangeName> = new Set(['okx', 'bybit', 'coinbase']);

/** Further calls for conditional orders. */
const CONDITIONAL: Readonly<Partial<Record<ExchangeName, (market: ExchangeMarket) => readonly Params[]>>> = {
  okx: () => [{ trigger: true }],
  bitget: (market) => [{ ...byType('bitget', market), trigger: true }],
  kucoin: (market) => [{ ...byType('kucoin', market), trigger: true }],
};

/** The channels to watch for an account with these markets, each once. */
export function streamChannels(
  profile: Pick<ExchangeProfile, 'name' | 'markets'>,
  markets: readonly ExchangeMarket[],
): readonly StreamChannel[] {
  const { name } = profile;
  const channels: StreamChannel[] = [];
  for (const market of FOR_ALL.has(name) ? markets.slice(0, 1) : markets) {
    const params = FOR_ALL.has(name) ? {} : byType(name, market);
    const { streams } = profile.markets[market];
    if (streams.trades) channels.push({ method: 'watchMyTrades', params });
    if (!streams.orders) continue;
    channels.push({ method: 'watchOrders', params });
    const conditional = CONDITIONAL[name]?.(market) ?? [];
    channels.push(...conditional.map((extra): StreamChannel => ({ method: 'watchOrders', params: extra })));
  }
  return channels;
}
