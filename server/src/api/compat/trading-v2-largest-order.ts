/**
 * The largest order that would be let pass: found at the gate itself, by asking it about other quantities. The numbers that
 * its checks compared say which ones are worth asking about.
 */
import {
  absolute,
  add,
  type Decimal,
  decimal,
  divide,
  isPositive,
  maximum,
  minimum,
  multiplyRounded,
  parseDecimal,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { CheckView, DecisionView, InstrumentView } from '#views/shapes.ts';

/** What would be decided about this quantity of an order; nothing is placed. */
export type Rehearse = (quantity: Decimal) => DecisionView | undefined;

/** As checks name what they compare. */
const USED = ['value', 'count', 'needed', 'quantity'] as const;
const MONEY_LIMITS = ['available', 'free'] as const;
const LIMITS = ['maximum', ...MONEY_LIMITS] as const;
/** There are fewer checks that another quantity can satisfy. */
const PROBES_MAX = 8;

/** What a check compared, when it compared something with a limit. */
export function comparedBy({ values }: CheckView): { readonly used: Decimal; readonly limit: Decimal } | undefined {
  const used = firstOf(values, USED);
  const limit = firstOf(values, LIMITS);
  return used === undefined || limit === undefined ? undefined : { used, limit };
}

function firstOf(values: CheckView['values'], names: readonly string[]): Decimal | undefined {
  const text = names.map((name) => values[name]).find((value) => value !== undefined);
  return text === undefined ? undefined : parseDecimal(text);
}

/** A quantity that was asked about, and the answer. */
export interface Probe {
  readonly quantity: Decimal;
  readonly decision: DecisionView | undefined;
}

/**
 * The largest quantity on the step that the gate lets pass now, looked for from one that was asked already: to where the
 * numbers of the checks lead, and from there down to what the check that denies would let pass. A rehearsal copies the
 * whole account, so few are made. Zero when the gate denies for another reason than the size.
 */
export function largestPassing(rehearse: Rehearse, first: Probe, instrument: InstrumentView): Decimal {
  const step = decimal(instrument.lotStep);
  let passing: Decimal = ZERO;
  let denied: Decimal | undefined;
  let probe = first;
  for (let probes = 0; probes < PROBES_MAX; probes += 1) {
    const { quantity, decision } = probe;
    if (decision?.outcome === 'orders') passing = quantity;
    else if (!isTooSmall(decision)) denied = quantity;
    const bound = leadFrom(probe, instrument);
    if (bound === undefined) return passing;
    const below = denied === undefined ? bound : minimum(bound, subtract(denied, step));
    const next = roundToStep(below, step, 'floor');
    if (next <= passing || !isPositive(next)) return passing;
    probe = { quantity: next, decision: rehearse(next) };
  }
  return passing;
}

const TOO_SMALL: ReadonlySet<string> = new Set([
  'QUANTITY_BELOW_MINIMUM',
  'QUANTITY_NOT_ON_STEP',
  'NOTIONAL_BELOW_MINIMUM',
]);

/** Whether what is wrong may be that it is too little, or lies between two steps. */
function isTooSmall(decision: DecisionView | undefined): boolean {
  return decision?.checks.some(({ passed, code = '' }) => !passed && TOO_SMALL.has(code)) === true;
}

/** To which quantity the numbers of the checks lead; undefined when another quantity would change nothing. */
function leadFrom({ quantity, decision }: Probe, instrument: InstrumentView): Decimal | undefined {
  if (decision === undefined) return undefined;
  const { checks } = decision;
  const denial = checks.find(({ passed }) => !passed);
  if (isTooSmall(decision)) return decimal(instrument.quantityMax);
  if (decision.outcome !== 'orders' && (denial === undefined || boundOf(denial, checks, quantity) === undefined))
    return undefined;
  const bounds = checks.map((check) => boundOf(check, checks, quantity)).filter((bound) => bound !== undefined);
  return bounds.reduce(minimum, decimal(instrument.quantityMax));
}

/** The most that one check would let pass, as far as its numbers tell. */
function boundOf(check: CheckView, checks: readonly CheckView[], quantity: Decimal): Decimal | undefined {
  const compared = comparedBy(check);
  switch (check.check) {
    case 'quantity_bounds':
      return compared?.limit;
    case 'order_value':
      return compared && scaled(quantity, compared.limit, compared.used);
    case 'position_value': {
      // What the position is worth already stays; only the order itself can be made smaller, or larger.
      const own = checks.find(({ check: name }) => name === 'order_value');
      const value = own === undefined ? undefined : comparedBy(own)?.used;
      if (compared === undefined || value === undefined) return undefined;
      const more = scaled(quantity, subtract(compared.limit, compared.used), value);
      return more && add(quantity, more);
    }
    case 'short_permitted':
    case 'reduce_only':
      return check.passed ? undefined : absolute(decimal(check.values['position'] ?? '0'));
    default: {
      // Money: what is needed grows with the quantity.
      const isMoney = MONEY_LIMITS.some((name) => check.values[name] !== undefined);
      if (compared === undefined || check.values['needed'] === undefined || !isMoney) return undefined;
      return scaled(quantity, maximum(ZERO, compared.limit), compared.used);
    }
  }
}

/** `quantity` × `part` ÷ `whole`. */
function scaled(quantity: Decimal, part: Decimal, whole: Decimal): Decimal | undefined {
  return isPositive(whole) ? divide(multiplyRounded(quantity, part, 'half_even'), whole, 'half_even') : undefined;
}
