import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, type Ran, run, startProcess } from './test/process-trial.ts';
import { PATIENCE_MS, useServer } from './test/server-trial.ts';

const trial = useServer();
const { home, data, signalbox, send } = trial;

interface Outcome {
  readonly id: string;
  readonly status: string;
  readonly duplicate: boolean;
  readonly orders: readonly { readonly id: string; readonly ticket: number; readonly status: string }[];
}

/** An order that rests far from the market, by its ticket. */
async function resting(): Promise<string> {
  const placed = await signalbox('order place buy 0.1 XAUUSD --limit-price 3200 --json');
  return String(documentOf<Outcome>(placed).orders[0]?.ticket);
}

async function held(): Promise<{ readonly ticket: number; readonly status: string } | undefined> {
  const { id, secret } = documentOf<{ id: string; secret: string }>(
    await signalbox('webhook create held --account paper --mode hold --json'),
  );
  const text = '{"action":"buy","symbol":"ETHUSDT","quantity":0.5}';
  const sent = await send(text, '--webhook', id, '--secret', secret, '--json');
  return documentOf<Outcome>(sent).orders[0];
}

describe('what a trader can do', { timeout: PATIENCE_MS }, () => {
  it('places an order, follows it to its fill, and shows what the quantity counts', async () => {
    const placed = await signalbox('order place buy 0.02 BTCUSDT');
    expect(placed).toMatchObject({ code: 0 });
    expect(placed.stdout).toMatch(/order #\d+ made: buy 0\.02 BTCUSDT market[\s\S]*QUANTITY +UNIT[\s\S]* 0\.02 +BTC /);
    const positions = await signalbox('positions', { language: 'zh' });
    expect(positions.stdout).toMatch(/数量 +单位[\s\S]*BTCUSDT +多 +0\.02 +BTC +\d+\.\d\d /);
  });

  it('sees what was executed, the newest first, and is told that there is more', async () => {
    for (const quantity of ['0.03', '0.04']) await signalbox(`order place buy ${quantity} ETHUSDT`);
    const newest = await signalbox('fills --symbol ETHUSDT --limit 1');
    expect(newest.stdout).toMatch(/ 0\.04 +ETH [\s\S]*There are more: --limit 1 shows the newest only/);
    expect(newest.stdout).not.toContain(' 0.03 ');
    const both = await signalbox('fills --symbol ETHUSDT', { language: 'zh' });
    expect(both.stdout).toMatch(/ 0\.04 [\s\S]* 0\.03 /);
    expect(both.stdout).not.toContain('还有更多');
  });

  it('shows a stop-loss of a part as such', async () => {
    await signalbox('order place buy 0.1 EURUSD --stop-loss 0.9 --wait 5');
    expect((await signalbox('positions --symbol EURUSD')).stdout).toMatch(/ 0\.90000 /);
    await signalbox('order place buy 0.1 EURUSD --wait 5');
    expect((await signalbox('positions --symbol EURUSD')).stdout).toMatch(/ 0\.90000 \(part\) /);
    await signalbox('position close EURUSD');
  });

  it('a cancel of everything says what stays: the protection of positions', async () => {
    await signalbox('order place buy 0.01 ETHUSDT --stop-loss 1 --wait 5');
    const canceled = await signalbox('cancel-all --symbol ETHUSDT');
    expect([canceled.code, canceled.stdout]).toEqual([0, expect.stringContaining('stay with their positions: 1.')]);
    await signalbox('position close ETHUSDT');
    const flat = await signalbox('cancel-all --symbol ETHUSDT', { language: 'zh' });
    expect(flat.stdout).not.toContain('止损止盈');
  });

  it('the same order under the same name is placed once', async () => {
    const first = documentOf<Outcome>(await signalbox('order place buy 100 600000.SH --id once --json'));
    const again = documentOf<Outcome>(await signalbox('order place buy 100 600000.SH --id once --json'));
    expect(again).toMatchObject({ id: first.id, duplicate: true });
    expect(again.orders.map(({ id }) => id)).toEqual(first.orders.map(({ id }) => id));
  });

  it('a size in another unit becomes the venue’s: 2 lots of shares are 200', async () => {
    const placed = await signalbox('order place buy 2 600000.SH --unit lots');
    expect(placed.stdout).toMatch(/ 200 +shares /);
  });

  it('what the gate denies ends with 1, and a wrong side or number with 2', async () => {
    const [large, side, number] = await Promise.all([
      signalbox('order place buy 1000 BTCUSDT --json'),
      signalbox('order place hold 1 BTCUSDT'),
      signalbox('order place buy many BTCUSDT', { language: 'zh' }),
    ]);
    expect([large.code, side.code, number.code]).toEqual([1, 2, 2]);
    expect(side.stderr).toContain('The side is one of buy / sell, not "hold"');
    expect(number.stderr).toContain('数量“many”不是数字');
  });

  it('places the orders of a list, from a file or the standard input, and ends with 1 when one is denied', async () => {
    const list = JSON.stringify([
      { symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' },
      { symbol: 'BTCUSDT', side: 'buy', quantity: '1000' },
    ]);
    const both = await signalbox('order batch --json', { input: list });
    const { results } = documentOf<{ results: { outcome: Outcome }[] }>(both);
    expect([both.code, results.map(({ outcome }) => outcome.orders[0]?.status)]).toEqual([1, ['filled', 'denied']]);
    const file = join(home, 'orders.json');
    writeFileSync(file, '[{"symbol":"BTCUSDT","side":"buy","quantity":"0.01"}]');
    expect(await signalbox(`order batch ${file}`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('filled'),
    });
    const none = await signalbox('order batch', { language: 'zh' });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('没有列表')]);
  });

  it('a resting order is changed; what can not be changed says so', async () => {
    const ticket = await resting();
    const amended = await signalbox(`order amend ${ticket} --limit-price 3210.5 --json`);
    expect([amended.code, documentOf(amended)]).toMatchObject([0, { limitPrice: '3210.5', status: 'accepted' }]);
    const table = await signalbox(`order amend ${ticket} --quantity 0.2`);
    expect(table.stdout).toMatch(/ 0\.2 +lots +3210\.50 +accepted/);
    expect((await signalbox(`order amend ${ticket}`)).code).toBe(2);
    expect((await signalbox(`cancel ${ticket}`)).code).toBe(0);
    const late = await signalbox(`order amend ${ticket} --quantity 0.3 --json`);
    expect([late.code, documentOf(late)]).toMatchObject([1, { error: { code: 'ORDER_NOT_AMENDABLE' } }]);
  });

  it('a held order goes on when a person approves it, and ends when one denies it; once each', async () => {
    const [first, second] = [await held(), await held()];
    expect([first?.status, second?.status]).toEqual(['held', 'held']);
    const approved = await signalbox(`order approve ${first?.ticket} --json`);
    expect([approved.code, documentOf(approved)['status']]).toEqual([0, expect.stringMatching(/accepted|filled/)]);
    const denied = await signalbox(`order deny ${second?.ticket} --json`);
    expect([denied.code, documentOf(denied)['status']]).toEqual([0, 'denied']);
    const again = await signalbox(`order approve ${second?.ticket} --json`);
    expect([again.code, documentOf(again)]).toMatchObject([1, { error: { code: 'ORDER_NOT_HELD' } }]);
  });

  it('an order that had to fill at once and did not is answered with no, and why', async () => {
    const { code, stdout } = await signalbox('order place buy 0.1 XAUUSD --limit-price 3250 --time-in-force ioc');
    expect([code, stdout]).toEqual([1, expect.stringContaining('0 of 0.1 filled at once')]);
  });

  it('only an unknown order can be resolved, and only with a note', async () => {
    const ticket = await resting();
    expect((await signalbox(`order resolve ${ticket}`)).code).toBe(2);
    const known = await run(['order', 'resolve', ticket, '--note', 'not at the venue', '--json', '--data', data]);
    expect([known.code, documentOf(known)]).toMatchObject([1, { error: { code: 'ORDER_NOT_UNKNOWN' } }]);
  });

  it('a position is closed in part by its instrument, then whole by its ticket', async () => {
    await signalbox('order place buy 0.3 EURUSD');
    const part = await signalbox('position close EURUSD --quantity 0.1', { language: 'zh' });
    expect([part.code, part.stdout]).toEqual([0, expect.stringContaining('成交 0.1')]);
    const [left] = documentOf<{ ticket: number; quantity: string }[]>(
      await signalbox('positions --symbol EURUSD --json'),
    );
    expect(left?.quantity).toBe('0.2');
    expect((await signalbox(`position close ${left?.ticket}`)).code).toBe(0);
    const gone = await signalbox('position close EURUSD --json');
    expect([gone.code, documentOf(gone)]).toMatchObject([1, { error: { code: 'POSITION_NOT_FOUND' } }]);
  });

  it('a price is put in and given back; instruments tell unit, steps and where the price is from', async () => {
    const pushed = documentOf(await signalbox('price push EURUSD --bid 1.1 --ask 1.1002 --json'));
    expect(pushed).toMatchObject({ bid: '1.1', ask: '1.1002', unit: 'lots', simulated: false });
    expect((await signalbox('instruments')).stdout).toMatch(/EURUSD +lots .* 1\.10000 +1\.10020 +USD +pushed/);
    expect(documentOf(await signalbox('price release EURUSD --json'))).toMatchObject({ simulated: true });
    expect((await signalbox('price push EURUSD')).code).toBe(2);
  });

  it('a second paper account is opened, and two of one name are refused', async () => {
    const made = await signalbox('account create second --balance 5000 --mode hedging --json');
    expect(documentOf(made)).toMatchObject({ id: 'second', equity: '5000', positionMode: 'hedging' });
    expect((await signalbox('account second')).stdout).toContain('5000.00');
    expect((await signalbox('account create second')).code).toBe(1);
  });

  it('a text is rehearsed by the server: what it would decide, and nothing is placed', async () => {
    const rehearse = (text: string, ...more: string[]) => run(['signal', 'rehearse', text, '--data', data, ...more]);
    const [would, denied, refused] = await Promise.all([
      rehearse('{"action":"buy","symbol":"ETHUSDT","quantity":0.5}', '--json'),
      rehearse('{"action":"buy","symbol":"BTCUSDT","quantity":1000}'),
      rehearse('buy the dip'),
    ]);
    expect([would.code, documentOf(would)]).toMatchObject([0, { accept: true, decisions: [{ outcome: 'orders' }] }]);
    expect([denied.code, denied.stdout]).toEqual([1, expect.stringMatching(/denied[\s\S]*✗ +order_value/)]);
    expect(refused.code).toBe(1);
  });

  it('events tell what happened, in the reader’s language', async () => {
    const page = documentOf<{ events: { kind: string }[] }>(await signalbox('events --after 0 --limit 2 --json'));
    expect(page.events.map(({ kind }) => kind)).toEqual(['account_opened', 'account_reconciled']);
    const told = await signalbox('events --after 0', { language: 'zh' });
    expect(told.stdout).toMatch(/paper {2}\d{4}-[\d: -]+ {2}账户已开立\n.*已与交易所对账：0 处差异/);
  });

  it('events of one account are found behind those of others', async () => {
    await signalbox('account create late --json');
    const kindsOf = (ran: Ran) =>
      documentOf<{ events: { account: string; kind: string }[] }>(ran).events.map(({ account, kind }) => [
        account,
        kind,
      ]);
    const opened = ['late', 'account_opened'];
    expect(kindsOf(await signalbox('events --after 0 --limit 1 --account late --json'))).toEqual([opened]);
    for (let count = 0; count < 3; count += 1) await signalbox('order place buy 0.01 BTCUSDT --account paper');
    expect(kindsOf(await signalbox('events --limit 2 --account late --json'))[0]).toEqual(opened);
    expect((await signalbox('events --after 0 --limit 1 --account late')).stdout).toContain('late');
  });

  it('a webhook’s route is changed, and what is not named stays', async () => {
    const { id } = documentOf<{ id: string }>(await signalbox('webhook create routed --mode rehearse --json'));
    const changed = documentOf(await signalbox(`webhook change ${id} --default-symbol EURUSD --json`));
    expect(changed).toMatchObject({ id, route: { mode: 'rehearse', defaultSymbol: 'EURUSD' } });
    expect((await signalbox(`webhook change ${id}`)).code).toBe(2);
  });

  it('a webhook is switched off and on and taken away', async () => {
    const { id } = documentOf<{ id: string }>(await signalbox('webhook create short-lived --json'));
    expect(documentOf(await signalbox(`webhook disable ${id} --json`))).toMatchObject({ id, enabled: false });
    expect((await signalbox(`webhook enable ${id}`)).stdout).toMatch(/short-lived +yes/);
    expect(documentOf(await signalbox(`webhook delete ${id} --json`))).toEqual({ id, deleted: true });
    expect((await signalbox(`webhook delete ${id}`)).code).toBe(1);
  });
});

describe('starting again', { timeout: PATIENCE_MS }, () => {
  it('where a server runs already says so, with its address', async () => {
    const again = await run(['start', '--data', data, '--json']);
    expect(again.code).toBe(5);
    const { error } = documentOf<{ error: { code: string; message: string } }>(again);
    expect(error.code).toBe('ALREADY_RUNNING');
    expect(error.message).toContain(trial.server.ready.url);
    expect(error.message).toContain(String(trial.server.child.pid));
  });

  it('without the settings that the last start had is refused, unless the defaults are asked for', async () => {
    const path = join(home, 'settled');
    const settings = join(path, 'signalbox.yaml');
    const start = (...more: string[]) => run(['start', '--data', path, '--port', '0', '--json', ...more]);
    await (await startProcess(path)).stop();
    writeFileSync(settings, 'risk:\n  defaults:\n    max_order_value: 1000\n');
    await (await startProcess(path)).stop();
    const written = readFileSync(settings);
    expect((await start('--defaults')).code).toBe(2);
    for (const lose of [() => rmSync(settings), () => writeFileSync(settings, '')]) {
      lose();
      const lost = await start();
      expect([lost.code, documentOf(lost)]).toMatchObject([78, { error: { code: 'CONFIGURATION_LOST' } }]);
    }
    const doctor = documentOf<{ findings: object[] }>(await run(['doctor', '--data', path, '--port', '0', '--json']));
    expect(doctor.findings).toContainEqual(expect.objectContaining({ check: 'configuration', health: 'fail' }));
    writeFileSync(settings, written);
    await (await startProcess(path)).stop();
    rmSync(settings);
    expect(await (await startProcess(path, ['--defaults'])).stop()).toBe(0);
    expect(await (await startProcess(path)).stop()).toBe(0);
  });

  it('in a place where nothing can be made ends at once', async () => {
    const nowhere = join(home, 'data', 'signalbox.db', 'below');
    const start = await run(['start', '--data', process.platform === 'linux' ? '/proc/nope' : nowhere, '--json']);
    expect([start.code, documentOf(start)]).toMatchObject([5, { error: { code: 'DATA_UNUSABLE' } }]);
  });
});
