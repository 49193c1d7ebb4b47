/** What npm runs after an installation: it must load all that a start loads, the way the command will look for it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const COMMAND = readFileSync(join(ROOT, 'server/bin/signalbox.mjs'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const flagsIn = (text: string | undefined): string[] => text?.match(/(?<= )--[\w-]+=\d+/g) ?? [];

describe('compiling ahead', () => {
  it('finds every entry of a start, and says nothing', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'server/bin/compile.mjs')], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('runs with the flags of the command, because compiled code is kept apart by them', () => {
    const flags = flagsIn(scripts['postinstall']);
    expect(flags).not.toEqual([]);
    expect(flags).toEqual(flagsIn(COMMAND.split('\n')[0]));
  });
});
