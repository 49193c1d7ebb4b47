/** The paper broker keeps every promise of the broker port, in netting and in hedging accounts. */
import { decimal } from '#domain/decimal.ts';
import type { BrokerEvent } from '#ports/broker.ts';
import { type BrokerBench, describeBroker } from '#ports/broker.conformance.ts';
import { createManualClock } from '../../../../test/venue/manual-clock.ts';
import { createMemoryJournal } from '../../../../test/venue/memory-journal.ts';
import { createTestPrices } from '../../../../test/venue/test-prices.ts';
import { instrument, quoteOf } from '../../../../test/venue/venue-orders.ts';
import { createPaperBroker, PAPER_CAPABILITIES } from './paper-broker.ts';

async function openBench(positionMode: 'netting' | 'hedging'): Promise<BrokerBench> {
  const clock = createManualClock(1_700_000_000_000);
  const journal = createMemoryJournal();
  const marketData = createTestPrices();
  const events: BrokerEvent[] = [];
  const traded = instrument();
  const create = () =>
    createPaperBroker({
      account: { id: 'acct', currency: 'USD', positionMode, initialBalance: decimal('100000') },
      instruments: [traded],
      journal,
      clock,
      marketData,
      closedMax: 2,
      snapshotEvery: 5,
    });
  let broker = create();
  marketData.push(quoteOf('99.99', '100.01'));
  const listen = (event: BrokerEvent): void => void events.push(event);
  await broker.start(listen);
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 20; round += 1) await Promise.resolve();
    await broker.openOrders();
  };
  return {
    broker: () => broker,
    events,
    accountId: 'acct',
    instrument: traded,
    price: decimal('100'),
    async setPrice({ bid, ask, quantity }) {
      const depth = quantity === undefined ? {} : { bidQuantity: quantity, askQuantity: quantity };
      marketData.push({ ...quoteOf('1', '1'), bid, ask, ...depth });
      await settle();
    },
    async restart() {
      // The old one is simply left behind, as a killed process would be.
      marketData.disconnectAll();
      broker = create();
      await broker.start(listen);
    },
    settle,
    now: () => clock.now(),
    close: async () => await broker.stop(),
  };
}

for (const positionMode of ['netting', 'hedging'] as const) {
  describeBroker(`paper (${positionMode})`, {
    capabilities: PAPER_CAPABILITIES,
    positionMode,
    open: () => openBench(positionMode),
  });
}
