/**
 * Numbers as people read them in a sentence or beside a check: money to the hundredth, the rest to eight places. What is
 * shown compares as what was compared: where rounding would make two numbers look equal or turn one into zero, more places
 * are shown; what is on no step is shown to its last digit, because that digit is what is wrong with it. Only for eyes; `values` keep every digit.
 */
type Values = Readonly<Record<string, string>>;

const DECIMAL_PLACES = 18;
const PLACES = 8;
const MONEY_PLACES = 2;
const NUMBER = /^(-?)(\d{1,40})(?:\.(\d{1,18}))?$/;
const ONE = 10n ** BigInt(DECIMAL_PLACES);

/** Codes and checks whose numbers are all money. */
const OF_MONEY = new Set([
  'MARGIN_INSUFFICIENT',
  'NOTIONAL_BELOW_MINIMUM',
  'ORDER_VALUE_ABOVE_MAXIMUM',
  'POSITION_VALUE_ABOVE_MAXIMUM',
  'margin',
  'notional_minimum',
  'order_value',
  'position_value',
]);
/** Values of which another is a whole multiple, or is not. */
const STEPS = ['lotStep', 'step', 'tickSize'];

/** The values with their numbers shortened; `subject` is the code or the check whose values they are. */
export function readableNumbers(subject: string, values: Values): Values {
  const exact = new Map<string, bigint>();
  for (const [name, text] of Object.entries(values)) {
    const value = parse(text);
    if (value !== undefined) exact.set(name, value);
  }
  if (exact.size === 0) return values;
  for (let places = OF_MONEY.has(subject) ? MONEY_PLACES : PLACES; places < DECIMAL_PLACES; places += 1) {
    const shown = new Map([...exact].map(([name, value]) => [name, shorten(value, places)]));
    if (!isFaithful(exact, shown)) continue;
    return { ...values, ...Object.fromEntries([...shown].map(([name, value]) => [name, format(value)])) };
  }
  return values;
}

/** In units of the last place; undefined when the text is no number. */
function parse(text: string): bigint | undefined {
  const [, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const units = BigInt(whole) * ONE + BigInt(fraction.padEnd(DECIMAL_PLACES, '0'));
  return sign === '-' ? -units : units;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Below one a number is never cut as short as money is, and one that would vanish stays whole. */
function shorten(value: bigint, places: number): bigint {
  const kept = magnitude(value) < ONE ? Math.max(places, PLACES) : places;
  const unit = 10n ** BigInt(DECIMAL_PLACES - kept);
  const near = ((magnitude(value) + unit / 2n) / unit) * unit;
  if (near === 0n) return value;
  return value < 0n ? -near : near;
}

/** Whether what is shown stands to each other as what was compared. */
function isFaithful(exact: ReadonlyMap<string, bigint>, shown: ReadonlyMap<string, bigint>): boolean {
  const sorted = [...exact.keys()].toSorted((left, right) => order(exact.get(left), exact.get(right)));
  return sorted.every((name, index) => {
    const next = sorted[index + 1];
    const isWhole = exact.get(name) === shown.get(name);
    const isOrdered =
      next === undefined || order(exact.get(name), exact.get(next)) === order(shown.get(name), shown.get(next));
    return isOrdered && STEPS.every((step) => (isOnStep(exact, name, step) ? isOnStep(shown, name, step) : isWhole));
  });
}

function order(left = 0n, right = 0n): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isOnStep(values: ReadonlyMap<string, bigint>, name: string, step: string): boolean {
  const size = values.get(step) ?? 0n;
  return size === 0n || (values.get(name) ?? 0n) % size === 0n;
}

function format(value: bigint): string {
  const fraction = String(magnitude(value) % ONE)
    .padStart(DECIMAL_PLACES, '0')
    .replace(/0+$/, '');
  const whole = `${value < 0n ? '-' : ''}${magnitude(value) / ONE}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
