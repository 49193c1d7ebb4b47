/** The prices of what an account comes to hold: wanted by what a commit adds, whoever ordered it. */
import { describe, expect, it } from 'vitest';
import { decimal, ONE } from '#domain/decimal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import type { EngineEvent } from '#engine/events.ts';
import type { AccountState } from '#engine/state.ts';
import { BTC, START } from '#engine/test/engine-harness.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { AccountPrices } from './account-prices.ts';

const AT = { time: START, instrumentId: BTC.id };
const NAMED = { orderId: 'o1', request: { instrumentId: BTC.id } };

/** An account whose books can't be read: who walks them breaks. */
function trial() {
  const unread = (): never => {
    throw new Error('the books were walked');
  };
  const books = { volatile: { settings: { directory: createInstrumentDirectory([BTC]) } } };
  for (const name of ['positions', 'orders', 'openByInstrument']) Object.defineProperty(books, name, { get: unread });
  const watched: string[] = [];
  const prices = new AccountPrices({
    clock: createManualClock(START),
    state: () => books as unknown as AccountState,
    watch: (id) => {
      watched.push(id);
      return () => void watched.splice(watched.indexOf(id), 1);
    },
    onSettled: () => undefined,
  });
  return { prices, watched, commit: (event: object) => prices.wantWhatWasAdded([event as EngineEvent]) };
}

describe('a commit', () => {
  it.each([
    ['an order', { ...AT, ...NAMED, kind: 'order_created' }],
    ["somebody else's order", { time: START, ...NAMED, kind: 'external_order_found' }],
    ['a fill', { ...AT, kind: 'order_filled', quantity: ONE, price: decimal('50000') }],
    ['a position that was found', { ...AT, kind: 'position_adopted', quantity: ONE }],
  ])('that adds %s wants its price, without a look at all that is held', (_, event) => {
    const { watched, commit } = trial();
    commit(event);
    commit(event);
    expect(watched).toEqual([BTC.id]);
  });

  it('that adds nothing wants nothing, and neither does a name that is none', () => {
    const { watched, commit } = trial();
    commit({ ...AT, kind: 'symbol_frozen' });
    commit({ ...AT, kind: 'order_filled', instrumentId: 'NONE' });
    expect(watched).toEqual([]);
  });

  it('that comes after the stop wants nothing: nobody would end it', () => {
    const { prices, watched, commit } = trial();
    prices.stop();
    commit({ ...AT, kind: 'order_filled' });
    expect(watched).toEqual([]);
  });
});
