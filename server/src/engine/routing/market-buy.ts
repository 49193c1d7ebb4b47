/**
 * Market buys at venues that size them by what they may cost and know no quantity: there the order leaves as a limit order
 * that fills at once what it can (ioc), at the price of the moment and no worse than the account's collar. It is worked out
 * before risk looks at it, so what is approved is what is sent, and it is said.
 */
import { type Decimal, formatDecimal, multiplyRounded, roundToStep, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest } from '#domain/order.ts';
import { collarFactor } from '../risk/check.ts';
import type { AccountState } from '../state.ts';

/** The request as the venue can take it. Without a price it stays as it is, and risk denies it for that. */
export function placeable(
  state: AccountState,
  request: OrderRequest,
  instrument: Instrument | undefined,
): OrderRequest {
  const { limits, quotes, settings } = state.volatile;
  if (request.type !== 'market' || request.side !== 'buy' || instrument === undefined) return request;
  if (settings.traits.marketBuyBy?.[instrument.kind] !== 'cost') return request;
  const ask = quotes.get(instrument.id)?.ask;
  if (ask === undefined) return request;
  const limitPrice = collared(ask, limits?.priceCollarPercent ?? ZERO, instrument);
  const values = { limitPrice: formatDecimal(limitPrice), ask: formatDecimal(ask) };
  const draft: Draft<OrderRequest> = {
    ...request,
    type: 'limit',
    limitPrice,
    timeInForce: request.timeInForce === 'fok' ? 'fok' : 'ioc',
    adjustments: [...(request.adjustments ?? []), { code: 'MARKET_BUY_AS_LIMIT', values }],
  };
  return draft;
}

function collared(ask: Decimal, percent: Decimal, { tickSize }: Instrument): Decimal {
  return roundToStep(multiplyRounded(ask, collarFactor(percent), 'down'), tickSize, 'down');
}
