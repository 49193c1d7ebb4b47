/** An account is looked over without anything being placed, and each thing that is wrong is named. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { secret } from '#domain/secret.ts';
import { createCloudKey, createEdwardsKey } from '../../../../emulators/exchange/test/coinbase-key.ts';
import { ACCOUNT_CHECKS } from './doctor.ts';
import type { EmulatedAccount, EmulatedOptions } from './test/emulated-account.ts';
import { openedAccount } from './test/started-account.ts';

async function examined(options: Partial<EmulatedOptions> = {}, prepare?: (desk: EmulatedAccount) => Promise<void>) {
  const desk = await openedAccount({ exchange: 'binance', ...options });
  await prepare?.(desk);
  const { checks } = await desk.exchange.examine(desk.account, desk.credentials);
  return { desk, checks, by: (name: string) => checks.find((check) => check.name === name) };
}

describe('an account that is examined', () => {
  it('is found right in all points, and nothing was changed', async () => {
    const { checks, desk, by } = await examined();
    expect(checks.map(({ name }) => name)).toEqual([...ACCOUNT_CHECKS]);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(by('balances')?.values).toMatchObject({ USDT: '2000000' });
    expect(by('minimums')?.values.BTCUSDT).toContain('USDT');
    expect((await desk.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('with wrong keys: nothing further is asked', async () => {
    const { checks, by } = await examined({ grant: { secret: 'anotherSecret00000000000000000' } });
    expect(by('credentials')).toMatchObject({ status: 'failed', code: 'ACCOUNT_CREDENTIALS_REFUSED' });
    expect(checks.filter(({ status }) => status === 'skipped').map(({ name }) => name)).toEqual([
      'permissions',
      'balances',
      'position_mode',
      'margin',
      'minimums',
    ]);
  });

  it('with a key that may withdraw', async () => {
    const { by } = await examined({ grant: { permissions: { withdraw: true } } });
    expect(by('permissions')).toMatchObject({ status: 'failed', code: 'ACCOUNT_KEY_CAN_WITHDRAW' });
  });

  it('in another position mode', async () => {
    const { by } = await examined({}, async (desk) => {
      await desk.fault({ kind: 'position_mode', account: 'main', mode: 'hedge' });
    });
    expect(by('position_mode')).toMatchObject({ status: 'failed', code: 'ACCOUNT_POSITION_MODE_DIFFERS' });
  });

  it('on a machine whose clock is wrong', async () => {
    const { by } = await examined({}, async (desk) => await desk.fault({ kind: 'clock_skew', ms: 120_000 }));
    expect(by('clock')).toMatchObject({ status: 'failed', code: 'VENUE_CLOCK_OFF' });
  });

  it('at an exchange that can not be reached', async () => {
    const { checks } = await examined({}, async (desk) => {
      await desk.fault({ kind: 'reset', booked: false, count: 50 });
    });
    expect(checks[0]).toMatchObject({ name: 'reachability', status: 'failed', code: 'VENUE_UNREACHABLE' });
    expect(checks.slice(1).every(({ status }) => status === 'skipped')).toBe(true);
  });
});

describe('what nobody can look at for the person', () => {
  it('is said: an exchange that does not tell what a key may do', async () => {
    const { by } = await examined({ exchange: 'mexc', terms: { leverage: decimal('3') } });
    expect(by('permissions')).toMatchObject({ status: 'warning', code: 'ACCOUNT_KEY_RIGHTS_UNTOLD' });
  });

  it('is said: a key that works from anywhere', async () => {
    const { by } = await examined();
    expect(by('permissions')).toMatchObject({ status: 'warning', code: 'ACCOUNT_KEY_NOT_BOUND' });
  });

  it.each(['kucoin', 'mexc'] as const)(
    'is said: that swaps at %s want a leverage, and the account has none',
    async (exchange) => {
      const bare = await examined({ exchange, terms: { markets: ['swap'] } });
      expect(bare.by('margin')).toMatchObject({ status: 'warning', code: 'VENUE_NEEDS_LEVERAGE' });
      const given = await examined({ exchange, terms: { markets: ['swap'], leverage: decimal('3') } });
      expect(given.by('margin')?.status).toBe('ok');
    },
  );

  it('names no smallest cost where there is none', async () => {
    const { by } = await examined({ exchange: 'okx' });
    expect(by('minimums')?.values['BTCUSDT.P']).toBe('0.01');
  });
});

describe('an account at HTX that is examined', () => {
  const at = { exchange: 'htx' } as const;

  it('is asked for the permissions of its key in two questions', async () => {
    const { by } = await examined(at);
    expect(by('permissions')?.values).toMatchObject({ trade: 'true', withdraw: 'false' });
    const rich = await examined({ ...at, grant: { permissions: { withdraw: true } } });
    expect(rich.by('permissions')).toMatchObject({ status: 'failed', code: 'ACCOUNT_KEY_CAN_WITHDRAW' });
  });

  it('may have a key that is not told of: one of a sub-account', async () => {
    const { by } = await examined(at, async (desk) => {
      const body = { code: 1002, message: 'forbidden operation' };
      await desk.fault({ kind: 'answer', status: 200, body, match: { path: '/v2/user/api-key' }, count: 9 });
    });
    expect(by('permissions')).toMatchObject({ status: 'warning', code: 'ACCOUNT_KEY_RIGHTS_UNTOLD' });
  });
});

describe('an account at Coinbase that is examined', () => {
  const at = { exchange: 'coinbase' } as const;

  it('is found right in all points, what orders hold included', async () => {
    const { checks, by } = await examined(at);
    expect(checks.filter(({ status }) => status === 'failed' || status === 'skipped')).toEqual([]);
    expect(by('permissions')).toMatchObject({ status: 'ok', values: { trade: 'true', withdraw: 'false' } });
    expect(by('balances')?.values).toMatchObject({ USDC: '2000000', BTC: '10' });
    expect(by('minimums')?.values.BTCUSDC).toContain('USDC');
  });

  it('with a key that may transfer, or may not trade', async () => {
    const transfers = await examined({ ...at, grant: { permissions: { withdraw: true } } });
    expect(transfers.by('permissions')).toMatchObject({ status: 'failed', code: 'ACCOUNT_KEY_CAN_WITHDRAW' });
    const reads = await examined({ ...at, grant: { permissions: { trade: false } } });
    expect(reads.by('permissions')).toMatchObject({ status: 'failed', code: 'ACCOUNT_CREDENTIALS_REFUSED' });
  });

  it('with the private half of another key', async () => {
    const { by } = await examined({ ...at, grant: { secret: createCloudKey().secret } });
    expect(by('credentials')).toMatchObject({ status: 'failed', code: 'ACCOUNT_CREDENTIALS_REFUSED' });
  });

  it.each([
    ['of the newer kind', createEdwardsKey(), (text: string) => text],
    ['with its line breaks spelled out', createCloudKey(), (text: string) => text.replaceAll('\n', String.raw`\n`)],
  ])('with a key %s', async (_title, key, typed) => {
    const { desk } = await examined({ ...at, grant: { ...key } });
    const credentials = { apiKey: secret(key.apiKey), secret: secret(typed(key.secret)) };
    const { checks } = await desk.exchange.examine(desk.account, credentials);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });
});
