/**
 * The price that a trigger is held against before it leaves, where the venue reads the trigger by its last price: the one that
 * is watched while it is fresh, otherwise the venue is asked.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { fieldsOf, numberOf } from './client-values.ts';
import type { Lane } from './rate-lanes.ts';

/** In this time a price has often moved by more than stops are away from it. */
const FRESH_MS = 2_000;

/** Undefined where no trigger is read so, and where nobody can tell. */
export async function triggerPrice(
  desk: AccountDesk,
  { request, listed, lane }: { readonly request: OrderRequest; readonly listed: ListedInstrument; readonly lane: Lane },
  quote: Quote | undefined,
): Promise<Decimal | undefined> {
  const { triggerDirection } = desk.market(listed).capabilities;
  if (request.stopPrice === undefined || triggerDirection === 'stated') return undefined;
  if (quote !== undefined && desk.now() - quote.time <= FRESH_MS) return quote.last;
  const call = { method: 'fetchTicker', args: [listed.market.symbol] };
  const result = await desk.connection.call(call, { lane });
  const told = result.kind === 'answer' ? numberOf(fieldsOf(result.answer).last) : undefined;
  return told ?? quote?.last;
}
