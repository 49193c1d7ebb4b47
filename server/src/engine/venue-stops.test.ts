import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { ParentBench } from './algos/test/parent-bench.ts';
import type { VenueTraits } from './state.ts';
import { buy, sell } from './test/engine-harness.ts';

type Stops = NonNullable<NonNullable<VenueTraits['stops']>['crypto_spot']>;

const at = (crypto_spot: Stops): ParentBench => new ParentBench({ traits: { stops: { crypto_spot } } });
const texts = ({ request }: Order) => [
  request.type,
  request.stopPrice === undefined ? '' : formatDecimal(request.stopPrice),
  request.limitPrice === undefined ? '' : formatDecimal(request.limitPrice),
];

function stopLossOf(bench: ParentBench, side: 'buy' | 'sell', stopLoss: string): Order {
  const [entry] = bench.execute((side === 'buy' ? buy : sell)('0.5', { stopLoss: decimal(stopLoss) }));
  bench.accept(entry!);
  bench.fill(entry!, { price: '60000' });
  const [stop] = bench.open('stop_loss');
  bench.accept(stop!);
  return stop!;
}

describe('a stop-loss where the venue has stop-limits alone', () => {
  it('is one, no worse than the collar behind its trigger, and says so', () => {
    const stop = stopLossOf(at([{ type: 'stop_limit' }]), 'buy', '59000');
    expect(texts(stop)).toEqual(['stop_limit', '59000', '56050']);
    expect(stop.request.adjustments?.map(({ code }) => code)).toEqual(['STOP_AS_STOP_LIMIT']);
  });

  it('of a short position has its limit above', () => {
    expect(texts(stopLossOf(at([{ type: 'stop_limit' }]), 'sell', '61000'))).toEqual(['stop_limit', '61000', '64050']);
  });

  it('takes its limit along when it is moved', () => {
    const bench = at([{ type: 'stop_limit' }]);
    stopLossOf(bench, 'buy', '59000');
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('58000'), stopLossUnit: 'price' });
    const amend = bench.effectsOf('amend').at(-1)?.amend;
    expect([amend?.stopPrice, amend?.limitPrice]).toEqual([decimal('58000'), decimal('55100')]);
  });

  it('is a stop where that is taken to close, and where nothing is said of it', () => {
    const closing = at([{ type: 'stop', onlyClosing: true }, { type: 'stop_limit' }]);
    expect(texts(stopLossOf(closing, 'buy', '59000'))).toEqual(['stop', '59000', '']);
    expect(texts(stopLossOf(new ParentBench(), 'buy', '59000'))).toEqual(['stop', '59000', '']);
  });
});

describe('a stop that the market lacks', () => {
  it.each([
    ['of the other side', [{ type: 'stop', side: 'sell' }]],
    ['that opens, where stops only close', [{ type: 'stop', onlyClosing: true }]],
    ['where there is none at all', []],
  ] as const)('%s is carried out by the engine', (_name, stops) => {
    const bench = at(stops);
    expect(bench.parent(buy('0.1', { orderType: 'stop', stopPrice: decimal('61000') })).kind).toBe('stop');
  });

  it('is sent as it is where the venue takes it', () => {
    const bench = at([{ type: 'stop', side: 'sell', onlyClosing: true }]);
    bench.hold('0.5');
    const [stop] = bench.execute({
      action: 'close',
      symbol: 'BTCUSDT',
      orderType: 'stop',
      stopPrice: decimal('59000'),
    });
    expect(stop?.request.type).toBe('stop');
    expect(bench.state.parents.size).toBe(0);
  });
});
