import { describe, expect, it } from 'vitest';
import { fill } from '#app/config/bilingual.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { TrailLines } from './trail-lines.ts';

const AT = '2026-01-05T10:00:00.000Z';

function told(kind: string, data: Readonly<Record<string, unknown>>): string {
  const english: Terminal = {
    ...createTerminal(false),
    language: 'en',
    text: (text, values = {}) => fill(text, values).en,
  };
  const entry = { sequence: 1, time: AT, kind, data: { instrumentId: 'BTCUSDT', ...data } };
  return new TrailLines(english, AT).entry(entry).join('\n');
}

const protection = (data: Readonly<Record<string, unknown>>): string => told('protection_set', data);

describe('the line of a protection', () => {
  it('names its levels', () => {
    const levels = { stopLoss: '90000', takeProfits: [{ price: '120000' }] };
    expect(protection(levels)).toContain('protection for BTCUSDT: stop-loss 90000, take-profit 120000');
  });

  it('says none when the levels were taken away', () => {
    expect(protection({ takeProfits: [] })).toMatch(/protection for BTCUSDT: none$/);
    expect(protection({ takeProfits: [], quantity: '0.5' })).toMatch(/protection for BTCUSDT: none$/);
  });
});

describe('the line of a change of the balance', () => {
  it.each(['opening', 'venue', 'funding'])(
    'says what it was and is, also when the reason is the word "%s"',
    (reason) => {
      const line = told('balance_adjusted', { currency: 'USDT', before: '0', after: '100', reason });
      expect(line).toContain('100');
    },
  );
});

describe('the line of a refused order', () => {
  const refused = (code: string): string =>
    told('order_rejected', {
      orderId: 'o',
      reason: { code, values: { venue: 'OKX', venueCode: '-2010', message: 'no' } },
    });

  it('says that it was rejected only where the venue did it', () => {
    expect(refused('VENUE_REJECTED')).toContain('REJECTED: The venue rejected');
    expect(refused('VENUE_IN_MAINTENANCE')).toContain('REJECTED: OKX is in maintenance');
  });

  it.each(['VENUE_LACKS_TIME_IN_FORCE', 'VENUE_STOP_PASSED', 'VENUE_NEEDS_LEVERAGE', 'REQUEST_NOT_CONNECTED'])(
    'says that nothing was sent where it was %s',
    (code) => {
      expect(refused(code)).toContain('NOT SENT: ');
      expect(refused(code)).not.toContain('REJECTED');
    },
  );
});

describe('the line of a decision', () => {
  it('speaks of orders only where there are any', () => {
    const decided = (orderIds: readonly string[]): string =>
      told('signal_decided', { command: 0, outcome: 'orders', orderIds });
    expect(decided(['o'])).toMatch(/: orders$/);
    expect(decided([])).toMatch(/: done$/);
  });

  it('names the other orders that were canceled, changed or made by it', () => {
    const touched = [
      { orderId: 'a', ticket: 3, how: 'canceled' },
      { orderId: 'b', ticket: 7, how: 'changed' },
      { orderId: 'c', ticket: 4, how: 'canceled' },
    ];
    const line = told('signal_decided', { command: 0, outcome: 'orders', orderIds: [], touched });
    expect(line).toMatch(/: done \(canceled #3, #4; changed #7\)$/);
  });
});

describe('the numbers of a trail', () => {
  it('are cut where nobody reads on, but never so that a comparison looks like another', () => {
    const check = (name: string, value: string) => ({
      check: name,
      passed: value.length < 24,
      values: { value, maximum: '500000' },
    });
    const checks = [check('order_value', '1018.612350000000001'), check('position_value', '500000.000000000000000001')];
    const lines = told('order_denied', { checks, reason: { code: 'ORDER_VALUE_ABOVE_MAXIMUM', values: {} } });
    expect(lines).toMatch(/✓ +order_value +value 1018\.61, maximum 500000\n/);
    expect(lines).toMatch(/✗ +position_value +value 500000\.000000000000000001, maximum 500000$/);
  });

  it('are short in the words for an order too', () => {
    const request = {
      side: 'buy',
      quantity: '0.333333333333333333',
      type: 'limit',
      limitPrice: '1.100000000000000001',
    };
    expect(told('order_created', { ticket: 7, request })).toContain('made: buy 0.33333333 ');
    expect(told('order_created', { ticket: 7, request })).toMatch(/limit at 1\.1$/);
  });
});
