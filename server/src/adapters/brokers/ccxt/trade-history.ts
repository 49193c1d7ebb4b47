/**
 * Which calls ask an exchange for an account's trades: of one order, and of all since a moment, page by page. Some exchanges
 * want a symbol with every question, so the symbols this account has traded are remembered.
 */
import type { ExchangeMarket } from './exchange-name.ts';
import { fieldsOf, listOf } from './client-values.ts';
import type { ClientCall, VenueMarket } from './profile.ts';
import type { Params, QuestionProfile } from './question-profile.ts';

type Questions = Pick<QuestionProfile, 'trades'>;

/** The call that asks for the trades of an order, by the exchange's own id for it. */
export function orderTradesCall({ trades }: Questions, market: VenueMarket, venueOrderId: string): ClientCall {
  const { ofOrder, pageSize } = trades[market.kind];
  const { method, args } = ofOrder(market, venueOrderId);
  return method === 'fetchMyTrades' ? { method, args: [args[0], args[1], pageSize, args[3]] } : { method, args };
}

export const needsSymbol = ({ trades }: Questions, market: ExchangeMarket): boolean =>
  trades[market].allSymbols === undefined;

/** The calls for trades since a moment: of one symbol, or of a whole market. Several, where one tells of a short time only. */
export function tradesCalls(
  { trades }: Questions,
  of: { market: ExchangeMarket; symbol?: string },
  { since, now }: { readonly since: number; readonly now: number },
): readonly ClientCall[] {
  const { allSymbols = {}, pageSize, noLimitSince, spanMs } = trades[of.market];
  const params = of.symbol === undefined ? allSymbols : {};
  const call = (from: number, more: Params = {}): ClientCall => ({
    method: 'fetchMyTrades',
    args: [of.symbol, from, noLimitSince === true ? undefined : pageSize, { ...params, ...more }],
  });
  if (spanMs === undefined) return [call(since)];
  const calls: ClientCall[] = [];
  for (let from = since; from <= now; from += spanMs) {
    const until = from + spanMs - 1;
    calls.push(call(from, until >= now ? {} : { until }));
  }
  return calls;
}

/** The call for the page after `answer`; undefined where that was the last, as far as it says. */
export function nextTradesCall(
  { trades }: Questions,
  market: ExchangeMarket,
  { call: { method, args }, answer }: { readonly call: ClientCall; readonly answer: unknown },
): ClientCall | undefined {
  const { next, pageSize } = trades[market];
  const items = listOf(answer).map(fieldsOf);
  const [symbol, since, limit = pageSize] = args;
  if (method !== 'fetchMyTrades' || items.length < Number(limit)) return undefined;
  const params = fieldsOf(args[3]);
  if (next === 'from_newest') {
    if (since === undefined) return undefined;
    const newest = Math.max(...items.map(({ timestamp }) => Number(timestamp)));
    return { method, args: [symbol, newest, limit, params] };
  }
  const more = next({ market, items, params });
  return more === undefined ? undefined : { method, args: [symbol, since, args[2], { ...params, ...more }] };
}
