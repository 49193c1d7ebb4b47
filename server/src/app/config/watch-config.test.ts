import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#ports/clock.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConfigProblem } from './config-problem.ts';
import { loadConfig } from './load-config.ts';
import { type ConfigChange, type ConfigWatch, watchConfig } from './watch-config.ts';

const clock: Clock = {
  now: () => 0,
  monotonic: () => 0,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

let directory: string;
let watch: ConfigWatch | undefined;
const changes: ConfigChange[] = [];
const refusals: (readonly ConfigProblem[])[] = [];

const path = (name: string): string => join(directory, name);
const save = (text: string, name = 'signalbox.yaml'): void => writeFileSync(path(name), text);

function start(environment: Readonly<Record<string, string>> = {}): void {
  const options = { dataDirectory: directory, environment };
  const loaded = loadConfig(options);
  if (loaded.kind === 'invalid') throw new Error('the first configuration is wrong');
  watch = watchConfig(
    { ...options, loaded, clock, pollMs: 10, settleMs: 30 },
    { onChange: (change) => changes.push(change), onRefused: (problems) => refusals.push(problems) },
  );
}

const seen = (count: number): Promise<void> =>
  vi.waitFor(() => expect(changes.length + refusals.length).toBe(count), { timeout: 10_000, interval: 10 });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-config-'));
  changes.length = 0;
  refusals.length = 0;
});

afterEach(() => {
  watch?.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a file that is saved while the server runs', () => {
  it('changes the settings, and says which of them wait for a restart', async () => {
    save('logging: {level: info}\nserver: {port: 8001}\n');
    start();
    save('logging: {level: debug}\nserver: {port: 8002}\nrisk: {accounts: {live: {max_open_orders: 3}}}\n');
    await seen(1);
    expect(changes[0]).toMatchObject({
      changed: ['logging.level', 'risk.accounts.live.max_open_orders', 'server.port'],
      needsRestart: ['server.port'],
    });
    expect(changes[0]?.config.logging.level).toBe('debug');
    expect(changes[0]?.config.version).toBe(changes[0]?.loaded.version);
  });

  it('is followed when an editor replaces it by renaming another over it, again and again', async () => {
    save('logging: {level: info}\n');
    start();
    for (const [index, level] of ['debug', 'warn', 'error'].entries()) {
      save(`logging: {level: ${level}}\n`, 'signalbox.yaml.tmp');
      renameSync(path('signalbox.yaml.tmp'), path('signalbox.yaml'));
      await seen(index + 1);
      expect(changes[index]?.config.logging.level).toBe(level);
    }
  });

  it('keeps the old settings when it is wrong, says why, and takes the repaired ones', async () => {
    save('risk: {defaults: {max_open_orders: 5}}\n');
    start();
    save('risk: {defaults: {max_open_orders: many}}\nlogging: {lvl: 1}\n');
    await seen(1);
    expect(refusals[0]?.map(({ path: key, place }) => [key, place.kind === 'file' && place.line])).toEqual([
      ['risk.defaults.max_open_orders', 1],
      ['logging.lvl', 2],
    ]);
    save('risk: {defaults: {max_open_orders: 4}}\n');
    await seen(2);
    expect(changes[0]?.changed).toEqual(['risk.defaults.max_open_orders']);
    expect(changes[0]?.config.risk.defaults.openOrdersMax).toBe(4);
  });

  it('says when a bad edit was taken back', async () => {
    save('logging: {level: info}\n');
    start();
    save('logging: {level: loud}\n');
    await seen(1);
    save('logging: {level: info}\n');
    await seen(2);
    expect(changes[0]?.changed).toEqual([]);
  });

  it('does not bring the defaults back when it is emptied or gone', async () => {
    save('risk: {defaults: {max_open_orders: 5}}\n');
    start();
    save('');
    await seen(1);
    unlinkSync(path('signalbox.yaml'));
    await seen(2);
    expect(refusals.map(([problem]) => problem?.code)).toEqual(['CONFIG_FILE_EMPTIED', 'CONFIG_FILE_MISSING']);
    save('risk: {defaults: {max_open_orders: 6}}\n');
    await seen(3);
    expect(changes[0]?.config.risk.defaults.openOrdersMax).toBe(6);
  });

  it('is noticed when there was none before, and so is the .env file beside it', async () => {
    start();
    save('logging: {level: warn}\n');
    await seen(1);
    save('SIGNALBOX_LOGGING__LEVEL=error\n', '.env');
    await seen(2);
    expect(changes.map(({ config }) => config.logging.level)).toEqual(['warn', 'error']);
  });

  it('says nothing when only its comments were changed, or a variable wins anyway', async () => {
    save('logging: {level: info}\n');
    start({ SIGNALBOX_LOGGING__LEVEL: 'error' });
    save('# now with words\nlogging: {level: warn}\n');
    save('webhook: {max_age_seconds: 90}\n', 'other.yaml');
    save('webhook: {max_age_seconds: 90}\n');
    await seen(1);
    expect(changes[0]?.changed).toEqual(['webhook.max_age_seconds']);
  });

  it('says nothing more once the watch is closed', async () => {
    save('logging: {level: info}\n');
    start();
    watch?.close();
    save('logging: {level: warn}\n');
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([changes, refusals]).toEqual([[], []]);
  });
});

describe('a file that is still being written', () => {
  it('is not read until it says the same twice, because half of it may be valid', () => {
    let fire: () => void = () => undefined;
    const held: Clock = {
      ...clock,
      after: (_, callback) => {
        fire = callback;
        return { cancel: () => undefined };
      },
    };
    save('risk: {defaults: {max_open_orders: 5}}\n');
    const options = { dataDirectory: directory, environment: {} };
    const loaded = loadConfig(options);
    if (loaded.kind === 'invalid') throw new Error('the first configuration is wrong');
    watch = watchConfig(
      { ...options, loaded, clock: held, pollMs: 3_600_000 },
      { onChange: (change) => changes.push(change), onRefused: (problems) => refusals.push(problems) },
    );
    save('logging: {level: warn}\n');
    fire();
    save('logging: {level: warn}\nrisk: {defaults: {max_open_orders: 4}}\n');
    fire();
    expect(changes).toEqual([]);
    fire();
    expect(changes.map(({ changed }) => changed)).toEqual([['logging.level', 'risk.defaults.max_open_orders']]);
    expect(refusals).toEqual([]);
  });
});

describe('a file that can not be used', () => {
  const load = (configFile?: string) =>
    loadConfig({ dataDirectory: directory, environment: {}, ...(configFile === undefined ? {} : { configFile }) });
  const code = (configFile?: string): string | undefined => {
    const result = load(configFile);
    return result.kind === 'invalid' ? result.problems[0]?.code : undefined;
  };

  it('may be absent, unless it was named', () => {
    expect(load().kind).toBe('loaded');
    expect(code(path('other.yaml'))).toBe('CONFIG_FILE_MISSING');
  });

  it('is told from one with another name, another encoding, or none at all', () => {
    save('logging: {level: warn}\n', 'signalbox.yml');
    expect(code()).toBe('CONFIG_FILE_MISNAMED');
    writeFileSync(path('signalbox.yaml'), Buffer.from([0x23, 0xd0, 0xc5, 0xba, 0xc5, 0x0a]));
    expect(code()).toBe('CONFIG_FILE_NOT_UTF8');
    mkdirSync(path('folder.yaml'));
    expect(code(path('folder.yaml'))).toBe('CONFIG_FILE_UNREADABLE');
    writeFileSync(path('large.yaml'), Buffer.alloc(1_048_577, '#'));
    expect(code(path('large.yaml'))).toBe('CONFIG_FILE_TOO_LARGE');
  });

  it('is named as the operator named it, and its sources are told', () => {
    save('\u{feff}server: {port: 1}\n');
    const result = load();
    expect(result.kind === 'loaded' && result.sources.configFile).toBe(path('signalbox.yaml'));
    save('server: {port: x}\n');
    const wrong = load();
    expect(wrong.kind === 'invalid' && wrong.problems[0]?.place).toMatchObject({
      file: path('signalbox.yaml'),
      line: 1,
    });
  });
});
