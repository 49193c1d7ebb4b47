/** An account is looked over without anything being placed, and each thing that is wrong is named. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCOUNT_CHECKS } from './doctor.ts';
import { CREDENTIALS, EmulatedAccount, type EmulatedOptions } from './test/emulated-account.ts';

async function examined(options: Partial<EmulatedOptions> = {}, prepare?: (desk: EmulatedAccount) => Promise<void>) {
  const desk = await EmulatedAccount.open({ exchange: 'binance', ...options });
  onTestFinished(async () => await desk.close());
  await prepare?.(desk);
  const { checks } = await desk.exchange.examine(desk.account, CREDENTIALS);
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
