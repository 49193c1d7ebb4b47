/** Fees that a venue takes in the coin that was traded, or in a currency of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  type Decimal,
  decimal,
  formatDecimal,
  fromInteger,
  multiply,
  negate,
  ONE,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { createAccountState } from './state.ts';
import { benchSettings, buy, EngineBench, sell } from './test/engine-harness.ts';

function one(orders: readonly Order[]): Order {
  const [order] = orders;
  if (order === undefined) throw new Error('no order');
  return order;
}

const held = ({ state }: EngineBench): Decimal => state.positions.get('BTCUSDT')?.quantity ?? ZERO;

describe('a fee in the coin that was bought', () => {
  it('makes the position smaller, leaves the order whole, and is money at the price of the fill', () => {
    const bench = new EngineBench();
    const order = one(bench.execute(buy('1')));
    bench.fill(order, { price: '60000', fee: '0.001', feeCurrency: 'BTC' });
    expect(order).toMatchObject({ status: 'filled', filledQuantity: ONE, fees: decimal('60') });
    expect(bench.state.positions.get('BTCUSDT')).toMatchObject({
      quantity: decimal('0.999'),
      averagePrice: decimal('60000'),
      cost: decimal('59940'),
    });
    expect(bench.state.balance).toBe(decimal('999940'));
  });

  it('on a sale takes more off the position than was sold', () => {
    const bench = new EngineBench();
    bench.fill(one(bench.execute(buy('1'))), { price: '60000' });
    bench.fill(one(bench.execute(sell('0.5'))), { price: '60000', fee: '0.0005', feeCurrency: 'BTC' });
    expect(held(bench)).toBe(decimal('0.4995'));
    expect(bench.state.balance).toBe(decimal('999970'));
  });

  it('leaves protection of what is held, on the step', () => {
    const bench = new EngineBench();
    const order = one(bench.execute(buy('1', { stopLoss: decimal('59000') })));
    bench.fill(order, { price: '60000', fee: '0.00105', feeCurrency: 'BTC' });
    expect(bench.open('stop_loss').map(({ request, status }) => [request.quantity, status])).toEqual([
      [decimal('0.9989'), 'submitting'],
    ]);
  });

  it('leaves a crumb that a close says it can not take, and that alone can not be closed', () => {
    const bench = new EngineBench();
    bench.fill(one(bench.execute(buy('1'))), { price: '60000', fee: '0.00105', feeCurrency: 'BTC' });
    const close = one(bench.execute({ action: 'close', symbol: 'BTCUSDT' }));
    expect(close.request.quantity).toBe(decimal('0.9989'));
    expect(close.request.adjustments).toMatchObject([{ code: 'QUANTITY_ROUNDED', values: { asked: '0.99895' } }]);
    bench.fill(close, { price: '60000' });
    bench.execute({ action: 'close', symbol: 'BTCUSDT' });
    expect(bench.events.at(-1)).toMatchObject({ outcome: 'denied', reason: { code: 'QUANTITY_BELOW_MINIMUM' } });
    expect(held(bench)).toBe(decimal('0.00005'));
  });

  it('of all that was bought can not be true', () => {
    const bench = new EngineBench();
    bench.fill(one(bench.execute(buy('1'))), { price: '60000', fee: '1', feeCurrency: 'BTC' });
    expect(bench.state.tradingStateReason?.code).toBe('REPORT_ABSURD');
    expect(held(bench)).toBe(ZERO);
  });

  it('is known: the position is the sum of fills less coins taken, and no money is made or lost', () => {
    const fills = fc.array(
      fc.record({
        isBuy: fc.boolean(),
        quantity: fc.integer({ min: 1, max: 5_000 }),
        price: fc.integer({ min: 1_000_000, max: 9_000_000 }),
        feeShare: fc.integer({ min: -99, max: 99 }),
        fee: fc.constantFrom('BTC', 'USDT'),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const hundredth = decimal('0.01');
    fc.assert(
      fc.property(fills, (made) => {
        const bench = new EngineBench({
          limits: { positionValueMax: decimal('1e12'), orderValueMax: decimal('1e12') },
        });
        let coins: Decimal = ZERO;
        let money: Decimal = ZERO;
        for (const { isBuy, quantity: lots, price: cents, feeShare, fee: feeCurrency } of made) {
          const quantity = multiply(fromInteger(lots), decimal('0.0001'));
          const price = multiply(fromInteger(cents), hundredth);
          const signed = isBuy ? quantity : negate(quantity);
          const inCoins = feeCurrency === 'BTC';
          const share = multiply(fromInteger(feeShare), decimal('0.0001'));
          const fee = inCoins ? multiply(quantity, share) : multiply(multiply(quantity, price), share);
          bench.quote('BTCUSDT', formatDecimal(price), formatDecimal(price));
          const [order] = bench.execute((isBuy ? buy : sell)(formatDecimal(quantity)));
          if (order?.status !== 'submitting') continue;
          bench.fill(order, { price: formatDecimal(price), fee: formatDecimal(fee), feeCurrency });
          coins = subtract(add(coins, signed), inCoins ? fee : ZERO);
          money = subtract(subtract(money, multiply(signed, price)), inCoins ? ZERO : fee);
        }
        const cost = bench.state.positions.get('BTCUSDT')?.cost ?? ZERO;
        expect(held(bench)).toBe(coins);
        expect(subtract(subtract(bench.state.balance, cost), decimal('1000000'))).toBe(money);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a fee in a currency of the venue’s own', () => {
  const paid = (bench: EngineBench): Order => {
    const order = one(bench.execute(buy('1')));
    bench.fill(order, { price: '60000', fee: '0.05', feeCurrency: 'BNB' });
    return order;
  };

  it('is money at its rate, and shown by itself with the order', () => {
    const bench = new EngineBench();
    bench.send({ kind: 'conversion_rate', currency: 'BNB', rate: decimal('600') });
    const order = paid(bench);
    expect(order).toMatchObject({ fees: ZERO, otherFees: [{ currency: 'BNB', fees: decimal('0.05') }] });
    expect(bench.state.fees).toBe(decimal('30'));
    expect(bench.state.balance).toBe(decimal('999970'));
    expect(held(bench)).toBe(ONE);
  });

  it('waits for a rate that nobody knows, and is booked when there is one', () => {
    const bench = new EngineBench();
    paid(bench);
    expect(bench.state.balance).toBe(decimal('1000000'));
    expect(bench.state).toMatchObject({ tradingState: 'reducing', tradingStateReason: { code: 'FILL_RATE_MISSING' } });
    bench.send({ kind: 'conversion_rate', currency: 'BNB', rate: decimal('600') });
    expect(bench.state.tradingState).toBe('active');
    expect(bench.state.balance).toBe(decimal('999970'));
  });

  it('takes the price of the coin itself for its rate', () => {
    const bench = new EngineBench();
    paid(bench);
    bench.quote('BNBUSD', '500', '501');
    expect(bench.state.fees).toBe(decimal('25'));
  });

  it('of nothing asks for no rate', () => {
    const bench = new EngineBench();
    bench.fill(one(bench.execute(buy('1'))), { price: '60000', fee: '0', feeCurrency: 'BNB' });
    expect(bench.state.tradingState).toBe('active');
  });

  it('is in the books', () => {
    const bench = new EngineBench();
    bench.fill(one(bench.execute(buy('1'))), { price: '60000', fee: '0.001', feeCurrency: 'BTC' });
    paid(bench);
    const replayed = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    expect(replayed.unconverted).toEqual(bench.state.unconverted);
    expect(replayed.positions).toEqual(bench.state.positions);
    expect(replayed.orders).toEqual(bench.state.orders);
  });
});
