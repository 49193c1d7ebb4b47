/**
 * Stops are what venues differ in most: some know none in a market, some only stop-limits, some only of one side or only to
 * close. A stop-loss leaves as a stop-limit where that is all there is, no worse than the account's collar, and says so: at the
 * venue it protects also while the server does not run. Other stops that are lacking are carried out by the engine.
 */
import {
  type Decimal,
  formatDecimal,
  fromInteger,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest, Side } from '#domain/order.ts';
import { collarFactor } from './risk/check.ts';
import type { AccountState } from './state.ts';

type Asked = Pick<OrderRequest, 'instrumentId' | 'type' | 'side' | 'reduceOnly'>;

/** Whether the venue takes an order of this type, as far as stops go; all else is for the risk gate to say. */
export function takesStop({ volatile }: AccountState, { instrumentId, type, side, reduceOnly }: Asked): boolean {
  const { traits, directory } = volatile.settings;
  if (type !== 'stop' && type !== 'stop_limit') return true;
  const kind = directory.byId(instrumentId)?.kind;
  const stops = kind === undefined ? undefined : traits.stops?.[kind];
  if (stops === undefined) return traits.orderTypes.includes(type);
  return stops.some(
    (stop) => stop.type === type && (stop.side ?? side) === side && (stop.onlyClosing !== true || reduceOnly),
  );
}

type Terms = Pick<OrderRequest, 'type' | 'stopPrice' | 'limitPrice' | 'adjustments'>;

/** How a stop-loss at the price leaves: as a stop, or as a stop-limit where that is all the venue takes. */
export function stopLossTerms(
  state: AccountState,
  { instrumentId, side }: Pick<OrderRequest, 'instrumentId' | 'side'>,
  stopPrice: Decimal,
): Terms {
  const asked = { instrumentId, side, reduceOnly: true };
  const plain = { type: 'stop' as const, stopPrice };
  if (takesStop(state, { ...asked, type: 'stop' }) || !takesStop(state, { ...asked, type: 'stop_limit' })) return plain;
  const limitPrice = worstLimit(state, asked, stopPrice);
  if (limitPrice === undefined) return plain;
  const values = { stopPrice: formatDecimal(stopPrice), limitPrice: formatDecimal(limitPrice) };
  return { type: 'stop_limit', stopPrice, limitPrice, adjustments: [{ code: 'STOP_AS_STOP_LIMIT', values }] };
}

/** The limit that moves with the trigger of a stop-loss that is a stop-limit; nothing for a stop. */
export function limitBehind(state: AccountState, request: OrderRequest, stopPrice: Decimal): { limitPrice?: Decimal } {
  const limitPrice = request.type === 'stop_limit' ? worstLimit(state, request, stopPrice) : undefined;
  return limitPrice === undefined ? {} : { limitPrice };
}

const TWO = fromInteger(2);

function worstLimit(
  { volatile }: AccountState,
  { instrumentId, side }: { readonly instrumentId: string; readonly side: Side },
  stopPrice: Decimal,
): Decimal | undefined {
  const { limits, settings } = volatile;
  const instrument: Instrument | undefined = settings.directory.byId(instrumentId);
  if (instrument === undefined || limits?.priceCollarPercent === undefined) return undefined;
  const up = collarFactor(limits.priceCollarPercent);
  const worst = multiplyRounded(stopPrice, side === 'buy' ? up : subtract(TWO, up), 'down');
  const limitPrice = roundToStep(worst, instrument.tickSize, side === 'buy' ? 'floor' : 'ceiling');
  return limitPrice > ZERO ? limitPrice : undefined;
}
