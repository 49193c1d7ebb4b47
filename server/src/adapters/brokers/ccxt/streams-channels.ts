/**
 * Which private streams are watched for an account's markets: orders and trades, and conditional orders where they are told of
 * in a channel of their own. Positions and balances are asked for: what they say follows from the trades, and a comparison
 * must not rest on the same stream as what it compares.
 */
import type { ExchangeMarket } from './exchange-name.ts';
import type { ExchangeProfile } from './profile.ts';
import type { StreamChannel } from './stream-talk.ts';

/** The channels to watch for an account with these markets, each once. */
export function streamChannels(
  { talk, markets: profiles }: Pick<ExchangeProfile, 'talk' | 'markets'>,
  markets: readonly ExchangeMarket[],
): readonly StreamChannel[] {
  const channels: StreamChannel[] = [];
  for (const market of talk.forAll === true ? markets.slice(0, 1) : markets) {
    const params = talk.params(market);
    const { streams } = profiles[market];
    if (streams.trades) channels.push({ method: 'watchMyTrades', params });
    if (!streams.orders) continue;
    channels.push({ method: 'watchOrders', params });
    if (talk.conditional !== undefined)
      channels.push({ method: 'watchOrders', params: { ...params, ...talk.conditional } });
  }
  return channels;
}
