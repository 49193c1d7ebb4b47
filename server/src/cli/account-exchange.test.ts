/** Accounts at exchanges from the command line: real processes, a real server, an emulated exchange. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDialect } from '../../emulators/exchange/dialects.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { waitUntil } from '../../test/process/door-client.ts';
import { documentOf } from './test/process-trial.ts';
import { PATIENCE_MS, useServer } from './test/server-trial.ts';

interface Shown {
  readonly id: string;
  readonly environment: string;
  readonly reconciled: boolean;
  readonly armed?: boolean;
  readonly problems: readonly { readonly code: string }[];
  readonly exchange?: { readonly keyEnding?: string };
}

const trial = useServer();
const { signalbox } = trial;
let exchange: ExchangeTrial;

beforeAll(async () => {
  const dialect = await loadDialect('binance');
  if (dialect === undefined) throw new Error('binance is not emulated');
  exchange = await startTrial(dialect);
}, PATIENCE_MS);
afterAll(() => exchange.close());

const add = (id: string, more = ''): string =>
  `account add ${id} --exchange binance --environment emulated --endpoint ${exchange.server.origin}${more}`;
const KEY = ` --api-key ${TRIAL_KEY.apiKey}`;
const shown = async (id: string): Promise<Shown> => documentOf<Shown>(await signalbox(`account show ${id} --json`));

describe('an account at an exchange, from the command line', { timeout: PATIENCE_MS }, () => {
  it('is added with its secret from the standard input, and says how it is', async () => {
    const added = await signalbox(add('bin', KEY), { input: `${TRIAL_KEY.secret}\n` });
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toContain('EMULATED');
    expect(added.stdout).not.toContain(TRIAL_KEY.secret);
    const up = await waitUntil(
      () => shown('bin'),
      ({ reconciled }) => reconciled,
    );
    expect(up).toMatchObject({ reconciled: true, problems: [], exchange: { keyEnding: TRIAL_KEY.apiKey.slice(-4) } });
    const list = await signalbox('account list --json');
    expect(documentOf<Shown[]>(list).map(({ id }) => id)).toEqual(['paper', 'bin']);
    const chinese = await signalbox('account', { language: 'zh' });
    expect(chinese.stdout).toMatch(/模拟器账户 bin.*\n模拟账户 paper，模拟行情/);
    const placed = await signalbox('order place buy 0.01 BTCUSDT --account paper');
    expect(placed.stdout).toMatch(/^PAPER account, SIMULATED prices/);
    for (const line of ['orders --account paper', 'positions', 'order show 1 --account paper'])
      expect((await signalbox(line)).stdout).toMatch(/^PAPER account, SIMULATED prices/);
    expect((await signalbox('orders --account bin')).stdout).toMatch(/^EMULATED exchange bin: no real money\.\n[^P]/);
  });

  it('can have its secret in a file, and other keys', async () => {
    const file = join(trial.home, 'secret.txt');
    writeFileSync(file, 'a-wrong-one\n');
    const added = await signalbox(`${add('filed', KEY)} --secret-file ${file} --json`);
    expect([added.code, documentOf<Shown>(added)]).toMatchObject([
      1,
      { id: 'filed', problems: [{ code: 'ACCOUNT_CREDENTIALS_REFUSED' }] },
    ]);
    const refused = await waitUntil(
      () => shown('filed'),
      ({ problems }) => problems.length > 0,
    );
    expect(refused.problems[0]?.code).toBe('ACCOUNT_CREDENTIALS_REFUSED');
    const status = await signalbox('status');
    expect(status.stdout).toContain('signalbox account credentials filed');
    // Said among the problems of the server, and not again below the accounts.
    expect(status.stdout).not.toMatch(/^filed: /m);
    const changed = await signalbox(`account credentials filed${KEY} --json`, { input: TRIAL_KEY.secret });
    expect(changed.code).toBe(0);
    expect(
      await waitUntil(
        () => shown('filed'),
        ({ reconciled }) => reconciled,
      ),
    ).toMatchObject({ armed: false });
    const armed = await signalbox('account arm filed');
    expect([armed.code, armed.stdout]).toEqual([0, expect.stringContaining('armed')]);
    const disarmed = await signalbox('account disarm filed --json');
    expect(documentOf<Shown>(disarmed).armed).toBe(false);
  });

  it('whose exchange refuses the keys ends with 1 and what the exchange said', async () => {
    const [english, chinese] = await Promise.all([
      signalbox(add('bad', KEY), { input: 'wrong\n' }),
      signalbox(`account credentials filed${KEY}`, { input: 'wrong\n', language: 'zh' }),
    ]);
    expect([english.code, english.stdout]).toEqual([1, expect.stringContaining('The exchange refuses the keys')]);
    expect(english.stdout).not.toContain('account arm');
    expect([chinese.code, chinese.stdout]).toEqual([
      1,
      expect.stringMatching(/但交易所拒绝新密钥[\s\S]*拒绝账户 "filed" 的密钥/),
    ]);
  });

  it('is looked over by the doctor', async () => {
    const looked = await signalbox('doctor --account bin --json');
    const { health, findings } = documentOf<{ health: string; findings: { check: string; health: string }[] }>(looked);
    expect([looked.code, health === 'fail']).toEqual([0, false]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['reachability', 'clock', 'credentials', 'permissions', 'position_mode', 'minimums']),
    );
    expect((await signalbox('doctor --account bin', { language: 'zh' })).stdout).toContain('密钥：交易所已接受');
    const paper = await signalbox('doctor --account paper --json');
    expect([paper.code, documentOf(paper)]).toMatchObject([1, { error: { code: 'ACCOUNT_NOT_AT_EXCHANGE' } }]);
  });

  it('says what the exchange has of each currency, and trades otherwise once it is told to', async () => {
    const balances = documentOf<{ currency: string; total: string }[]>(await signalbox('account balances bin --json'));
    expect(balances).toContainEqual({ currency: 'BTC', free: '1', used: '0', total: '1' });
    expect((await signalbox('account balances bin')).stdout).toMatch(/BTC\s+1\s+0\s+1/);
    const changed = await signalbox('account change bin --leverage 7 --margin-mode isolated --markets swap');
    expect([changed.code, changed.stdout]).toEqual([0, expect.stringMatching(/swap · isolated · leverage 7/)]);
    const back = documentOf<Shown>(await signalbox('account change bin --leverage 0 --markets spot,swap --json'));
    expect(back.exchange).toMatchObject({ marginMode: 'isolated', markets: ['spot', 'swap'] });
    expect(back.exchange).not.toHaveProperty('leverage');
    expect((await signalbox('account change bin')).stderr).toContain('--leverage');
    expect((await signalbox('account change paper --leverage 3')).code).toBe(1);
  });

  it('is removed', async () => {
    const removed = await signalbox('account remove filed --json');
    expect([removed.code, documentOf(removed)]).toEqual([0, { id: 'filed', removed: true }]);
    expect((await signalbox('account show filed')).code).toBe(1);
    const last = await signalbox('account remove nobody');
    expect([last.code, last.stderr]).toEqual([1, expect.stringContaining('nobody')]);
  });

  it.each([
    ['account add x --environment live --api-key k', '--exchange'],
    ['account add x --exchange binance --api-key k', '--environment'],
    ['account add x --exchange binance --environment real --api-key k', '--environment'],
    ['account add x --exchange binance --environment live --markets margin --api-key k', '--markets'],
    ['account add x --exchange binance --environment live --secret-file nowhere --api-key k', 'nowhere'],
    ['account add x --exchange binance --environment live --api-key k', 'secret'],
    ['account add x --exchange binance --environment live', '--api-key'],
  ])('%j is answered with what is missing or wrong', async (line, word) => {
    const ran = await signalbox(line);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(word)]);
  });

  it.each([
    ['--exchange ftx --environment live', 'EXCHANGE_UNKNOWN'],
    ['--exchange binance --environment emulated --endpoint http://example.com', 'EXCHANGE_ENDPOINT_INVALID'],
    ['--exchange kucoin --environment sandbox', 'EXCHANGE_ENVIRONMENT_UNSUPPORTED'],
    ['--exchange binance --environment live --leverage 500', 'EXCHANGE_LEVERAGE_INVALID'],
  ])('%j is refused before anybody types a secret', async (terms, code) => {
    const ran = await signalbox(`account add x ${terms} --json`);
    expect([ran.code, documentOf(ran)]).toMatchObject([1, { error: { code } }]);
  });

  it('with an unknown exchange says which there are', async () => {
    const ran = await signalbox('account add x --exchange ftx --environment live --api-key k --json', { input: 's' });
    expect([ran.code, documentOf(ran)]).toMatchObject([1, { error: { code: 'EXCHANGE_UNKNOWN' } }]);
  });
});
