/**
 * Limits that contradict each other: a smallest quantity above the largest, a default quantity outside of both. Such a
 * pair would deny every order, or deny those that leave the quantity to us. Only what someone wrote is told, and only of
 * instruments that may be traded: nobody should have to repair a built-in default.
 */
import type { Decimal } from '#domain/decimal.ts';
import { bilingual } from './bilingual.ts';
import { type ConfigProblem, configProblem } from './config-problem.ts';
import { displayPath } from './key-path.ts';
import type { LimitOverrides, LimitSettings } from './limits-schema.ts';
import type { RiskSettings } from './settings-schema.ts';
import type { Places } from './settings-tree.ts';
import { showDecimal } from './show-value.ts';

type Quantities = Readonly<Record<string, Decimal>>;
type QuantityKey = 'min_quantity' | 'default_volume' | 'max_quantity';

interface QuantityLimit {
  readonly path: readonly string[];
  readonly value: Decimal;
}

/** All contradictions, those of an account only where it sets one of the two. */
export function contradictions({ defaults, accounts }: RiskSettings, places: Places): readonly ConfigProblem[] {
  const found = pairsOf(defaults, {}, undefined);
  for (const [account, overrides] of Object.entries(accounts)) found.push(...pairsOf(defaults, overrides, account));
  const isWritten = ({ path }: QuantityLimit): boolean => places.written(path) !== undefined;
  return found.filter(({ low, high }) => isWritten(low) && isWritten(high)).map((pair) => contradiction(pair, places));
}

interface Pair {
  readonly low: QuantityLimit;
  readonly high: QuantityLimit;
}

function pairsOf(defaults: LimitSettings, overrides: LimitOverrides, account: string | undefined): Pair[] {
  const instruments = new Set<string>();
  for (const limits of [defaults, overrides]) {
    for (const key of ['min_quantity', 'default_volume', 'max_quantity'] as const) {
      for (const instrument of Object.keys(limits[key] ?? {})) instruments.add(instrument);
    }
  }
  const allowed = overrides.allowed_symbols ?? defaults.allowed_symbols;
  const traded = (name: string): boolean => name === 'default' || allowed.includes('*') || allowed.includes(name);
  const limitOf = (key: QuantityKey, instrument: string): QuantityLimit | undefined =>
    pick({ key, instrument, account, own: overrides[key], inherited: defaults[key] });
  const pairs: Pair[] = [];
  for (const instrument of [...instruments].filter(traded)) {
    const ordered = [
      limitOf('min_quantity', instrument),
      limitOf('default_volume', instrument),
      limitOf('max_quantity', instrument),
    ].filter((limit) => limit !== undefined);
    for (const [index, high] of ordered.entries()) {
      const low = ordered.slice(0, index).find((limit) => limit.value > high.value);
      if (low !== undefined && concerns(account, low, high)) pairs.push({ low, high });
    }
  }
  return pairs;
}

interface Choice {
  readonly key: QuantityKey;
  readonly instrument: string;
  readonly account: string | undefined;
  readonly own: Quantities | undefined;
  readonly inherited: Quantities;
}

/** The limit that holds for the instrument: by its name before `default`, the account's own before the inherited. */
function pick({ key, instrument, account, own, inherited }: Choice): QuantityLimit | undefined {
  for (const name of [instrument, 'default']) {
    const overridden = own?.[name];
    if (overridden !== undefined && account !== undefined) {
      return { path: ['risk', 'accounts', account, key, name], value: overridden };
    }
    const value = inherited[name];
    if (value !== undefined) return { path: ['risk', 'defaults', key, name], value };
  }
  return undefined;
}

/** The contradictions of the defaults are told once, and not again for each account. */
function concerns(account: string | undefined, low: QuantityLimit, high: QuantityLimit): boolean {
  return account === undefined || [low, high].some(({ path }) => path[1] === 'accounts');
}

function contradiction({ low, high }: Pair, places: Places): ConfigProblem {
  const values = {
    found: showDecimal(high.value),
    other: displayPath(low.path),
    bound: showDecimal(low.value),
    expected: bilingual('at least that', '不小于该值'),
  };
  const place = places.ofValue(high.path);
  return configProblem({ code: 'CONFIG_LIMITS_CONTRADICT', path: displayPath(high.path), place, values });
}
