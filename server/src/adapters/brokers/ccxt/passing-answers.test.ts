/** An exchange that is busy for a moment: what was asked is asked again, and nothing is said of the account meanwhile. */
import { describe, expect, it } from 'vitest';
import type { ExchangeName } from './exchange-name.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const BUSY: readonly (readonly [exchange: ExchangeName, status: number, body: unknown])[] = [
  ['binance', 400, { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' }],
  ['okx', 503, { code: '50001', msg: 'Service temporarily unavailable. Try again later.', data: [] }],
  ['okx', 200, { code: '50013', msg: 'Systems are busy. Please try again later.', data: [] }],
  ['bybit', 200, { retCode: 10016, retMsg: 'Server error.', result: {} }],
  ['htx', 200, { status: 'error', 'err-code': 'timeout', 'err-msg': 'Request Timeout', data: null }],
  ['bitget', 400, { code: '40015', msg: 'System is abnormal, please try again later', data: null }],
  ['coinbase', 400, { error: 'UNAVAILABLE', message: 'try again later' }],
  ['kucoin', 200, { code: '500000', msg: 'Internal Server Error' }],
  ['mexc', 400, { code: 501, msg: 'System busy, try again later' }],
];

describe('a question that meets a busy exchange', () => {
  it.concurrent.each(BUSY)('is asked again at %s, HTTP %i', { timeout: 60_000 }, async (exchange, status, body) => {
    const desk = await EmulatedAccount.open({
      exchange,
      terms: { markets: ['spot'] },
      request: { random: () => -0.5 },
    });
    try {
      await desk.admin('limits', { on: false });
      await desk.start();
      await desk.until(() => desk.kinds().includes('connected'), 20_000);
      await desk.fault({ kind: 'answer', status, body, match: { method: 'GET' } });
      expect(await desk.broker.balances()).not.toEqual([]);
    } finally {
      await desk.close();
    }
  });
});
