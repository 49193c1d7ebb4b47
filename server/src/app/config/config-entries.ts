/**
 * The settings as a flat list: one entry for each value in force, with where it came from and how it reloads. The
 * version is the hash of it, and what a reload changed is the difference of two.
 */
import { createHash } from 'node:crypto';
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import { displayPath, type KeyPath } from './key-path.ts';
import { type Outline, outlineAt } from './outline.ts';
import type { Reload } from './reload-mark.ts';
import { type Settings, settingsOutline } from './settings-schema.ts';
import type { Places } from './settings-tree.ts';

export type ConfigOrigin = 'default' | 'file' | 'env_file' | 'environment';

export interface ConfigEntry {
  /** `risk.defaults.max_order_value` */
  readonly path: string;
  /** As JSON; decimals as text. */
  readonly value: string;
  readonly origin: ConfigOrigin;
  readonly reload: Reload;
}

const VERSION_LENGTH = 12;

/** One entry for each value, sorted by path. */
export function configEntries(settings: Settings, places: Places): readonly ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  collect({ value: settings, outline: settingsOutline, path: [] }, places, entries);
  return entries.sort((left, right) => (left.path < right.path ? -1 : 1));
}

interface Branch {
  readonly value: unknown;
  readonly outline: Outline;
  readonly path: KeyPath;
}

function collect({ value, outline, path }: Branch, places: Places, entries: ConfigEntry[]): void {
  if (value === undefined) return;
  if (outline.kind === 'value' || outline.kind === 'list') {
    const entry = { path: displayPath(path), value: canonical(value), origin: originOf(places, path) };
    entries.push({ ...entry, reload: outline.reload });
    return;
  }
  for (const [key, child] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const childOutline = outlineAt(outline, [key]);
    if (childOutline === undefined) throw new Error(`no outline for ${displayPath([...path, key])}`);
    collect({ value: child, outline: childOutline, path: [...path, key] }, places, entries);
  }
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? formatDecimal(part as Decimal) : part));

function originOf(places: Places, path: KeyPath): ConfigOrigin {
  const place = places.written(path);
  if (place === undefined) return 'default';
  if (place.kind === 'file') return 'file';
  return place.file === undefined ? 'environment' : 'env_file';
}

/** Twelve hexadecimal digits: the same for the same values, wherever they were written. */
export function versionOf(entries: readonly ConfigEntry[]): string {
  const hash = createHash('sha256');
  for (const { path, value } of entries) hash.update(`${path}=${value}\n`);
  return hash.digest('hex').slice(0, VERSION_LENGTH);
}

export interface ConfigChanges {
  /** Paths of all values that were changed, added or removed, sorted. */
  readonly changed: readonly string[];
  /** Those of them that act only after a restart. */
  readonly needsRestart: readonly string[];
}

export function changesBetween(before: readonly ConfigEntry[], after: readonly ConfigEntry[]): ConfigChanges {
  const old = new Map(before.map((entry) => [entry.path, entry.value]));
  const current = new Map(after.map((entry) => [entry.path, entry.value]));
  const touched = [
    ...after.filter(({ path, value }) => old.get(path) !== value),
    ...before.filter(({ path }) => !current.has(path)),
  ];
  const sorted = touched.sort((left, right) => (left.path < right.path ? -1 : 1));
  return {
    changed: sorted.map(({ path }) => path),
    needsRestart: sorted.filter(({ reload }) => reload === 'restart').map(({ path }) => path),
  };
}
