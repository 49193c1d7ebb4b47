/**
 * The instruments of one account's venue, by every name they go by. It only lists what goes by a name; whether that
 * settles which instrument is meant is decided in `symbol.ts`. Built once, never changed.
 */
import type { Instrument } from './instrument.ts';
import { identify, keyOf, normalizeSymbol, pairRootOf } from './symbol-reading.ts';

export interface InstrumentDirectory {
  /** The instrument with exactly this id. */
  byId(id: string): Instrument | undefined;
  /** Those whose id, else those whose alias, is `name` in any case and width. */
  byName(name: string): readonly Instrument[];
  /** Those whose id or alias has the letters and digits `key`, whatever separates them. */
  byKey(key: string): readonly Instrument[];
  /** Those of this root: `BTCUSDT` for every BTC/USDT, `XAUUSD` for `XAUUSD.m`, `600000` for `600000.SH`. */
  byRoot(root: string): readonly Instrument[];
  all(): readonly Instrument[];
}

const NONE: readonly Instrument[] = [];

/** The directory of `instruments`. Throws a RangeError when two have the same id. */
export function createInstrumentDirectory(instruments: readonly Instrument[]): InstrumentDirectory {
  const ids = new Map<string, Instrument>();
  const idNames = new Map<string, Instrument[]>();
  const aliasNames = new Map<string, Instrument[]>();
  const keys = new Map<string, Instrument[]>();
  const roots = new Map<string, Instrument[]>();
  for (const instrument of instruments) {
    if (ids.has(instrument.id)) throw new RangeError(`two instruments have the id ${instrument.id}`);
    ids.set(instrument.id, instrument);
    const names = [instrument.id, ...instrument.aliases].map(normalizeSymbol);
    names.forEach((name, index) => file(index === 0 ? idNames : aliasNames, name, instrument));
    for (const name of names) file(keys, keyOf(name), instrument);
    for (const root of rootsOf(instrument)) file(roots, root, instrument);
  }
  return {
    byId: (id) => ids.get(id),
    byName: (name) => idNames.get(normalizeSymbol(name)) ?? aliasNames.get(normalizeSymbol(name)) ?? NONE,
    byKey: (key) => keys.get(key) ?? NONE,
    byRoot: (root) => roots.get(root) ?? NONE,
    all: () => instruments,
  };
}

/** Its own root; of a coin also its currencies (`BTCUSD` for XBTUSD), but not where the name counts thousands of it. */
function rootsOf(instrument: Instrument): string[] {
  const { root } = identify(instrument);
  const pairRoot = pairRootOf(instrument);
  const isCoin = instrument.kind === 'crypto_spot' || instrument.kind === 'crypto_perpetual';
  return isCoin && !root.endsWith(pairRoot) ? [root, pairRoot] : [root];
}

function file(index: Map<string, Instrument[]>, name: string, instrument: Instrument): void {
  const filed = index.get(name);
  if (filed === undefined) index.set(name, [instrument]);
  else if (!filed.includes(instrument)) filed.push(instrument);
}
