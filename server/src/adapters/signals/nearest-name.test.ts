import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

const NAMES = ['action', 'quantity', 'quantity_unit', 'order_type', 'sl', 'stop_price'];

describe('nearestName', () => {
  it.each([
    ['quantty', 'quantity'],
    ['Quantity', 'quantity'],
    ['orderType', 'order_type'],
    ['acton', 'action'],
    ['atcion', 'action'],
    ['s', 'sl'],
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
});
