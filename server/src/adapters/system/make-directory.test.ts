import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeDirectory } from './make-directory.ts';

const home = mkdtempSync(join(tmpdir(), 'signalbox-make-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('makes every level for its owner alone, and leaves one that is there as it is', () => {
  const path = join(home, 'a', 'b', 'c');
  makeDirectory(path);
  makeDirectory(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'a')).mode & 0o777).toBe(0o700);
});

it('says at once what the system says about a place where nothing can be made', () => {
  writeFileSync(join(home, 'file'), '');
  expect(() => makeDirectory(join(home, 'file'))).toThrow(/EEXIST/);
  expect(() => makeDirectory(join(home, 'file', 'below'))).toThrow(/ENOTDIR/);
  if (process.platform === 'linux') expect(() => makeDirectory('/proc/nope/data')).toThrow(/ENOENT/);
});
