import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, run } from './test/process-trial.ts';
import { PATIENCE_MS, useServer } from './test/server-trial.ts';

const trial = useServer();
const { home, data, signalbox, send } = trial;

interface Sent {
  readonly id: string;
  readonly status: string;
  readonly settled: boolean;
  readonly duplicate: boolean;
  readonly orders: readonly { readonly id: string; readonly ticket: number; readonly status: string }[];
}

describe('commands and a running server', { timeout: PATIENCE_MS }, () => {
  it('start says once who made what, and leaves a file that only its owner can read', () => {
    const { ready, child } = trial.server;
    expect(ready).toMatchObject({ event: 'ready', account: 'paper' });
    expect(ready.webhook.url).toBe(`${ready.url}/hook/${ready.webhook.id}`);
    expect(ready.apiKey).toMatch(/^sbk_/);
    const file = join(data, 'server.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      url: ready.url,
      pid: child.pid,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('signal send follows an alert to its fill, and orders, positions and show tell of it', async () => {
    const text = '{"action":"buy","symbol":"BTCUSDT","quantity":0.01}';
    const sent = await send(text, '--json', '--id', 'first');
    const signal = documentOf<Sent>(sent);
    expect(sent.code).toBe(0);
    expect(signal).toMatchObject({ status: 'executed', settled: true, duplicate: false });
    expect(signal.orders.map(({ status }) => status)).toEqual(['filled']);
    const [again, orders, positions, show, order] = await Promise.all([
      send(text, '--json', '--id', 'first'),
      signalbox('orders --json'),
      signalbox('positions'),
      signalbox(`signal show ${signal.id}`),
      signalbox(`order show ${signal.orders[0]?.ticket}`, { language: 'zh' }),
    ]);
    expect(documentOf<Sent>(again)).toMatchObject({ id: signal.id, duplicate: true });
    expect(documentOf<Sent['orders']>(orders).map(({ id }) => id)).toContain(signal.orders[0]?.id);
    expect(positions.stdout).toMatch(/PAPER account, SIMULATED prices[\s\S]*paper +BTCUSDT +long +0\.01/);
    expect(show.stdout).toMatch(
      /received from API key[\s\S]*✓ +order_value +value [\d.]+, maximum 500000[\s\S]*FILLED 0\.01 at/,
    );
    expect(order.stdout).toMatch(/模拟账户，模拟行情[\s\S]*全部成交[\s\S]*#1 成交 0\.01，价格/);
  });

  it('an order too large ends with 1, with the check that denied it and its numbers', async () => {
    const denied = await send('{"action":"buy","symbol":"BTCUSDT","quantity":1000}');
    expect(denied.code).toBe(1);
    expect(denied.stdout).toMatch(/DENIED: The order is worth \d+[\s\S]*✗ +order_value/);
  });

  it('a text of no format ends with 1; what a stranger wrote can not act on the terminal', async () => {
    const refused = await send('\u{1b}[2Jbuy the dip', '--json');
    expect(refused.code).toBe(1);
    expect(documentOf(refused)).toMatchObject({ error: { code: 'SIGNAL_FORMAT_UNKNOWN' } });
    const list = await signalbox('signal list --status refused');
    expect(list.stdout).toContain('\\u{1b}[2Jbuy the dip');
    expect(list.stdout).not.toContain('\u{1b}');
  });

  it('a webhook takes a text with its secret; a wrong secret ends with 4', async () => {
    const { id, secret = '' } = trial.server.ready.webhook;
    const text = '{"action":"sell","symbol":"BTCUSDT","quantity":0.01}';
    const [right, wrong] = await Promise.all([
      send(text, '--webhook', id, '--secret', secret, '--json'),
      send(text, '--webhook', id, '--secret', 'wrong'),
    ]);
    expect(documentOf(right)).toMatchObject({ status: 'executed', source: `hook:${id}` });
    expect(wrong.code).toBe(4);
  });

  it('what a webhook would not hear is refused before anything is sent, and says where to put it', async () => {
    const through = (...more: string[]) => send('buy BTCUSDT', '--webhook', 'tv', ...more);
    const [format, account, id] = await Promise.all([
      through('--format', 'generic'),
      run(['signal', 'send', 'x', '--webhook', 'tv', '--account', 'paper', '--data', data], { language: 'zh' }),
      through('--id', 'once'),
    ]);
    expect([format.code, format.stderr]).toEqual([2, expect.stringContaining('webhook change tv --format')]);
    expect([account.code, account.stderr]).toEqual([2, expect.stringContaining('由其路由决定')]);
    expect([id.code, id.stderr]).toEqual([2, expect.stringContaining('Put an "id" into the text')]);
  });

  it('a rehearsal decides and places nothing', async () => {
    const rehearsed = await send('{"action":"buy","symbol":"ETHUSDT","quantity":1,"test":true}');
    expect(rehearsed).toMatchObject({ code: 0 });
    expect(rehearsed.stdout).toContain('Rehearsed, nothing was placed');
    expect(documentOf<unknown[]>(await signalbox('orders --symbol ETHUSDT --json'))).toEqual([]);
  });

  it('an open order is listed with --open and canceled by its ticket, once', async () => {
    const sent = await send(
      '{"action":"buy","symbol":"EURUSD","quantity":1000,"order_type":"limit","price":0.9}',
      '--json',
    );
    const [order] = documentOf<Sent>(sent).orders;
    expect(order?.status).toBe('accepted');
    const open = documentOf<Sent['orders']>(await signalbox('orders --open --json'));
    expect(open.map(({ id }) => id)).toContain(order?.id);
    const canceled = await signalbox(`cancel ${order?.ticket} --json`);
    expect([canceled.code, documentOf(canceled)['status']]).toEqual([0, 'canceled']);
    expect((await signalbox(`cancel ${order?.id}`)).code).toBe(1);
    expect(documentOf(await signalbox('cancel-all --json'))).toEqual({ requested: [], failed: [] });
  });

  it('halt stops trading and resume lets it go on', async () => {
    const halted = await signalbox('halt --reason lunch --json');
    expect(documentOf(halted)).toMatchObject({
      reached: true,
      accounts: [{ account: 'paper', state: 'halted', durable: true }],
    });
    const denied = await send('{"action":"buy","symbol":"BTCUSDT","quantity":0.01}', '--json');
    expect([denied.code, documentOf(denied)['status']]).toEqual([1, 'denied']);
    expect((await signalbox('status', { language: 'zh' })).stdout).toMatch(/交易状态 +已暂停/);
    expect((await signalbox('reduce')).stdout).toContain('paper: REDUCING');
    expect((await signalbox('resume')).code).toBe(0);
    expect((await signalbox('halt --account nobody')).code).toBe(1);
  });

  it('a read key may look and not halt; a revoked one may nothing', async () => {
    const made = documentOf<{ id: string; token: string }>(await signalbox('key create viewer --json'));
    const environment = { SIGNALBOX_KEY: made.token };
    const [look, halt] = await Promise.all([
      signalbox('account paper --json', { environment }),
      signalbox('halt --json', { environment }),
    ]);
    expect(documentOf(look)).toMatchObject({ id: 'paper', environment: 'paper', simulated: true });
    expect([halt.code, documentOf(halt)]).toEqual([
      4,
      { error: { code: 'FORBIDDEN_SCOPE', message: expect.any(String) } },
    ]);
    expect(documentOf(await signalbox(`key revoke ${made.id} --json`))).toEqual({ id: made.id, revoked: true });
    expect((await signalbox('positions', { environment })).code).toBe(4);
    expect((await signalbox('key list')).stdout).not.toContain('viewer');
  });

  it('a new webhook comes with an address and a message to paste; rotating ends the old secret', async () => {
    const made = await signalbox('webhook create TV --account paper --mode rehearse');
    expect(made.stdout).toMatch(/address +http:\/\/127\.0\.0\.1:\d+\/hook\/\w+\n[\s\S]*\{\{timenow\}\}/);
    const [, created] = documentOf<{ id: string; route: { mode: string } }[]>(await signalbox('webhook list --json'));
    expect(created?.route.mode).toBe('rehearse');
    const old = /secret, shown only now +(\S+)/.exec(made.stdout)?.[1] ?? '';
    const rotated = documentOf<{ secret: string }>(await signalbox(`webhook rotate ${created?.id} --json`));
    const text = '{"action":"buy","symbol":"BTCUSDT","quantity":0.01}';
    const through = (secret: string) => send(text, '--webhook', created?.id ?? '', '--secret', secret);
    expect((await Promise.all([through(old), through(rotated.secret)])).map(({ code }) => code)).toEqual([4, 0]);
  });

  it('a second start on the same data, and one on the same port, end with a sentence', async () => {
    const port = new URL(trial.server.ready.url).port;
    const [same, taken, doctor] = await Promise.all([
      run(['start', '--data', data, '--port', '0']),
      run(['start', '--data', join(home, 'other'), '--port', port], { language: 'zh' }),
      signalbox('doctor --json'),
    ]);
    expect([same.code, same.stderr]).toEqual([5, expect.stringContaining(`process ${trial.server.child.pid}`)]);
    expect([taken.code, taken.stderr]).toEqual([7, expect.stringContaining(`端口 ${port} 已被`)]);
    expect(`${same.stderr}${taken.stderr}`).not.toContain('at ');
    expect(documentOf<{ findings: { check: string; health: string }[] }>(doctor).findings).toContainEqual(
      expect.objectContaining({ check: 'server.port', health: 'ok', message: expect.stringContaining('our server') }),
    );
  });

  it('stops in good order, taking its file with it; the journal can then be verified', async () => {
    expect((await signalbox('journal verify')).code).toBe(5);
    expect(await trial.server.stop()).toBe(0);
    expect(existsSync(join(data, 'server.json'))).toBe(false);
    const verified = await signalbox('journal verify --json');
    expect(documentOf(verified)).toMatchObject({
      sound: true,
      streams: expect.arrayContaining([
        expect.objectContaining({ stream: 'account:paper', replay: expect.objectContaining({ snapshot: 'equal' }) }),
      ]),
    });
  });
});
