/**
 * Bad answers of an exchange, from the webhook to the exchange's own books: whatever becomes of the answer, one signal is
 * one order there. Markets fail side by side; within each one bad day follows another.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeskMarket, ExchangeDesk, MARKETS } from './exchange-desk.ts';
import type { Wire } from './journey.ts';

const PATIENCE_MS = 120_000;
const SETTINGS = `
venue: { compare_every_seconds: 10, suspend_after_failures: 100 }
risk:
  accounts:
    bin: { allowed_symbols: ["*"], max_order_value: 5000, max_position_value: 20000 }
`;

interface BadAnswer {
  readonly says: string;
  readonly fault: Readonly<Record<string, unknown>>;
}

const done = (says: string, fault: Readonly<Record<string, unknown>>): BadAnswer => ({ says, fault });
const lost = (says: string, fault: Readonly<Record<string, unknown>>): BadAnswer => ({
  says: `${says}, and nothing is booked`,
  fault: { ...fault, booked: false },
});

/** What happens to the first order of each signal, market by market, one after the other. */
const DAYS: readonly (readonly [DeskMarket, readonly BadAnswer[]])[] = [
  [MARKETS.btc, [done('an answer that never comes', { kind: 'no_answer' }), done('a reset', { kind: 'reset' })]],
  [
    MARKETS.eth,
    [
      done('a gateway error after it was done', { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' }),
      done('a body cut off', { kind: 'cut_body' }),
      done('half of the JSON', { kind: 'half_json' }),
    ],
  ],
  [
    MARKETS.sol,
    [
      done('a page instead of an answer', { kind: 'html_body' }),
      done('no body', { kind: 'empty_body' }),
      done('an empty object', { kind: 'empty_object' }),
      done('a body nobody can unpack', { kind: 'bad_gzip' }),
    ],
  ],
  [MARKETS.doge, [lost('a reset', { kind: 'reset' })]],
  [
    MARKETS.btcSwap,
    [
      done('an answer that comes a little late', { kind: 'late_answer', delayMs: 1_500 }),
      done('an error of the service after it was done', { kind: 'status', status: 503, body: { code: -1001 } }),
    ],
  ],
  [MARKETS.ethSwap, [done('headers and then silence', { kind: 'headers_then_silence' })]],
  [MARKETS.solSwap, [lost('a gateway error', { kind: 'status', status: 504, body: '' })]],
  [MARKETS.dogeSwap, [done('an answer that comes late', { kind: 'late_answer', delayMs: 7_000 })]],
];

let desk: ExchangeDesk;
beforeAll(async () => {
  desk = await ExchangeDesk.begin(SETTINGS, { leverage: '5' });
}, PATIENCE_MS);
afterAll(() => desk.end(), PATIENCE_MS);

const names = (answers: readonly BadAnswer[]): string => answers.map(({ says }) => says).join('; ');

async function live(market: DeskMarket, { fault }: BadAnswer): Promise<unknown> {
  const before = [desk.booked(market).length, await desk.placed(market)] as const;
  await desk.fault({ ...fault, match: { method: 'POST', path: market.path, params: { symbol: market.native } } });
  const signal = await desk.follow({ action: 'buy', symbol: market.symbol, quantity: market.quantity });
  const now = [desk.booked(market), await desk.placed(market)] as const;
  return {
    orders: signal.orders.map(({ status, reason }: Wire) =>
      reason === undefined ? status : `${status} ${reason.code}`,
    ),
    booked: now[0].slice(before[0]),
    sent: now[1] - before[1],
  };
}

describe('one signal is one order at the exchange', () => {
  const days = DAYS.map(([market, answers]) => ({ market, answers, symbol: market.symbol, says: names(answers) }));

  it.concurrent.each(days)('$symbol: $says', { timeout: PATIENCE_MS }, async ({ market, answers }) => {
    for (const answer of answers) {
      // What was never booked leaves a second time, once that is proven.
      const sent = answer.fault['booked'] === false ? 2 : 1;
      const booked = [`filled ${market.quantity}`];
      expect(await live(market, answer), answer.says).toEqual({ orders: ['filled'], booked, sent });
    }
  });
});

describe('an order that comes to the exchange twice and is filled twice', () => {
  const { btcSwap } = MARKETS;
  const act = (path: string) => desk.journey.client.post(`/api/v1/${path}`, {});

  it('stops the account, which says why; what is really held is taken over by a person', {
    timeout: PATIENCE_MS,
  }, async () => {
    const [held, before] = [await desk.held(btcSwap), desk.booked(btcSwap).length];
    const match = { method: 'POST', path: btcSwap.path, params: { symbol: btcSwap.native } };
    await desk.fault({ kind: 'duplicate', match });
    await desk.alert({ action: 'buy', symbol: btcSwap.symbol, quantity: btcSwap.quantity });
    const view = await desk.when('bin', ({ tradingState }) => tradingState === 'halted');
    expect(view.tradingStateReason.code).toBe('REPORT_OVERFILL');
    expect(desk.booked(btcSwap)).toHaveLength(before + 2);
    const frozen = await desk.when('bin', ({ problems }) => problems.length > 0);
    expect(frozen.problems[0]).toMatchObject({ code: 'POSITION_MISMATCH', values: { symbol: btcSwap.symbol } });
    const adopted = await act(`accounts/bin/differences/${btcSwap.symbol}/adopt`);
    expect([adopted.status, adopted.body.problems]).toEqual([200, []]);
    const bought = Number(btcSwap.quantity) * 2;
    expect(Number(await desk.held(btcSwap))).toBeCloseTo(Number(held) + bought, 9);
    await desk.journey.client.post('/api/v1/trading-state', { account: 'bin', state: 'active', reason: 'looked' });
    const closed = await act(`positions/${btcSwap.symbol}/close?account=bin&wait=5000`);
    expect(closed.body.orders).toMatchObject([{ status: 'filled' }]);
  });
});
