import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { decodeDetail, directRoute, encodeDetail } from './signal-detail.ts';

/** Every field there is: a new one that is missing here does not compile. */
const EVERY_FIELD: Required<SignalCommand> = {
  action: 'buy',
  symbol: 'BTCUSDT',
  exchange: 'BINANCE',
  quantity: decimal('1.5'),
  quantityUnit: 'units',
  orderType: 'trailing_stop',
  price: decimal('2'),
  signalPrice: decimal('3'),
  stopPrice: decimal('4'),
  trailDistance: decimal('5'),
  trailUnit: 'percent',
  activationPrice: decimal('5.5'),
  visibleQuantity: decimal('0.1'),
  durationMs: 60_000,
  slices: 3,
  weights: [decimal('1'), decimal('2.5'), decimal('1')],
  catchUp: true,
  stopLoss: decimal('6'),
  stopLossUnit: 'price',
  takeProfit: decimal('7'),
  takeProfitUnit: 'pips',
  takeProfits: [{ value: decimal('8'), portion: decimal('0.5') }, { value: decimal('9') }],
  targetPosition: 'long',
  targetQuantity: decimal('10'),
  reduceOnly: false,
  postOnly: true,
  timeInForce: 'gtc',
  comment: '12',
  ticket: '13',
  leverage: decimal('14'),
  account: '15',
  strategy: '16',
  time: 17,
  tag: '18',
  magic: '19',
  deviation: decimal('20'),
  timeCheck: true,
};

describe('what the inbox keeps of a signal', () => {
  it('gives every field of a command back as it was', () => {
    const detail = { format: 'x', commands: [EVERY_FIELD], ignoredFields: [], route: directRoute('paper', 1_000) };
    expect(decodeDetail(encodeDetail(detail))).toEqual(detail);
  });
});
