import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GATHER_MS, RotatingFile } from './rotating-file.ts';

const MODULE = pathToFileURL(join(import.meta.dirname, 'rotating-file.ts')).href;

let directory: string;
let path: string;
let failures: Error[];

const file = (maxSizeBytes: number, backupCount: number): RotatingFile =>
  new RotatingFile({ path, maxSizeBytes, backupCount, onFailure: (error) => failures.push(error) });
const line = (number: number): string => `line ${String(number).padStart(4, '0')}\n`;
/** Resolves after the lines that wait now were gathered. */
const gathered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2 * GATHER_MS));

/** All lines, oldest file first. */
function kept(): readonly string[] {
  const numbers = readdirSync(directory).map((name) => Number(/\.log\.(\d+)$/.exec(name)?.[1] ?? 0));
  return numbers
    .toSorted((left, right) => right - left)
    .flatMap((number) =>
      readFileSync(number === 0 ? path : `${path}.${number}`, 'utf8')
        .trimEnd()
        .split('\n'),
    );
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-rotate-'));
  path = join(directory, 'x.log');
  failures = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a rotating file', () => {
  it('keeps every line in order while there are files enough, none larger than the limit', async () => {
    const log = file(100, 50);
    const written = Array.from({ length: 300 }, (_, index) => line(index));
    for (const [index, text] of written.entries()) {
      log.write(text);
      if (index % 37 === 0) await gathered();
    }
    await log.close();
    expect(kept().map((text) => `${text}\n`)).toEqual(written);
    expect(readdirSync(directory).length).toBeGreaterThan(10);
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(100);
    expect([log.dropped, failures]).toEqual([0, []]);
  });

  it('keeps the newest files only', async () => {
    const log = file(20, 2);
    for (let number = 0; number < 20; number += 1) log.write(line(number));
    await log.close();
    expect(readdirSync(directory).toSorted()).toEqual(['x.log', 'x.log.1', 'x.log.2']);
    expect(kept()).toEqual([14, 15, 16, 17, 18, 19].map((number) => line(number).trim()));
  });

  it('begins afresh when no old files are kept', async () => {
    const log = file(20, 0);
    for (let number = 0; number < 5; number += 1) log.write(line(number));
    await log.close();
    expect(readdirSync(directory)).toEqual(['x.log']);
    expect(kept()).toEqual([line(4).trim()]);
  });

  it('goes on where the last start ended, and rotates what was too large already', async () => {
    writeFileSync(path, 'from before\n');
    const first = file(1_000, 3);
    first.write(line(1));
    await first.close();
    expect(kept()).toEqual(['from before', 'line 0001']);
    const second = file(10, 3);
    second.write(line(2));
    await second.close();
    expect(kept()).toEqual(['from before', 'line 0001', 'line 0002']);
  });

  it('takes a line that is larger than the limit, alone', async () => {
    const log = file(10, 5);
    log.write(line(1));
    log.write(`${'x'.repeat(50)}\n`);
    log.write(line(2));
    await log.close();
    expect(kept()).toEqual(['line 0001', 'x'.repeat(50), 'line 0002']);
  });

  it('writes at once when asked, in order, with nothing lost', async () => {
    const log = file(1_000_000, 3);
    log.write(line(1));
    await gathered();
    for (let number = 2; number < 50; number += 1) log.write(line(number));
    log.flushSync();
    expect(kept()).toHaveLength(49);
    await log.close();
    expect(kept()).toHaveLength(49);
  });

  it.each(['process.exit(3)', 'throw new Error("unforeseen")'])('writes what is waiting before %s', (end) => {
    const source = `import { RotatingFile } from ${JSON.stringify(MODULE)};
      const log = new RotatingFile({ path: ${JSON.stringify(path)}, maxSizeBytes: 1000, backupCount: 1 });
      for (const number of [1, 2, 3]) log.write('line ' + number + '\\n');
      ${end};`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'ignore' });
    expect(status).toBeGreaterThan(0);
    expect(kept()).toEqual(['line 1', 'line 2', 'line 3']);
  });

  it('keeps lines while the disk fails, tells it once, and writes them when it is well again', async () => {
    mkdirSync(path);
    const log = file(1_000, 3);
    for (let number = 0; number < 3; number += 1) {
      log.write(line(number));
      await gathered();
    }
    expect(failures).toHaveLength(1);
    rmSync(path, { recursive: true });
    log.write(line(3));
    await log.close();
    expect(kept()).toEqual([0, 1, 2, 3].map((number) => line(number).trim()));
    expect(log.dropped).toBe(0);
  });

  it.runIf(existsSync('/dev/full'))('keeps lines that a full disk refused, in order', async () => {
    symlinkSync('/dev/full', path);
    const log = file(1_000, 3);
    for (let number = 0; number < 3; number += 1) {
      log.write(line(number));
      await gathered();
    }
    await vi.waitFor(() => expect(failures).toMatchObject([{ code: 'ENOSPC' }]));
    rmSync(path);
    log.write(line(3));
    await log.close();
    expect(kept()).toEqual([0, 1, 2, 3].map((number) => line(number).trim()));
  });

  it.runIf(process.platform === 'linux')('tells at once of a folder that can not be made', async () => {
    path = '/proc/nope/logs/x.log';
    const log = file(1_000, 3);
    log.write(line(1));
    await gathered();
    await vi.waitFor(() => expect(failures).toMatchObject([{ code: 'ENOENT' }]));
    await log.close();
  });

  it('drops lines, and counts them, when the disk fails for long', async () => {
    mkdirSync(path);
    const log = file(1_000, 3);
    const large = `${'x'.repeat(1_048_575)}\n`;
    for (let number = 0; number < 12; number += 1) log.write(large);
    expect(log.dropped).toBe(4);
    await log.close();
    expect(existsSync(`${path}.1`)).toBe(false);
  });

  it('takes nothing after it was closed', async () => {
    const log = file(1_000, 3);
    log.write(line(1));
    await log.close();
    await log.close();
    log.write(line(2));
    await gathered();
    expect(kept()).toEqual(['line 0001']);
    expect(log.dropped).toBe(1);
  });
});
