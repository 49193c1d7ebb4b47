import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal } from '#domain/decimal.ts';
import { secret } from '#domain/secret.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions, type ServerLogger } from './create-logger.ts';

const NOW = Date.parse('2026-11-20T08:00:00.000Z');

let directory: string;
let shown: string;
const open: ServerLogger[] = [];

function logger(options: Partial<LoggerOptions> = {}): ServerLogger {
  const made = createLogger({
    level: 'info',
    console: 'off',
    directory,
    maxSizeBytes: 1_048_576,
    backupCount: 2,
    tradeLog: true,
    now: () => NOW,
    output: { write: (text) => (shown += text) },
    ...options,
  });
  open.push(made);
  return made;
}

const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
const lines = (name = 'signalbox.log'): readonly Record<string, unknown>[] =>
  read(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Everything under the directory, and what was shown. */
const everything = (): string => [shown, ...readdirSync(directory).map((name) => read(name))].join('\n');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-logs-'));
  shown = '';
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.close()));
  rmSync(directory, { recursive: true, force: true });
});

describe('a line of the log', () => {
  it('is one JSON object with time, level, message and the fields', async () => {
    const log = logger();
    log.info({ account: 'paper', price: decimal('0.10'), count: 3, symbols: ['A', 'B'] }, 'order accepted');
    await log.close();
    expect(lines()).toEqual([
      {
        level: 'info',
        time: '2026-11-20T08:00:00.000Z',
        account: 'paper',
        price: '0.1',
        count: 3,
        symbols: ['A', 'B'],
        message: 'order accepted',
      },
    ]);
  });

  it('carries the fields of its loggers, the nearer ones last', async () => {
    const log = logger();
    log.child({ account: 'paper', signalId: 's' }).child({ orderId: 'o' }).warn({ code: 'X' }, 'held');
    await log.close();
    expect(lines()[0]).toMatchObject({ level: 'warn', account: 'paper', signalId: 's', orderId: 'o', code: 'X' });
  });

  it('carries an error with its causes, and nothing else that hangs on it', async () => {
    const log = logger();
    const error = Object.assign(new Error('refused', { cause: new Error('no route') }), {
      code: 'ECONNREFUSED',
      config: { headers: { authorization: 'canary-header' } },
    });
    log.error({ error, err: error }, 'the venue can not be reached');
    await log.close();
    for (const name of ['error', 'err']) {
      expect(lines()[0]?.[name]).toMatchObject({
        type: 'Error',
        message: 'refused',
        code: 'ECONNREFUSED',
        cause: { message: 'no route' },
        stack: expect.stringContaining('create-logger.test.ts'),
      });
    }
    expect(everything()).not.toContain('canary');
  });

  it('takes no placeholders from its message', async () => {
    const log = logger();
    log.info({ count: 1 }, 'at 100%s of %o');
    await log.close();
    expect(lines()[0]?.['message']).toBe('at 100%s of %o');
  });

  it('is written even when its fields can not be read, are endless, or are very many', async () => {
    const log = logger();
    const endless: Record<string, unknown> = { name: 'x' };
    endless['cause'] = endless;
    const trap = Object.defineProperty({}, 'code', { enumerable: true, get: () => fail() });
    log.info(trap, 'trap');
    log.info({ cause: endless }, 'endless');
    log.info({ codes: Array.from({ length: 1_000 }, (_, index) => index) }, 'many');
    log.info({ reason: 'x'.repeat(10_000) }, 'long');
    await log.close();
    expect(lines().map(({ message }) => message)).toEqual(['trap', 'endless', 'many', 'long']);
    expect(JSON.stringify(lines()[1])).toContain('"cause":"[withheld]"');
    expect(read('signalbox.log').length).toBeLessThan(6_000);
  });
});

function fail(): never {
  throw new Error('canary-getter');
}

describe('the level', () => {
  it('can be changed while the server runs, and loggers made before follow', async () => {
    const log = logger();
    const child = log.child({ account: 'paper' });
    child.debug({}, 'before');
    log.setLevel('debug');
    child.debug({}, 'during');
    log.setLevel('error');
    child.warn({}, 'after');
    log.error({}, 'always');
    await log.close();
    expect(lines().map(({ message }) => message)).toEqual(['during', 'always']);
  });
});

describe('secrets', () => {
  const canaries = [
    'canary-a1',
    'canary-b2',
    'canary-c3',
    'canary-d4',
    'canary-e5',
    'canary-f6',
    'canary-g7',
    'canary-h8',
  ];
  const [a, b, c, d, e, f, g, h] = canaries as [string, string, string, string, string, string, string, string];

  it('reach neither the files nor the terminal, however they are handed in', async () => {
    for (const mode of ['pretty', 'json'] as const) {
      const log = logger({ console: mode, level: 'debug' });
      const hidden = secret(a);
      const key = hidden as unknown as string;
      log.info({ password: a, token: b, body: { secret: c }, headers: { cookie: d } }, 'by name');
      log.info({ code: hidden, reason: [hidden], values: { price: hidden, secret: e } }, 'by type');
      log.info({ [`x`]: f, request: { query: { key: g } } }, `template ${key}`);
      log.error({ error: new Error(`login with ${key} failed`, { cause: { password: h, hidden } }) }, 'by error');
      log.error({ reason: `Authorization: Bearer ${b}`, url: `https://anna:${c}@host/?api_key=${d}&x=1` }, 'by text');
      log.info(
        { reason: `{"secret":"${e}","password": "${f}"}`, detail: `密码：${g}` },
        `token=${h} passphrase: "${a}"`,
      );
      log.child({ secret: hidden, authorization: b }).warn({ cause: new Map([['token', c]]) }, 'by child');
      log.debug({ values: new Map([['apiKey', d]]), result: Buffer.from(e), issue: () => f, kind: Symbol(g) }, 'odd');
      log.trades.record({
        time: NOW,
        account: 'p',
        orderId: 'o',
        event: 'order_created',
        comment: a,
        password: b,
        key: hidden,
      });
      await log.close();
    }
    const text = everything();
    expect(text).toContain('by child');
    expect(text).toContain('***');
    expect(text).toContain('[withheld]');
    expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
  });

  it('leave the words around them readable', async () => {
    const log = logger();
    log.info({ reason: 'password: hunter2, retry in 5 s', url: 'https://x.com/a?token=abc&symbol=BTC' }, 'm');
    await log.close();
    expect(lines()[0]).toMatchObject({
      reason: 'password: ***, retry in 5 s',
      url: 'https://x.com/a?token=***&symbol=BTC',
    });
  });

  it('may not be let in by a field nobody knows; a known harmless one may', async () => {
    const log = logger({ permittedFields: ['moonPhase'] });
    log.info({ moonPhase: 'full', tide: 'low' }, 'm');
    await log.close();
    expect(lines()[0]).toMatchObject({ moonPhase: 'full', tide: '[withheld]' });
  });
});

describe('characters from outside', () => {
  const hostile = 'a\r\n{"level":"info","message":"forged"}\u001b[2J\u009b31m\u202edlrow\u2028\u0000\u007f';

  it('can not forge a line or act on a terminal', async () => {
    const log = logger({ console: 'pretty' });
    log.info({ reason: hostile, [`na\nme`]: 'x', values: { [hostile]: 1 } }, hostile);
    log.trades.record({ time: NOW, account: hostile, orderId: 'o', event: 'e' });
    await log.close();
    expect(read('signalbox.log').trimEnd().split('\n')).toHaveLength(1);
    expect(read('trades.log').trimEnd().split('\n')).toHaveLength(1);
    expect(shown.trimEnd().split('\n')).toHaveLength(1);
    expect(everything().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('leave every line readable, whatever they are', async () => {
    const log = logger();
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 300);
    for (const text of texts) log.info({ reason: text, values: { [text]: text } }, text);
    await log.close();
    expect(lines()).toHaveLength(300);
  });
});

describe('the terminal', () => {
  it('shows lines for the eye, without colors when it is none', async () => {
    const log = logger({ console: 'pretty', directory: join(directory, 'x') });
    log.warn({ account: 'paper', reason: 'two words', error: new Error('refused') }, 'order held');
    const [first = '', ...rest] = shown.trimEnd().split('\n');
    expect(first).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} WARN {2}order held account=paper reason="two words" error="Error: refused"$/,
    );
    expect(rest.length).toBeGreaterThan(1);
    expect(rest.every((line) => line.startsWith('    '))).toBe(true);
    await log.close();
  });

  it('shows colors when it is one', () => {
    const log = logger({ console: 'pretty', output: { isTTY: true, write: (text) => (shown += text) } });
    log.error({}, 'refused');
    expect(shown).toContain('\u001b[31mERROR\u001b[0m refused');
  });

  it('shows the JSON of the file, or nothing', async () => {
    const json = logger({ console: 'json' });
    json.info({ code: 'X' }, 'm');
    await json.close();
    expect(shown).toBe(read('signalbox.log'));
    shown = '';
    logger({ console: 'off' }).info({}, 'm');
    expect(shown).toBe('');
  });
});

describe('the trade log', () => {
  const entry = {
    time: NOW,
    account: 'paper',
    sequence: 7,
    event: 'order_filled',
    orderId: 'o1',
    fillPrice: decimal('1.50'),
  };

  it('has one line for each event in the life of an order', async () => {
    const log = logger({ level: 'error' });
    log.trades.record(entry);
    await log.close();
    expect(lines('trades.log')).toEqual([
      {
        time: '2026-11-20T08:00:00.000Z',
        account: 'paper',
        sequence: 7,
        event: 'order_filled',
        orderId: 'o1',
        fillPrice: '1.5',
      },
    ]);
  });

  it('is not written when it is switched off', async () => {
    const log = logger({ tradeLog: false });
    log.trades.record(entry);
    log.info({}, 'm');
    await log.close();
    expect(readdirSync(directory)).toEqual(['signalbox.log']);
  });

  it('survives an entry with a time that is none', async () => {
    const log = logger();
    log.trades.record({ ...entry, time: Number.NaN });
    await log.close();
    expect(lines('trades.log')[0]).toMatchObject({ orderId: 'o1', event: 'order_filled' });
  });
});

describe('the files', () => {
  it('may be read by their owner only', async () => {
    const log = logger({ directory: join(directory, 'new', 'logs') });
    log.info({}, 'm');
    await log.close();
    expect(statSync(join(directory, 'new', 'logs', 'signalbox.log')).mode & 0o777).toBe(0o600);
  });

  it('are written at once when the process is about to die', () => {
    const log = logger();
    log.error({ code: 'FATAL' }, 'the journal is broken');
    log.trades.record({ time: NOW, account: 'p', orderId: 'o', event: 'e' });
    log.flushSync();
    expect(lines()[0]).toMatchObject({ code: 'FATAL' });
    expect(lines('trades.log')).toHaveLength(1);
  });

  it('that can not be written are told on the terminal, once, and stop nothing', async () => {
    writeFileSync(join(directory, 'file'), '');
    const log = logger({ directory: join(directory, 'file', 'logs'), console: 'json', tradeLog: false });
    for (let index = 0; index < 3; index += 1) {
      log.info({ index }, 'm');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await log.close();
    const told = shown.split('\n').filter((line) => line.includes('can not be written'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ level: 'error', error: { code: 'ENOTDIR' } });
    chmodSync(directory, 0o700);
  });
});
