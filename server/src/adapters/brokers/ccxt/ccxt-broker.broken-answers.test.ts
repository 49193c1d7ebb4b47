/**
 * Lost and broken answers to an order, at every exchange but the one whose bad days have a test of their own: nothing is
 * called refused that the exchange may have, nothing leaves twice, and a question tells what became of it.
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const PATIENCE_MS = 60_000;
const TIMING = { headersMs: 500, bodyMs: 500, writeMs: 1_500, readMs: 3_000 };

/** Where a spot order is placed. */
const PATHS: Readonly<Partial<Record<ExchangeName, string>>> = {
  okx: '/api/v5/trade/batch-orders',
  bybit: '/v5/order/create',
  htx: '/v1/order/orders/place',
  bitget: '/api/v2/spot/trade/place-order',
  coinbase: '/api/v3/brokerage/orders',
  kucoin: '/api/v1/hf/orders',
  mexc: '/api/v3/order',
};

const BROKEN: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'no_answer' },
  { kind: 'reset' },
  { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
  { kind: 'status', status: 503, body: '' },
  { kind: 'cut_body' },
  { kind: 'empty_body' },
  { kind: 'html_body' },
  { kind: 'empty_object' },
  { kind: 'half_json' },
];

let count = 0;
function nextId(): string {
  count += 1;
  const letters = 'abcdefghij';
  return `brokenanswersofvenue${[100, 10, 1].map((by) => letters[Math.floor(count / by) % 10]).join('')}a`;
}

async function started(desk: EmulatedAccount): Promise<string> {
  await desk.admin('limits', { on: false });
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'), 20_000);
  const instruments = await desk.broker.instruments();
  const { currency } = desk.account;
  const found = instruments.find((listed) => listed.baseCurrency === 'BTC' && listed.quoteCurrency === currency);
  if (found === undefined) throw new Error('nothing to trade');
  return found.id;
}

function order(instrumentId: string) {
  return approvedOrder(nextId(), {
    instrumentId,
    side: 'buy',
    type: 'limit',
    limitPrice: decimal('30000'),
    quantity: decimal('0.01'),
  });
}

async function sent(desk: EmulatedAccount, path: string): Promise<number> {
  return (await desk.requests()).filter((request) => request.method === 'POST' && request.path === path).length;
}

describe('an answer that is lost or broken', () => {
  const exchanges = Object.entries(PATHS).map(([exchange, path]) => ({ exchange: exchange as ExchangeName, path }));

  it.concurrent.each(exchanges)(
    'leaves an order at $exchange ambiguous, sent once, and a question tells',
    {
      timeout: PATIENCE_MS,
    },
    async ({ exchange, path }) => {
      const request = { timing: TIMING, breaker: { failuresMax: 100 } };
      const desk = await EmulatedAccount.open({ exchange, terms: { markets: ['spot'] }, request });
      try {
        const instrumentId = await started(desk);
        for (const booked of [true, false]) {
          for (const fault of BROKEN) {
            const name = `${JSON.stringify(fault)} ${booked ? 'booked' : 'not booked'}`;
            const [approved, before] = [order(instrumentId), await sent(desk, path)];
            await desk.fault({ ...fault, booked, match: { method: 'POST', path } });
            expect(await desk.broker.place(approved), name).toMatchObject({ kind: 'ambiguous' });
            const target = { clientOrderId: approved.clientOrderId, instrumentId };
            const answer = await desk.broker.query(target);
            const told = [answer.kind, (await sent(desk, path)) - before];
            expect(told, name).toEqual([booked ? 'found' : 'not_found', 1]);
            if (booked) expect(['accepted', 'canceled'], name).toContain((await desk.broker.cancel(target)).kind);
          }
        }
      } finally {
        await desk.close();
      }
    },
  );
});
