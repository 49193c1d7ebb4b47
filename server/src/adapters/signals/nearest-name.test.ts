import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

const NAMES = [
  'action',
  'quantity',
  'quantity_unit',
  'order_type',
  'sl',
  'b',
  'buy',
  'stop_price',
  'trigger_price',
  '仓位',
];

describe('nearestName', () => {
  it.each([
    ['quantty', 'quantity'],
    ['Quantity', 'quantity'],
    ['orderType', 'order_type'],
    ['acton', 'action'],
    ['atcion', 'action'],
    ['trigger_pric', 'trigger_price'],
    ['仓为', '仓位'],
    ['stopprice', 'stop_price'],
    ['quantity_unti', 'quantity_unit'],
    ['unit_quantity', 'quantity_unit'],
    ['typeOrder', 'order_type'],
    ['price-stop', 'stop_price'],
  ])('%s means %s', (name, expected) => {
    expect(nearestName(name, NAMES)).toBe(expected);
  });

  it.each(['zzz', 'symbolic_name', '', 'x'.repeat(5000)])('nothing is near %j', (name) => {
    expect(nearestName(name, ['action', 'quantity'])).toBeUndefined();
  });

  it.each(['x', '1', 's', 'ab', 'by', 'slx', 'ssl', 'hold', 'actxyz'])(
    'for %j it suggests no short alias and nothing that would have to change much',
    (name) => {
      expect(
        nearestName(
          name,
          NAMES.filter((known) => known !== '仓位'),
        ),
      ).toBeUndefined();
    },
  );
});
