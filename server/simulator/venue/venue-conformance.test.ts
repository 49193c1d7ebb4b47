/** The fault-free wire keeps every promise of the broker port, where ids are taken once for ever. */
import { decimal } from '#domain/decimal.ts';
import { type BrokerBench, describeBroker } from '#ports/broker.conformance.ts';
import type { Broker } from '#ports/broker.ts';
import { TestWorld, TRADED } from './test/test-world.ts';
import { mannerOf, type VenueKind } from './venue-kind.ts';

async function openBench(kind: VenueKind): Promise<BrokerBench> {
  const world = new TestWorld(kind, { hasWhims: false });
  await world.start();
  const settle = () => world.pass(20_000);
  return {
    broker: () => driven(world),
    events: world.events,
    accountId: 'a',
    instrument: TRADED,
    price: decimal('100'),
    async setPrice(price) {
      world.price = price;
      world.venue.pricesChanged(TRADED.id);
      await settle();
    },
    restart: () => world.restart(),
    settle,
    now: () => Math.floor(world.wallMs),
    close: () => Promise.resolve(),
  };
}

/** Time passes while somebody waits for the broker. */
function driven(world: TestWorld): Broker {
  const { broker } = world;
  return {
    capabilities: broker.capabilities,
    start: (listener) => world.drive(broker.start(listener)),
    stop: () => broker.stop(),
    instruments: () => world.drive(broker.instruments()),
    place: (order) => world.drive(broker.place(order)),
    cancel: (target) => world.drive(broker.cancel(target)),
    amend: (amend) => world.drive(broker.amend(amend)),
    query: (target) => world.drive(broker.query(target)),
    openOrders: () => world.drive(broker.openOrders()),
    fillsSince: (time) => world.drive(broker.fillsSince(time)),
    positions: () => world.drive(broker.positions()),
    balances: () => world.drive(broker.balances()),
  };
}

for (const kind of ['unique_ever', 'gateway'] as const) {
  describeBroker(`simulated, ${kind}`, {
    capabilities: mannerOf(kind).capabilities,
    positionMode: 'netting',
    open: () => openBench(kind),
  });
}
