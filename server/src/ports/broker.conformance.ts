/**
 * What every broker promises, one test for each promise. A broker calls `describeBroker` with a harness that can set
 * prices, close and reopen the venue, and let everything under way come to rest. What a venue can't do is skipped by
 * its capabilities, with the reason in the test's name.
 */
import { describe, expect, it } from 'vitest';
import { add, formatDecimal, negate, subtract, ZERO } from '#domain/decimal.ts';
import { mintApprovedAmend, mintApprovedOrder } from '#domain/mint-approval.ts';
import type { BrokerCapabilities } from './broker.ts';
import { type BrokerBench, Desk, type Terms } from './broker-desk.conformance.ts';

export type { BrokerBench, ConformancePrice } from './broker-desk.conformance.ts';

export interface BrokerHarness {
  readonly capabilities: BrokerCapabilities;
  readonly positionMode: 'netting' | 'hedging';
  /** What is bought is held as a balance, and the venue knows no positions: spot. */
  readonly holdings?: true;
  /** The venue keeps a hash of our ids: its lists name an order only once it was asked for by our id. */
  readonly hashedIds?: true;
  /** Its promises mostly wait for the venue, so that several may wait at once. */
  readonly waits?: true;
  open(): Promise<BrokerBench>;
}

/** Runs every promise of the broker port against the venue that `harness` opens. */
export function describeBroker(name: string, harness: BrokerHarness): void {
  describe(`${name}: the promises of a broker`, { concurrent: harness.waits === true }, () => {
    describePlacing(harness);
    describeResting(harness);
    describeAsking(harness);
    describeTerms(harness);
    describePositions(harness);
  });
}

const ALWAYS = { has: true, reason: '' };
const ENDS_MS = 20_000;
/** Promises that wait side by side all wait for a machine that is busy with others. */
const WAITING_MS = 90_000;

/** A test with a desk of its own at the venue; skipped, and the reason named, where the venue can't do it. */
function promise(harness: BrokerHarness, { has, reason }: { readonly has: boolean; readonly reason: string } = ALWAYS) {
  return (title: string, body: (desk: Desk) => Promise<void>): void => {
    const timeout = harness.waits === true ? WAITING_MS : ENDS_MS;
    // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- the caller gives the title and the assertions
    it.skipIf(!has)(has ? title : `${title} (skipped: ${reason})`, { timeout }, async ({ onTestFinished }) => {
      const bench = await harness.open();
      onTestFinished(async () => await bench.close());
      await body(new Desk(bench));
    });
  };
}

function describePlacing(harness: BrokerHarness): void {
  const holds = promise(harness);
  holds('is connected before it reports anything', async (desk) => {
    // Its instruments may be known before: they are no report about the account.
    const [first] = desk.bench.events.filter(({ kind }) => kind !== 'instruments');
    expect(first).toMatchObject({ kind: 'connected' });
  });

  holds('accepts a market order and reports its fill once, with a trade id', async (desk) => {
    const id = await desk.accepted({ lots: 2 });
    const fills = desk.fillsOf(id);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(2)));
    expect(new Set(fills.map((fill) => fill.tradeId)).size).toBe(fills.length);
    expect(fills.every((fill) => fill.side === 'buy' && fill.price > ZERO)).toBe(true);
    expect(await desk.status(id)).toBe('filled');
  });

  holds('never executes a repeated client order id twice, at once or later', async (desk) => {
    const id = desk.nextId();
    const outcomes = await Promise.all([1, 2, 3].map(() => desk.broker.place(desk.order(id, { lots: 2 }))));
    await desk.bench.settle();
    await desk.place({ lots: 2 }, id);
    expect(outcomes.some((outcome) => outcome.kind === 'accepted')).toBe(true);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(2)));
    const fills = (await desk.broker.fillsSince(0)).filter((fill) => fill.clientOrderId === id);
    expect(fills.reduce((sum, fill) => add(sum, fill.quantity), ZERO)).toBe(desk.lots(2));
  });

  const everUnique = harness.capabilities.clientOrderIdUnique === 'ever';
  const remembering = promise(harness, { has: everUnique, reason: 'the venue takes the id of an ended order again' });
  remembering('never executes a repeated client order id twice after a restart', async (desk) => {
    const id = await desk.accepted({ lots: 2 });
    await desk.bench.restart();
    await desk.place({ lots: 2 }, id);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(2)));
    const fills = (await desk.broker.fillsSince(0)).filter((fill) => fill.clientOrderId === id);
    expect(fills.reduce((sum, fill) => add(sum, fill.quantity), ZERO)).toBe(desk.lots(2));
  });

  holds('refuses an instrument it does not have with a code, and remembers the refusal', async (desk) => {
    const { id, outcome } = await desk.place({ instrumentId: 'NOSUCHTHING' });
    expect(outcome).toMatchObject({ kind: 'rejected', clientOrderId: id });
    expect(outcome.kind === 'rejected' && outcome.venueCode.length > 0).toBe(true);
    expect(await desk.broker.openOrders()).toEqual([]);
  });

  holds('does not accept an order after its deadline', async (desk) => {
    const late = { ...desk.order(desk.nextId()), deadlineAt: desk.bench.now() - 1_000 };
    const outcome = await desk.broker.place(mintApprovedOrder(late));
    await desk.bench.settle();
    expect(outcome.kind).not.toBe('accepted');
    expect(desk.fillsOf(late.clientOrderId)).toEqual([]);
  });

  holds('fills a large order in parts that add up, each part once', async (desk) => {
    await desk.priceAt(0, 3);
    const id = await desk.accepted({ lots: 8, type: 'limit', limitPrice: desk.ticks(1) });
    await desk.priceAt(0, 3);
    await desk.priceAt(0, 3);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(8)));
    expect(desk.fillsOf(id).length).toBeGreaterThan(1);
  });
}

function describeResting(harness: BrokerHarness): void {
  const holds = promise(harness);
  holds('keeps a limit order until its price comes, and fills it at its price or better', async (desk) => {
    const id = await desk.accepted({ type: 'limit', limitPrice: desk.ticks(-20) });
    expect((await desk.broker.openOrders()).map((order) => order.clientOrderId)).toEqual([id]);
    await desk.priceAt(-30);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(1)));
    expect(desk.fillsOf(id).every((fill) => fill.price <= desk.ticks(-20))).toBe(true);
    expect(await desk.broker.openOrders()).toEqual([]);
  });

  holds('cancels a resting order, and only once', async (desk) => {
    const id = await desk.accepted({ type: 'limit', limitPrice: desk.ticks(-20) });
    const outcome = await desk.broker.cancel(desk.target(id));
    await desk.bench.settle();
    expect(['canceled', 'accepted']).toContain(outcome.kind);
    expect(await desk.status(id)).toBe('canceled');
    const again = await desk.broker.cancel(desk.target(id));
    expect(again.kind).not.toBe('canceled');
    await desk.priceAt(-30);
    expect(desk.fillsOf(id)).toEqual([]);
  });

  holds('refuses to cancel what it does not know', async (desk) => {
    expect(await desk.broker.cancel(desk.target(desk.nextId()))).toMatchObject({ kind: 'cancel_rejected' });
  });

  const amending = promise(harness, { has: harness.capabilities.amend, reason: 'the venue can not amend' });
  amending('amends price and quantity of a resting order', async (desk) => {
    const id = await desk.accepted({ lots: 2, type: 'limit', limitPrice: desk.ticks(-20) });
    const fields = { accountId: desk.bench.accountId, orderId: 'o', ...desk.target(id) };
    const amend = { ...fields, quantity: desk.lots(3), limitPrice: desk.ticks(-10) };
    expect(await desk.broker.amend(mintApprovedAmend(amend))).toMatchObject({ kind: 'amended', clientOrderId: id });
    const { order } = await desk.found(id);
    expect([order.quantity, order.limitPrice]).toEqual([desk.lots(3), desk.ticks(-10)]);
    await desk.priceAt(-15);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(3)));
  });

  amending('refuses to amend an order that is done', async (desk) => {
    const id = await desk.accepted();
    const fields = { accountId: desk.bench.accountId, orderId: 'o', ...desk.target(id), quantity: desk.lots(5) };
    expect(await desk.broker.amend(mintApprovedAmend(fields))).toMatchObject({ kind: 'amend_rejected' });
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(1)));
  });

  const stops = promise(harness, {
    has: harness.capabilities.orderTypes.includes('stop'),
    reason: 'the venue has no stops',
  });
  stops('triggers a stop of a seller when the bid falls to it, not before', async (desk) => {
    await desk.accepted({ lots: 1 });
    const closing = await desk.closing(harness.positionMode);
    const id = await desk.accepted({ ...closing, side: 'sell', type: 'stop', stopPrice: desk.ticks(-20) });
    await desk.priceAt(-15);
    expect(desk.fillsOf(id)).toEqual([]);
    await desk.priceAt(-19);
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(1)));
  });
}

function describeAsking(harness: BrokerHarness): void {
  const holds = promise(harness);
  holds('says not_found with its own time for an order it never saw', async (desk) => {
    const answer = await desk.broker.query(desk.target(desk.nextId()));
    expect(answer.kind).toBe('not_found');
    expect(answer.kind === 'not_found' && answer.venueTime >= desk.bench.now() - 60_000).toBe(true);
  });

  holds('answers a query with the order and every fill it reported', async (desk) => {
    const id = await desk.accepted({ lots: 3 });
    const { order, fills } = await desk.found(id);
    expect(order.filledQuantity).toBe(desk.lots(3));
    expect(fills.map((fill) => fill.tradeId).sort()).toEqual(
      desk
        .fillsOf(id)
        .map((fill) => fill.tradeId)
        .sort(),
    );
  });

  holds('still knows after a restart what it accepted and what it filled', async (desk) => {
    const done = await desk.accepted({ lots: 2 });
    const resting = await desk.accepted({ type: 'limit', limitPrice: desk.ticks(-20) });
    const positionsBefore = await desk.broker.positions();
    await desk.bench.restart();
    expect(await desk.status(done)).toBe('filled');
    expect((await desk.found(done)).fills).toEqual(desk.fillsOf(done));
    if (harness.hashedIds === true) await desk.found(resting);
    expect((await desk.broker.openOrders()).map((order) => order.clientOrderId)).toEqual([resting]);
    expect(await desk.broker.positions()).toEqual(positionsBefore);
    await desk.priceAt(-30);
    expect(desk.filled(resting)).toBe(formatDecimal(desk.lots(1)));
  });

  holds('lists the fills since a moment, oldest first, without a gap', async (desk) => {
    const ids = [await desk.accepted(), await desk.accepted(), await desk.accepted()];
    const fills = await desk.broker.fillsSince(0);
    const reported = ids.flatMap((id) => desk.fillsOf(id).map((fill) => fill.tradeId));
    expect(fills.map((fill) => fill.tradeId)).toEqual(reported);
    expect(await desk.broker.fillsSince(desk.bench.now() + 3_600_000)).toEqual([]);
    const named = await desk.broker.fillsSince(0, [ids[1] ?? '']);
    expect(named.filter((fill) => fill.clientOrderId === ids[1])).toEqual(desk.fillsOf(ids[1] ?? ''));
  });

  holds('shows a balance and its instruments', async (desk) => {
    const [balance] = await desk.broker.balances();
    expect(balance?.total).toBeGreaterThan(ZERO);
    expect((await desk.broker.instruments()).map(({ id }) => id)).toContain(desk.bench.instrument.id);
  });
}

function describeTerms(harness: BrokerHarness): void {
  const { capabilities, positionMode } = harness;
  const has = (term: 'ioc' | 'fok') => ({ has: capabilities.timesInForce.includes(term), reason: `no ${term}` });

  promise(harness, has('ioc'))('leaves nothing of an immediate-or-cancel order resting', async (desk) => {
    await desk.priceAt(0, 3);
    const id = await desk.accepted({ lots: 5, type: 'limit', limitPrice: desk.ticks(1), timeInForce: 'ioc' });
    expect(desk.filled(id)).toBe(formatDecimal(desk.lots(3)));
    expect(await desk.broker.openOrders()).toEqual([]);
    expect(['canceled', 'expired']).toContain(await desk.status(id));
  });

  promise(harness, has('fok'))('fills a fill-or-kill order as a whole or not at all', async (desk) => {
    await desk.priceAt(0, 3);
    const terms: Terms = { type: 'limit', limitPrice: desk.ticks(1), timeInForce: 'fok' };
    const { id: tooLarge } = await desk.place({ ...terms, lots: 5 });
    const { id: fitting } = await desk.place({ ...terms, lots: 3 });
    expect([desk.filled(tooLarge), desk.filled(fitting)]).toEqual(['0', formatDecimal(desk.lots(3))]);
    expect(await desk.broker.openOrders()).toEqual([]);
  });

  promise(harness, { has: capabilities.postOnly, reason: 'no post-only' })(
    'never lets a post-only order take',
    async (desk) => {
      const { id } = await desk.place({ type: 'limit', limitPrice: desk.ticks(10), postOnly: true });
      expect(desk.fillsOf(id)).toEqual([]);
      expect(await desk.broker.openOrders()).toEqual([]);
      const resting = await desk.accepted({ type: 'limit', limitPrice: desk.ticks(-10), postOnly: true });
      await desk.priceAt(-20);
      expect(desk.fillsOf(resting).map((fill) => fill.liquidity)).toEqual(['maker']);
    },
  );

  const reducing = promise(harness, { has: capabilities.reduceOnly, reason: 'no reduce-only' });
  reducing('never lets a reduce-only order open, enlarge or turn a position', async (desk) => {
    const { id: onFlat } = await desk.place({ reduceOnly: true, side: 'sell' });
    await desk.accepted({ lots: 2 });
    const closing = await desk.closing(positionMode);
    const { id: enlarging } = await desk.place({ ...closing, side: 'buy' });
    const { id: tooMuch } = await desk.place({ ...closing, side: 'sell', lots: 5 });
    expect([desk.filled(onFlat), desk.filled(enlarging)]).toEqual(['0', '0']);
    expect(desk.filled(tooMuch)).toBe(formatDecimal(desk.lots(2)));
    expect(await desk.broker.positions()).toEqual([]);
    expect(await desk.broker.openOrders()).toEqual([]);
  });

  const grouping = promise(harness, { has: capabilities.oneCancelsOther, reason: 'the venue has no OCO groups' });
  grouping('cancels the other order of a group when one has filled', async (desk) => {
    await desk.accepted({ lots: 2 });
    const { stop, target } = await bracket(desk, positionMode);
    await desk.priceAt(25);
    expect([desk.filled(target), desk.filled(stop)]).toEqual([formatDecimal(desk.lots(2)), '0']);
    expect(await desk.status(stop)).toBe('canceled');
    await desk.priceAt(-25);
    expect(desk.filled(stop)).toBe('0');
  });

  grouping('takes from the other order of a protecting group what one has filled in part', async (desk) => {
    await desk.accepted({ lots: 2 });
    const { stop, target } = await bracket(desk, positionMode);
    await desk.priceAt(25, 1);
    expect(desk.filled(target)).toBe(formatDecimal(desk.lots(1)));
    expect((await desk.found(stop)).order.quantity).toBe(desk.lots(1));
    await desk.priceAt(-25);
    expect(desk.filled(stop)).toBe(formatDecimal(desk.lots(1)));
    expect(await desk.broker.positions()).toEqual([]);
    expect(await desk.broker.openOrders()).toEqual([]);
  });
}

async function bracket(desk: Desk, mode: 'netting' | 'hedging'): Promise<{ stop: string; target: string }> {
  const closing = await desk.closing(mode);
  const both: Terms = { ...closing, lots: 2, side: 'sell', ocoGroup: 'bracket.1' };
  const stop = await desk.accepted({ ...both, type: 'stop', stopPrice: desk.ticks(-20), role: 'stop_loss' });
  const target = await desk.accepted({ ...both, type: 'limit', limitPrice: desk.ticks(20), role: 'take_profit' });
  return { stop, target };
}

function describePositions(harness: BrokerHarness): void {
  const { positionMode } = harness;

  const keeping = promise(harness, { has: harness.holdings !== true, reason: 'what is held is a balance' });
  keeping(`shows positions that are the sum of their fills (${positionMode})`, async (desk) => {
    await desk.accepted({ lots: 5 });
    await desk.accepted({ lots: 2, ...(await desk.closing(positionMode)), side: 'sell' });
    const positions = await desk.broker.positions();
    const held = positions.reduce((sum, position) => add(sum, position.quantity), ZERO);
    const fills = await desk.broker.fillsSince(0);
    const traded = fills.reduce(
      (sum, { side, quantity }) => add(sum, side === 'buy' ? quantity : negate(quantity)),
      ZERO,
    );
    expect(held).toBe(traded);
    expect(held).toBe(subtract(desk.lots(5), desk.lots(2)));
  });

  const hedging = promise(harness, { has: positionMode === 'hedging', reason: 'a netting account' });
  hedging('opens a second position with an order of the other side that names none', async (desk) => {
    await desk.accepted({ lots: 3 });
    await desk.accepted({ lots: 2, side: 'sell' });
    const quantities = (await desk.broker.positions()).map(({ quantity }) => quantity);
    expect(quantities.sort()).toEqual([negate(desk.lots(2)), desk.lots(3)].sort());
  });

  const turns = positionMode === 'netting' && harness.holdings !== true;
  const netting = promise(harness, { has: turns, reason: 'a hedging account, or one without positions' });
  netting('turns a position over with a larger order of the other side', async (desk) => {
    await desk.accepted({ lots: 3 });
    await desk.accepted({ lots: 5, side: 'sell' });
    expect((await desk.broker.positions()).map(({ quantity }) => quantity)).toEqual([negate(desk.lots(2))]);
  });
}
