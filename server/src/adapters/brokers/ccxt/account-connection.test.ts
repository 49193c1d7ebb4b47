/** What an account's connection leaves behind when it is ended, and what it says of its terms. */
import { expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { startEmulator } from '../../../../emulators/exchange/door/emulator-server.ts';
import { loadDialect } from '../../../../emulators/exchange/dialects.ts';
import { createSystemClock } from '../../system/system-clock.ts';
import { AccountConnection } from './account-connection.ts';
import type { CcxtAccount } from './ccxt-account.ts';
import { SharedVenue } from './shared-venue.ts';
import { createLines, CREDENTIALS, pause } from './test/emulated-account.ts';
import { startedAccount } from './test/started-account.ts';

const ACCOUNT: CcxtAccount = { id: 'acct', positionMode: 'netting', markets: ['swap'], marginMode: 'cross' };
const NOTHING = { onEvent() {}, onMarkets() {}, onPolling() {}, onStreams() {}, onOrder() {}, onTrade() {} };

async function opened(account: Partial<CcxtAccount> = {}) {
  const dialect = await loadDialect('kucoin');
  if (dialect === undefined) throw new Error('no emulator');
  const emulator = await startEmulator(dialect);
  const { apiKey, secret, passphrase } = CREDENTIALS;
  const keys = { apiKey: apiKey.reveal(), secret: secret.reveal(), passphrase: passphrase.reveal() };
  await fetch(`${emulator.origin}/_emulator/accounts`, { method: 'POST', body: JSON.stringify(keys) });
  const venue = await SharedVenue.open({
    place: { exchange: 'kucoin', environment: 'emulated', endpoint: emulator.origin },
    clock: createSystemClock(),
    logger: createLines(),
  });
  onTestFinished(async () => {
    await venue.close();
    await emulator.close();
  });
  const options = { account: { ...ACCOUNT, ...account }, credentials: CREDENTIALS, venue };
  return { connection: new AccountConnection(options), venue, emulator };
}

const connection = async (account?: Partial<CcxtAccount>) => (await opened(account)).connection;

it('keeps no client of an account that was ended while it was coming up', async () => {
  const ended = await connection();
  const coming = ended.start(NOTHING);
  await ended.stop();
  await coming;
  await pause(50);
  expect(ended.client).toBeUndefined();
});

it('leaves an exchange alone for a moment that refuses for the rate in an answer of success', async () => {
  const { connection: asking, venue, emulator } = await opened();
  await asking.open();
  expect(venue.line.lanes.pausedMs).toBe(0);
  const body = { code: '429000', msg: 'too many requests' };
  const fault = { kind: 'answer', status: 200, body, count: 9, match: { path: '/api/v1/user/api-key' } };
  await fetch(`${emulator.origin}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  await expect(asking.permissions()).rejects.toThrow('429000');
  expect(venue.line.lanes.pausedMs).toBeGreaterThan(0);
});

it('says the leverage to the fraction', async () => {
  expect((await connection({ leverage: decimal('2.5') })).terms.leverage).toBe('2.5');
  expect((await connection({ leverage: decimal('20') })).terms.leverage).toBe('20');
});

it('says of keys that were taken back what is wrong when a question is refused, though its streams still stand', async () => {
  const desk = await startedAccount({ exchange: 'binance', terms: { markets: ['swap'] } });
  const { apiKey, secret } = desk.credentials;
  await desk.admin('accounts', { apiKey: apiKey.reveal(), secret: secret.reveal(), ipAllowed: false });
  await expect(desk.broker.positions()).rejects.toThrow('-2015');
  await desk.until(() => desk.kinds().includes('disconnected'));
  const codes = desk.events.flatMap((event) => (event.kind === 'disconnected' ? event.code : []));
  expect(codes).toEqual(['ACCOUNT_CREDENTIALS_REFUSED']);
});
