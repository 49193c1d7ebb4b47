/** A position of which the venue holds another than the books: it is a person's to decide, and stays known when ignored. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { VenuePosition } from '#domain/report.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, EngineBench, sell } from './test/engine-harness.ts';

const SWAP = { ...BTC, kind: 'crypto_perpetual' as const };

function bench(options: { readonly held?: string } = {}): EngineBench {
  const made = new EngineBench({
    traits: { externalTrading: true, balanceIsTruth: true },
    leverage: '5',
    unreconciled: true,
  });
  made.send({ kind: 'directory', directory: createInstrumentDirectory([SWAP]) });
  reconcile(made, options.held ?? '0');
  made.now += 60_000;
  made.quote('BTCUSDT', '60000', '60010');
  return made;
}

const position = (quantity: string, averagePrice = '50000'): VenuePosition => ({
  positionId: 'BTCUSDT',
  instrumentId: 'BTCUSDT',
  quantity: decimal(quantity),
  averagePrice: decimal(averagePrice),
});
const reconcile = (made: EngineBench, quantity: string, price?: string) =>
  made.send({
    kind: 'reconciled',
    positions: quantity === '0' ? [] : [position(quantity, price)],
    positionsAt: made.now,
    ordersCompared: 0,
  });
const held = ({ state }: EngineBench) => state.positions.get('BTCUSDT')?.quantity ?? ZERO;

describe('a position that differs', () => {
  it('at the very first comparison is taken over as it is', () => {
    const made = bench({ held: '2' });
    expect(made.state.positions.get('BTCUSDT')).toMatchObject({
      ...{ quantity: decimal('2'), averagePrice: decimal('50000'), cost: decimal('100000'), realizedPnl: ZERO },
    });
    expect(made.events.find(({ kind }) => kind === 'position_adopted')).toMatchObject({ actor: 'opening' });
    expect([...made.state.frozen.keys()]).toEqual([]);
  });

  it('later freezes its symbol until it is adopted', () => {
    const made = bench();
    reconcile(made, '2');
    expect(made.execute(buy('1'))[0]).toMatchObject({ status: 'denied', reason: { code: 'SYMBOL_FROZEN' } });
    const { balance } = made.state;
    expect(made.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' }).refusal).toBeUndefined();
    expect(held(made)).toBe(decimal('2'));
    expect(made.state).toMatchObject({ balance, realizedPnl: ZERO });
    expect([...made.state.frozen.keys()]).toEqual([]);
    expect(made.execute(sell('1'))[0]?.status).toBe('submitting');
    reconcile(made, '2');
    expect([...made.state.frozen.keys()]).toEqual([]);
  });

  it('is adopted at the price of the moment where the venue names none, which is said', () => {
    const made = bench();
    reconcile(made, '-2', '0');
    made.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' });
    expect(made.events.findLast(({ kind }) => kind === 'position_adopted')).toMatchObject({
      ...{ quantity: decimal('-2'), averagePrice: decimal('60010'), note: 'current_price' },
    });
  });

  it('that is gone at the venue is gone here, with what protected it', () => {
    const made = bench();
    const [order] = made.execute(buy('1', { stopLoss: decimal('50000') }));
    if (order !== undefined) made.fill(order, { price: '60000' });
    const [stop] = made.open('stop_loss');
    if (stop !== undefined) made.accept(stop);
    reconcile(made, '0');
    made.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' });
    expect(made.state.positions.size).toBe(0);
    expect(made.effectsOf('cancel')).toMatchObject([{ orderId: stop?.id }]);
  });

  it('is ignored until it is another one', () => {
    const made = bench();
    reconcile(made, '2');
    made.send({ kind: 'ignore_difference', instrumentId: 'BTCUSDT', actor: 'me' });
    expect([...made.state.frozen.keys()]).toEqual([]);
    const [order] = made.execute(buy('1'));
    if (order !== undefined) made.fill(order, { price: '60000' });
    reconcile(made, '3');
    expect([...made.state.frozen.keys()]).toEqual([]);
    reconcile(made, '4');
    expect([...made.state.frozen.keys()]).toEqual(['BTCUSDT']);
  });

  it('that is ignored is still known, until it is gone or adopted after all', () => {
    const made = bench();
    const shown = () => {
      const { differing, ignoring } = made.state.volatile;
      return [...differing.keys(), '|', ...ignoring.keys()].join(' ');
    };
    reconcile(made, '2');
    expect(shown()).toBe('BTCUSDT |');
    made.send({ kind: 'ignore_difference', instrumentId: 'BTCUSDT', actor: 'me' });
    expect(shown()).toBe('| BTCUSDT');
    reconcile(made, '2');
    expect(shown()).toBe('| BTCUSDT');
    expect(made.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' }).refusal).toBeUndefined();
    expect([held(made), shown()]).toEqual([decimal('2'), '|']);
  });

  it('can be decided on only where there is one, and as it was compared', () => {
    const made = bench();
    const decide = () => made.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' }).refusal?.code;
    expect(decide()).toBe('DIFFERENCE_NOT_FOUND');
    const [order] = made.execute(buy('1'));
    reconcile(made, '2');
    if (order !== undefined) made.fill(order, { price: '60000' });
    expect(decide()).toBe('DIFFERENCE_CHANGED');
  });
});
