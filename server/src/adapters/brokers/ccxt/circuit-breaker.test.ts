/** When a failing venue is left alone, what passes all the same, and who may try again. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../system/manual-clock.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

function bench() {
  const clock = new ManualClock();
  return { clock, breaker: new CircuitBreaker(clock, { failuresMax: 3, openMs: 1_000 }) };
}

function fail(breaker: CircuitBreaker, times: number): void {
  for (let index = 0; index < times; index += 1) breaker.failed();
}

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and not when an answer comes in between', () => {
    const { breaker } = bench();
    fail(breaker, 2);
    breaker.succeeded();
    fail(breaker, 2);
    expect(breaker.state).toBe('closed');
    breaker.failed();
    expect([breaker.state, breaker.admits('create'), breaker.admits('poll'), breaker.waitMs]).toEqual([
      'open',
      false,
      false,
      1_000,
    ]);
  });

  it('lets cancels, closing orders and questions pass while it is open', () => {
    const { breaker } = bench();
    fail(breaker, 3);
    expect([breaker.admits('cancel'), breaker.admits('close'), breaker.admits('lookup')]).toEqual([true, true, true]);
  });

  it('lets one try after its rest, and opens again when that one fails', () => {
    const { breaker, clock } = bench();
    fail(breaker, 3);
    clock.advance(1_000);
    expect([breaker.state, breaker.admits('create'), breaker.admits('create')]).toEqual(['half_open', true, false]);
    breaker.failed();
    expect([breaker.state, breaker.admits('create')]).toEqual(['open', false]);
  });

  it('closes with any answer, also to a cancel that passed meanwhile', () => {
    const { breaker } = bench();
    fail(breaker, 5);
    breaker.succeeded();
    expect([breaker.state, breaker.admits('create')]).toEqual(['closed', true]);
  });
});
