/** Other terms for an account at an exchange: when they may change, and what comes of it. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { addMain, buy, close, LIMITS, ME, reasonOf, server, spread, start } from './test/exchange-server.ts';

describe('the terms of an account', () => {
  it('are changed while it holds nothing: it is disarmed, and comes up with them, now and after a restart', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await buy('main');
    const change = { leverage: decimal('5'), marginMode: 'isolated', markets: ['swap'] } as const;
    expect(reasonOf(await server.desk.changeTerms(ME, 'main', change))).toBe('ACCOUNT_HOLDS_SOMETHING');
    expect(server.desk.account('main')).toMatchObject({ armed: true, exchange: { marginMode: 'cross' } });
    await close('main');
    expect(reasonOf(await server.desk.changeTerms(ME, 'main', change))).toBe('ok');
    const changed = { marginMode: 'isolated', leverage: '5', markets: ['swap'], keyEnding: '1234' };
    expect(server.desk.account('main')).toMatchObject({ armed: false, exchange: changed });
    await server.stop();
    await start(LIMITS);
    expect(server.desk.account('main')).toMatchObject({ armed: false, exchange: changed });
    expect(reasonOf(await server.desk.changeTerms(ME, 'main', { leverage: null }))).toBe('ok');
    expect(server.desk.account('main')?.exchange).not.toHaveProperty('leverage');
  });

  it('stay while the server still carries out an order for it, and so does the account', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await spread('main');
    await close('main');
    const { positions, openOrders } = server.desk.account('main') ?? {};
    expect([positions, openOrders]).toEqual([0, 1]);
    const change = await server.desk.changeTerms(ME, 'main', { markets: ['spot'] });
    expect(change).toMatchObject({ reason: { code: 'ACCOUNT_HOLDS_SOMETHING', values: { orders: '1' } } });
    expect(await server.desk.removeAccount(ME, 'main')).toMatchObject({
      reason: { code: 'ACCOUNT_NOT_FLAT', values: { positions: '0', orders: '1' } },
    });
  });

  it('of perpetuals are changed while coins are held, and not while a perpetual is', async () => {
    await start(LIMITS);
    await addMain();
    await server.desk.setArmed(ME, 'main', true);
    await buy('main');
    expect(reasonOf(await server.desk.changeTerms(ME, 'main', { leverage: decimal('5') }))).toBe('ok');
    await server.desk.setArmed(ME, 'main', true);
    expect((await buy('main', 'ETHUSDT')).status).toBe('filled');
    const change = await server.desk.changeTerms(ME, 'main', { leverage: decimal('3') });
    expect(change).toMatchObject({ reason: { code: 'ACCOUNT_HOLDS_SOMETHING', values: { positions: '1' } } });
  });

  it('that are none are refused, and nothing is changed', async () => {
    await start(LIMITS);
    await addMain();
    const reasons = [
      await server.desk.changeTerms(ME, 'main', { leverage: decimal('0.5') }),
      await server.desk.changeTerms(ME, 'main', { markets: ['spot'], leverage: decimal('5') }),
      await server.desk.changeTerms(ME, 'paper', { marginMode: 'isolated' }),
      await server.desk.changeTerms(ME, 'nobody', { marginMode: 'isolated' }),
    ].map(reasonOf);
    expect(reasons).toEqual([
      'EXCHANGE_LEVERAGE_INVALID',
      'EXCHANGE_LEVERAGE_INVALID',
      'ACCOUNT_NOT_AT_EXCHANGE',
      'ACCOUNT_UNKNOWN',
    ]);
  });
});
