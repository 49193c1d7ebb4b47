/** Trades that come page by page, and the order in which they are told. */
import type { AccountDesk } from './account-desk.ts';
import { readPages } from './answer-pages.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import type { ClientCall } from './profile.ts';
import { nextTradesCall } from './trade-history.ts';
import { readTrades, type SeenTrade } from './trade-reading.ts';

/** The trades of all pages, each once. More than can be asked for show as a difference of positions. */
export async function allTrades(
  { connection, venue }: AccountDesk,
  market: ExchangeMarket,
  first: ClientCall,
): Promise<readonly SeenTrade[]> {
  const { items } = await readPages<SeenTrade>({
    first,
    read: async (call) => await connection.read(call),
    items: readTrades,
    nameOf: ({ symbol, tradeId }) => `${symbol} ${tradeId}`,
    next: (call, answer) => nextTradesCall(venue.profile.questions, market, { call, answer }),
  });
  return items;
}

/** Compares two trades: the older one first, and of one moment the one that was numbered first. */
export const byTime = (left: TradeKey, right: TradeKey): number =>
  left.time - right.time || compareIds(left.tradeId, right.tradeId);

type TradeKey = Pick<SeenTrade, 'time' | 'tradeId'>;

/** Trade ids that are numbers, by their number. */
function compareIds(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}
