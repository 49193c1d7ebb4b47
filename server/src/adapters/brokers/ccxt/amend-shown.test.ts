/** Where an exchange only says that it has received a change, the change counts when the order shows it, not before. */
import { describe, expect, it } from 'vitest';
import type { ApprovedAmend } from '#domain/approved-order.ts';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedAmend } from '#domain/mint-approval.ts';
import type { ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { startedAccount } from './test/started-account.ts';

const ID = 'amendsareshownbytheorder';

interface Case {
  readonly exchange: ExchangeName;
  readonly instrumentId: string;
  readonly path: string;
  /** What it says of a change that it has received. */
  readonly received: (orderId: string) => unknown;
}

const CASES: readonly Case[] = [
  {
    exchange: 'okx',
    instrumentId: 'ETHUSDT',
    path: '/api/v5/trade/amend-order',
    received: (ordId) => ({ code: '0', msg: '', data: [{ ordId, clOrdId: ID, reqId: '', sCode: '0', sMsg: '' }] }),
  },
  {
    exchange: 'bybit',
    instrumentId: 'ETHUSDT.P',
    path: '/v5/order/amend',
    received: (orderId) => ({ retCode: 0, retMsg: 'OK', result: { orderId, orderLinkId: ID }, retExtInfo: {} }),
  },
  {
    exchange: 'coinbase',
    instrumentId: 'ETHUSDC',
    path: '/api/v3/brokerage/orders/edit',
    received: () => ({ success: true, errors: [] }),
  },
];

async function resting({ exchange, instrumentId }: Case): Promise<{ desk: EmulatedAccount; venueOrderId: string }> {
  const desk = await startedAccount({ exchange });
  const outcome = await desk.broker.place(
    approvedOrder(ID, {
      instrumentId,
      side: 'buy',
      type: 'limit',
      limitPrice: decimal('2000'),
      quantity: decimal('0.1'),
    }),
  );
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  return { desk, venueOrderId: outcome.venueOrderId };
}

const amendOf = (instrumentId: string): ApprovedAmend =>
  mintApprovedAmend({
    accountId: 'acct',
    orderId: 'o',
    clientOrderId: ID,
    instrumentId,
    quantity: decimal('0.2'),
    limitPrice: decimal('2100'),
  });

describe('a change that was received', () => {
  for (const one of CASES) {
    it(`counts at ${one.exchange} when the order shows it`, async () => {
      const { desk } = await resting(one);
      const outcome = await desk.broker.amend(amendOf(one.instrumentId));
      expect(outcome).toMatchObject({ kind: 'amended', quantity: decimal('0.2'), limitPrice: decimal('2100') });
    });

    // Coinbase's stream does not say the size of what was canceled.
    it.skipIf(one.exchange === 'coinbase')(
      `is told at ${one.exchange} of an order that ends before its answer comes`,
      async () => {
        const { desk } = await resting(one);
        const { instrumentId } = one;
        await desk.fault({
          kind: 'late_answer',
          delayMs: 2_000,
          booked: true,
          match: { method: 'POST', path: one.path },
        });
        const amending = desk.broker.amend(amendOf(instrumentId));
        await new Promise((resolve) => {
          setTimeout(resolve, 300);
        });
        await desk.broker.cancel({ clientOrderId: ID, instrumentId });
        await desk.until(() => desk.kinds().includes('canceled'), 5_000);
        const told = desk.events.filter(({ kind }) => kind === 'amended' || kind === 'canceled');
        expect(told).toMatchObject([{ kind: 'amended', quantity: decimal('0.2') }, { kind: 'canceled' }]);
        await amending;
      },
    );

    it(`does not count at ${one.exchange} while the order is as it was`, async () => {
      const { desk, venueOrderId } = await resting(one);
      const answer = { kind: 'answer', status: 200, body: one.received(venueOrderId), booked: false };
      await desk.fault({ ...answer, match: { method: 'POST', path: one.path } });
      const outcome = await desk.broker.amend(amendOf(one.instrumentId));
      expect(outcome).toMatchObject({ kind: 'ambiguous', clientOrderId: ID });
    });
  }
});
