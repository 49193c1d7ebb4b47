/** Market data over REST. */
import type { MarketShown } from '#runtime/market-questions.ts';
import type { Result } from '#runtime/desk.ts';
import { isoTime } from '#domain/iso-time.ts';
import { type Answer, type Handlers, ok, refuse, refuseWith } from './call.ts';
import { present } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type MarketIds = 'getMarket' | 'getTicker' | 'getBook' | 'listMarketTrades' | 'listCandles';

/** Handlers of market data. */
export function createMarketHandlers({ desk }: Pick<HttpServerOptions, 'desk'>): Pick<Handlers, MarketIds> {
  const { market } = desk;
  return {
    getMarket: ({ query: { account } }) => shown(market.facts(account)),
    getTicker: async ({ query }) => shown(await market.ticker(questionOf(query))),
    getBook: async ({ query }) => shown(await market.book(questionOf(query), query.levels)),
    listMarketTrades: async ({ query }) => shown(await market.trades(questionOf(query), query.limit)),
    async listCandles({ query }) {
      const [since, until] = [momentOf(query.since), momentOf(query.until)];
      if (since !== undefined && until !== undefined && since >= until) {
        return refuse('QUERY_INVALID', { field: 'until', problem: 'since < until' });
      }
      const { interval, limit } = query;
      const times = { ...present('since', since), ...present('until', until) };
      const result = await market.candles({ ...questionOf(query), interval, limit, ...times });
      if (result.kind === 'failed') return refuseWith(result.reason);
      const { next, previous, ...page } = result.value;
      const pages = { ...present('next', textOf(next)), ...present('previous', textOf(previous)) };
      return ok({ ...page, ...pages }, { simulated: page.simulated });
    },
  };
}

function questionOf({ account, symbol }: { readonly account?: string | undefined; readonly symbol: string }) {
  return { symbol, ...present('account', account) };
}

function shown(result: Result<Pick<MarketShown, 'simulated'>>): Answer {
  if (result.kind === 'failed') return refuseWith(result.reason);
  return ok(result.value, { simulated: result.value.simulated });
}

/** ISO 8601, or ms since 1970. */
function momentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}

const textOf = (time: number | undefined): string | undefined => (time === undefined ? undefined : isoTime(time));
