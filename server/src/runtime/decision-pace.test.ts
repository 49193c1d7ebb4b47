import { describe, expect, it } from 'vitest';
import { DecisionPace } from './decision-pace.ts';

function withLine(senders: number, arrivals: number): DecisionPace {
  const pace = new DecisionPace();
  for (let index = 0; index < arrivals; index += 1) {
    pace.arrived();
    if (index >= senders) pace.answered();
  }
  return pace;
}

describe('the pace of decisions', () => {
  it('is immediate while hardly anybody waits', () => {
    expect(withLine(2, 1_000).now().pauseMs).toBe(0);
  });

  it('leaves most of the time to answers while senders stand in line, but not all', () => {
    const { sliceMs, pauseMs } = withLine(32, 1_000).now();
    expect(pauseMs).toBeGreaterThan(sliceMs);
    expect(sliceMs).toBeGreaterThan(0);
  });

  it('is not changed by a hiccup of a few alerts', () => {
    expect(withLine(12, 12).now().pauseMs).toBe(0);
  });

  it('is immediate again as soon as everybody has been answered', () => {
    const pace = withLine(32, 1_000);
    for (let index = 0; index < 32; index += 1) pace.answered();
    expect(pace.now().pauseMs).toBe(0);
  });
});
