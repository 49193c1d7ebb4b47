import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEarliestLayout } from '#adapters/stores/sqlite/test/earliest-layout.ts';
import { documentOf, run, startProcess, temporaryDirectory } from './test/process-trial.ts';
import { PATIENCE_MS } from './test/server-trial.ts';

const home = temporaryDirectory();
const at = (name: string): string => join(home.path, name);
const made = at('made');

beforeAll(async () => {
  await run(['init', '--data', made]);
}, PATIENCE_MS);
afterAll(() => home.remove());

interface Examined {
  readonly health: string;
  readonly findings: readonly { readonly check: string; readonly health: string; readonly advice?: string }[];
}

describe('commands without a server', { timeout: PATIENCE_MS }, () => {
  it('init makes a directory that start takes as it is, and never overwrites one', async () => {
    const data = at('fresh');
    const first = documentOf<{ apiKey: string; webhook: { id: string; secret: string } }>(
      await run(['init', '--data', data, '--json']),
    );
    expect(first.apiKey).toMatch(/^sbk_/);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(data, 'signalbox.yaml'), 'utf8')).toContain('max_order_value');
    const again = await run(['init', '--data', data], { language: 'zh' });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('未作任何改动')]);
    const server = await startProcess(data);
    expect(server.ready).not.toHaveProperty('apiKey');
    expect(server.ready.webhook).toEqual({ id: first.webhook.id, url: `${server.ready.url}/hook/${first.webhook.id}` });
    expect(await server.stop()).toBe(0);
    rmSync(join(data, 'signalbox.yaml'));
    expect((await run(['start', '--data', data, '--port', '0'])).code).toBe(78);
  });

  it.each([
    ['en', 'No server is running for'],
    ['zh', '没有正在运行的服务器'],
  ] as const)('an absent server is said in %s, and ends with 3', async (language, sentence) => {
    const answer = await run(['orders', '--data', made], { language });
    expect([answer.code, answer.stdout, answer.stderr]).toEqual([3, '', expect.stringContaining(sentence)]);
  });

  it('an absent server is one JSON document for programs', async () => {
    const answer = await run(['positions', '--data', made, '--json']);
    expect(answer.code).toBe(3);
    expect(documentOf(answer)).toMatchObject({ error: { code: 'SERVER_UNREACHABLE' } });
  });

  it('a server that was killed is told from one that never was', async () => {
    const data = at('killed');
    const server = await startProcess(data);
    const gone = new Promise((resolve) => server.child.once('close', resolve));
    server.child.kill('SIGKILL');
    await gone;
    const status = await run(['status', '--data', data]);
    expect([status.code, status.stderr]).toEqual([3, expect.stringContaining('no longer runs')]);
  });

  it('the key of the directory is not sent to another machine, nor without a server to any', async () => {
    const away = await run(['status', '--data', made, '--url', 'http://192.0.2.1:8686', '--json']);
    expect([away.code, documentOf(away)]).toMatchObject([4, { error: { code: 'KEY_MISSING' } }]);
    const odd = await run(['status', '--data', made, '--url', 'ftp://127.0.0.1']);
    expect(odd.code).toBe(2);
  });

  it('something that is not Signalbox is found out', async () => {
    const stranger = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const answer = await run(['status', '--data', made, '--url', url, '--json']);
    stranger.close();
    expect([answer.code, documentOf(answer)]).toMatchObject([3, { error: { code: 'SERVER_UNEXPECTED' } }]);
  });

  it('a halt without a server is kept for the next start, and says what it could not do', async () => {
    const data = at('halted');
    await run(['init', '--data', data]);
    const halt = await run(['halt', '--data', data, '--json']);
    expect([halt.code, documentOf(halt)]).toMatchObject([3, { reached: false, latched: true, processRunning: false }]);
    const one = await run(['halt', '--account', 'paper', '--data', data]);
    expect(one.stdout).toContain('can be halted by its server only');
    const server = await startProcess(data);
    const text = '{"action":"buy","symbol":"BTCUSDT","quantity":0.01}';
    const denied = documentOf<{ status: string }>(await run(['signal', 'send', text, '--data', data, '--json']));
    await server.stop();
    expect(denied.status).toBe('denied');
  });

  it('doctor is content with a fresh directory, and needs no server', async () => {
    const examined = documentOf<Examined>(await run(['doctor', '--data', made, '--port', '0', '--json']));
    const health = Object.fromEntries(examined.findings.map((finding) => [finding.check, finding.health]));
    expect(health).toMatchObject({ node: 'ok', 'clock.time': 'ok', permissions: 'ok', configuration: 'ok' });
    expect(health).toMatchObject({ 'disk.space': 'ok', 'server.port': 'ok', store: 'ok', journal: 'ok' });
    expect(examined.health).not.toBe('fail');
  });

  it('doctor finds an open key, a wrong setting, a taken port and a foreign database, with what to do', async () => {
    const data = at('sick');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, 'command-line.key'), 'x');
    chmodSync(join(data, 'command-line.key'), 0o644);
    writeFileSync(join(data, 'signalbox.db'), 'this is no database, and much too short for one', { mode: 0o600 });
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = String((taken.address() as AddressInfo).port);
    const examined = await run(['doctor', '--data', data, '--port', port, '--json']);
    writeFileSync(join(data, 'signalbox.yaml'), 'server: { prot: 1 }\n');
    const misconfigured = await run(['doctor', '--data', data, '--port', port], { language: 'zh' });
    taken.close();
    const failed = documentOf<Examined>(examined).findings.filter(({ health }) => health === 'fail');
    expect(failed.map(({ check }) => check)).toEqual(['permissions.command-line.key', 'server.port', 'store']);
    expect(failed.every(({ advice = '' }) => advice.length > 0)).toBe(true);
    expect([examined.code, misconfigured.code]).toEqual([1, 1]);
    expect(misconfigured.stdout).toMatch(/server\.prot：没有这个设置项/);
  });

  it('a directory of an earlier build is left as it is: start, doctor and journal verify say what to do', async () => {
    const data = at('earlier');
    mkdirSync(data, { mode: 0o700 });
    writeEarliestLayout(join(data, 'signalbox.db')).close();
    const before = readFileSync(join(data, 'signalbox.db'));
    const [start, chinese, verify, doctor] = await Promise.all([
      run(['start', '--data', data, '--port', '0', '--json']),
      run(['start', '--data', data, '--port', '0'], { language: 'zh' }),
      run(['journal', 'verify', '--data', data]),
      run(['doctor', '--data', data, '--port', '0', '--json']),
    ]);
    expect([start.code, documentOf(start)]).toMatchObject([5, { error: { code: 'STORE_EARLIER' } }]);
    expect([chinese.code, chinese.stderr]).toEqual([5, expect.stringContaining('--data <新目录>')]);
    expect([verify.code, verify.stderr]).toEqual([5, expect.stringContaining('--data <new directory>')]);
    const { findings } = documentOf<Examined>(doctor);
    expect([doctor.code, findings.find(({ check }) => check === 'store')]).toMatchObject([
      1,
      { health: 'fail', message: expect.stringContaining('written by an earlier build') },
    ]);
    expect(readdirSync(data)).toEqual(['signalbox.db']);
    expect(readFileSync(join(data, 'signalbox.db'))).toEqual(before);
  });

  it('journal verify finds a record that was changed behind its back', async () => {
    const data = at('changed');
    await (await startProcess(data)).stop();
    const path = join(data, 'signalbox.db');
    const sound = await run(['journal', 'verify', '--data', data], { language: 'zh' });
    expect([sound.code, sound.stdout]).toEqual([0, expect.stringContaining('流水完好')]);
    const database = new DatabaseSync(path);
    database.exec(`UPDATE event SET body = replace(body, '1000000', '9000000') WHERE body LIKE '%account_opened%'`);
    database.close();
    const changed = await run(['journal', 'verify', '--data', data, '--json']);
    expect([changed.code, documentOf(changed)]).toMatchObject([5, { sound: false }]);
    const absent = await run(['journal', 'verify', '--data', at('nowhere'), '--json']);
    expect([absent.code, documentOf(absent)]).toMatchObject([1, { error: { code: 'STORE_ABSENT' } }]);
  });

  it.runIf(process.platform === 'linux')(
    'where nothing can be made, start and init end at once and say where',
    async () => {
      const settings = {
        'logging: { directory: /proc/nope/logs }': 'logs',
        'storage: { path: /proc/nope/x.db }': 'store',
      };
      const starts = Object.entries(settings).map(async ([text, name]) => {
        const data = at(`nowhere-${name}`);
        mkdirSync(data);
        writeFileSync(join(data, 'signalbox.yaml'), `${text}\n`);
        return run(['start', '--data', data, '--port', '0', '--json']);
      });
      const ended = await Promise.all([...starts, run(['init', '--data', '/proc/nope/data', '--json'])]);
      for (const { code, stdout } of ended) {
        expect([code, JSON.parse(stdout)]).toMatchObject([
          5,
          { error: { code: 'DATA_UNUSABLE', message: expect.stringContaining('/proc/nope') } },
        ]);
      }
    },
  );

  it('start ends with 78 and all mistakes of the configuration, without a stack', async () => {
    const data = at('wrong');
    mkdirSync(data);
    writeFileSync(join(data, 'signalbox.yaml'), 'server:\n  port: many\nriks: {}\n');
    const start = await run(['start', '--data', data, '--port', '0']);
    expect([start.code, start.stdout]).toEqual([78, '']);
    expect(start.stderr).toMatch(/signalbox\.yaml:2:9 {2}server\.port: [\s\S]*signalbox\.yaml:3:1 {2}riks: /);
    expect(start.stderr).not.toContain('    at ');
  });

  it.each([
    ['an unknown command', ['ordres']],
    ['an argument too many', ['orders', 'x']],
    ['a port that is none', ['start', '--port', '70000']],
    ['a limit that is none', ['orders', '--limit', '0']],
    ['a scope that is none', ['key', 'create', 'x', '--scope', 'root']],
    ['a format that is none', ['signal', 'preview', '--format', 'morse']],
  ])('%s ends with 2', async (_what, args) => {
    expect((await run(args)).code).toBe(2);
  });
});

describe('signal preview', { timeout: PATIENCE_MS }, () => {
  it('reads a text as the doors would, and ends with 1 when it is refused', async () => {
    const [read, refused] = await Promise.all([
      run(['signal', 'preview'], { input: '开多 XAUUSD 仓位=0.1 止损=3300' }),
      run(['signal', 'preview'], { input: 'buy low, sell high', language: 'zh' }),
    ]);
    expect(documentOf(read)).toMatchObject({
      accept: true,
      format: 'mt5_chinese',
      commands: [{ action: 'buy', sl: '3300' }],
    });
    expect(refused.code).toBe(1);
    expect(documentOf(refused)).toMatchObject({
      accept: false,
      error: { message: expect.stringContaining('任何已知格式') },
    });
  });

  it('answers line by line with the id of each', async () => {
    const lines = ['{"id":"a","text":"开多 XAUUSD 仓位=0.1"}', '', 'not json', '{"id":7,"text":"?"}'];
    const answer = await run(['signal', 'preview', '--jsonl'], { input: lines.join('\n') });
    const documents = answer.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(documents).toMatchObject([
      { id: 'a', accept: true },
      { accept: false, error: { code: 'BODY_INVALID' } },
      { id: 7, accept: false },
    ]);
    expect(answer.code).toBe(2);
  });
});
