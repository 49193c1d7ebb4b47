/** A route as it is kept and shown: plain JSON, decimals as strings, the symbol map as an object. */
import { formatDecimal, parseDecimal } from '#domain/decimal.ts';
import type { Route, RouteMode, RouteWindow } from '#domain/route.ts';
import type { GrammarName, LevelUnit, QuantityUnit, SignalAction } from '#domain/signal.ts';

export interface RouteDocument {
  readonly accounts: readonly string[];
  readonly mode: RouteMode;
  readonly format?: GrammarName;
  readonly symbolMap: Readonly<Record<string, string>>;
  readonly defaultSymbol?: string;
  readonly levelUnit: LevelUnit;
  readonly defaultQuantity?: string;
  readonly defaultQuantityUnit?: QuantityUnit;
  readonly riskUnit: QuantityUnit;
  readonly allowedActions: readonly SignalAction[];
  readonly windows: readonly RouteWindow[];
  readonly maxAgeMs: number;
}

const MAX_AGE_DEFAULT_MS = 60_000;

/** A route that trades everything at once at the given accounts, levels read as prices and a bare risk as lots. */
export function createRoute(accounts: readonly string[], settings: Partial<Omit<Route, 'accounts'>> = {}): Route {
  return {
    mode: 'trade',
    symbolMap: new Map(),
    levelUnit: 'price',
    riskUnit: 'lots',
    allowedActions: [],
    windows: [],
    maxAgeMs: MAX_AGE_DEFAULT_MS,
    ...settings,
    accounts,
  };
}

/** The route as plain JSON. */
export function routeToDocument(route: Route): RouteDocument {
  const { symbolMap, defaultQuantity, ...rest } = route;
  return {
    ...rest,
    symbolMap: Object.fromEntries(symbolMap),
    ...(defaultQuantity === undefined ? {} : { defaultQuantity: formatDecimal(defaultQuantity) }),
  };
}

/** The route that {@link routeToDocument} wrote. Throws a RangeError when its quantity is not a decimal. */
export function routeFromDocument(document: RouteDocument): Route {
  const { symbolMap, defaultQuantity, ...rest } = document;
  return {
    ...rest,
    symbolMap: upperCased(symbolMap),
    ...(defaultQuantity === undefined ? {} : { defaultQuantity: readDecimal(defaultQuantity) }),
  };
}

/** A symbol map whose keys are found whatever the case they were written in. */
export function upperCased(symbolMap: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(symbolMap).map(([from, to]) => [from.toUpperCase(), to]));
}

function readDecimal(text: string) {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`a route's default quantity is not a decimal: ${text}`);
  return value;
}
