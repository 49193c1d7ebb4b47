/** The paper broker keeps every promise of the broker port, in netting and hedging accounts, in memory and on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../stores/sqlite/sqlite-store.ts';
import { decimal } from '#domain/decimal.ts';
import { type BrokerBench, describeBroker } from '#ports/broker.conformance.ts';
import type { BrokerEvent } from '#ports/broker.ts';
import type { Journal } from '#ports/journal.ts';
import { createManualClock } from '../../../../test/venue/manual-clock.ts';
import { createMemoryJournal } from '../../../../test/venue/memory-journal.ts';
import { createTestPrices } from '../../../../test/venue/test-prices.ts';
import { instrument, quoteOf } from '../../../../test/venue/venue-orders.ts';
import { createPaperBroker, PAPER_CAPABILITIES } from './paper-broker.ts';

const START = 1_700_000_000_000;

/** Where the venue keeps its truth, through restarts. */
interface Storage {
  journal(): Journal;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

function inMemory(): Promise<Storage> {
  const journal = createMemoryJournal();
  return Promise.resolve({
    journal: () => journal,
    reopen: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
}

async function onDisk(): Promise<Storage> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-paper-'));
  const open = () => openSqliteStore({ path: join(folder, 'venue.db'), clock: { now: () => START } });
  let store = await open();
  return {
    journal: () => store.journal,
    async reopen() {
      await store.close();
      store = await open();
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openBench(
  positionMode: 'netting' | 'hedging',
  openStorage: () => Promise<Storage>,
): Promise<BrokerBench> {
  const clock = createManualClock(START);
  const storage = await openStorage();
  const marketData = createTestPrices();
  const events: BrokerEvent[] = [];
  const traded = instrument();
  const create = () =>
    createPaperBroker({
      account: { id: 'acct', currency: 'USD', positionMode, initialBalance: decimal('100000') },
      instruments: [traded],
      journal: storage.journal(),
      clock,
      marketData,
      // Small enough that the tests reach into the journal and the snapshots.
      closedMax: 2,
      snapshotEvery: 5,
    });
  const listen = (event: BrokerEvent): void => void events.push(event);
  const settle = async (): Promise<void> => {
    await broker.openOrders();
    // A full turn of the loop: the reports follow the answers.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  marketData.push(quoteOf('99.99', '100.01'));
  let broker = create();
  await broker.start(listen);
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
      await storage.reopen();
      broker = create();
      await broker.start(listen);
    },
    settle,
    now: () => clock.now(),
    async close() {
      await broker.stop();
      await storage.close();
    },
  };
}

const VENUES = [
  ['netting', 'in memory', inMemory],
  ['hedging', 'in memory', inMemory],
  ['netting', 'on SQLite', onDisk],
] as const;

for (const [positionMode, place, openStorage] of VENUES) {
  describeBroker(`paper, ${positionMode}, ${place}`, {
    capabilities: PAPER_CAPABILITIES,
    positionMode,
    open: () => openBench(positionMode, openStorage),
  });
}
