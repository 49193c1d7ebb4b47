/**
 * A little tree in a temporary folder, for proving that a house rule finds what it is there to find.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface FixtureTree {
  readonly root: string;
  remove(): void;
}

/** Writes the files (path from the root → text) into a fresh folder. The caller removes it. */
export function plantTree(files: Readonly<Record<string, string>>): FixtureTree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'signalbox-tree-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
