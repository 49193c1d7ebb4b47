/** A close that is larger than one order may be leaves as several, so that no exit is ever too large. */
import { add, type Decimal, formatDecimal, minimum, roundToStep, subtract, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest } from '#domain/order.ts';
import { closeLimited } from './adjustments.ts';

/** Orders that one close may become; what is left then is said, and is for another one. */
const PARTS_MAX = 50;

/** The request itself, or as many as the instrument's largest order makes of it, each saying that it is one of them. */
export function splitClose(request: OrderRequest, instrument: Instrument | undefined): OrderRequest[] {
  if (instrument === undefined || request.quantity <= instrument.quantityMax) return [request];
  const quantities = partsOf(request.quantity, instrument);
  if (quantities.length < 2) return [request];
  const maximum = formatDecimal(instrument.quantityMax);
  const asked = formatDecimal(request.quantity);
  const split = { code: 'CLOSE_SPLIT', values: { asked, parts: String(quantities.length), maximum } };
  const limited = closeLimited(request.quantity, quantities.reduce(add, ZERO));
  return quantities.map((quantity, part) => ({
    ...request,
    quantity,
    adjustments: [...(part === 0 ? [...(request.adjustments ?? []), ...limited] : []), split],
  }));
}

/** Each as large as may be; where the last would be too small to be taken, the one before gives it what it lacks. */
function partsOf(quantity: Decimal, { quantityMax, quantityMin, lotStep }: Instrument): Decimal[] {
  const largest = roundToStep(quantityMax, lotStep, 'down');
  if (largest <= ZERO) return [];
  const parts: Decimal[] = [];
  for (let left = quantity; left > ZERO && parts.length < PARTS_MAX; ) {
    const part = minimum(left, largest);
    parts.push(part);
    left = subtract(left, part);
  }
  const last = parts.at(-1) ?? ZERO;
  const lacks = subtract(roundToStep(quantityMin, lotStep, 'up'), last);
  if (parts.length < 2 || lacks <= ZERO) return parts;
  return [...parts.slice(0, -2), subtract(largest, lacks), add(last, lacks)];
}
