/** Every code that the server can give as a reason is in the public registry, with a message in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findError } from '@signalbox/contract';
import { describe, expect, it } from 'vitest';
import { SIGNAL_ERROR_CODES } from '#domain/signal.ts';

const SOURCE = join(import.meta.dirname, '..', 'src');
/** `code: 'X'`, `deny('X'`, `denied('X'`, `deniedPlan('X'`, `ignoredPlan('X'`, `failed('X'`, `notify('level', 'X'`, `reasonFor('X'`. */
const CODE =
  /(?:\bcode: |\b(?:deny|denied|deniedPlan|ignoredPlan|failed|reasonFor)\(\s*|\bnotify\('\w+', )'([A-Z][A-Z0-9_]+)'/g;

function codesOf(folder: string): Map<string, string> {
  const codes = new Map<string, string>();
  for (const entry of readdirSync(join(SOURCE, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    for (const match of readFileSync(path, 'utf8').matchAll(CODE)) codes.set(match[1] ?? '', entry.name);
  }
  return codes;
}

describe('the registry of codes', () => {
  it.each(['engine', 'runtime', 'api', 'domain'])('knows every code of %s', (folder) => {
    const codes = codesOf(folder);
    const missing = [...codes].filter(([code]) => findError(code) === undefined);
    expect(missing).toEqual([]);
  });

  it('was asked about a good number of them', () => {
    expect(codesOf('engine').size).toBeGreaterThan(40);
  });

  it('knows every refusal of a signal', () => {
    expect(SIGNAL_ERROR_CODES.filter((code) => findError(code) === undefined)).toEqual([]);
  });
});
