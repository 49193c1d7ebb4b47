import { describe, expect, it } from 'vitest';
import { DecisionPace } from './decision-pace.ts';

const NOW = 1_000;

function withLine(senders: number, arrivals: number): DecisionPace {
  const pace = new DecisionPace();
  for (let index = 0; index < arrivals; index += 1) {
    pace.arrived(NOW);
    if (index >= senders) pace.answered();
  }
  return pace;
}

describe('the pace of decisions', () => {
  it('is immediate while hardly anybody waits', () => {
    expect(withLine(2, 1_000).at(NOW)).toMatchObject({ pauseMs: 0, countMax: Number.POSITIVE_INFINITY });
  });

  it('is bounded while senders stand in line, but never nothing', () => {
    const { sliceMs, pauseMs, countMax } = withLine(32, 1_000).at(NOW);
    expect(pauseMs).toBeGreaterThan(sliceMs);
    expect(countMax).toBeGreaterThan(0);
    expect(countMax).toBeLessThan(100);
  });

  it('stays bounded between two waves of one line, when everybody has just been answered', () => {
    const pace = withLine(32, 1_000);
    for (let index = 0; index < 32; index += 1) pace.answered();
    expect(pace.at(NOW + 10).pauseMs).toBeGreaterThan(0);
  });

  it('is not changed by a hiccup of a few alerts', () => {
    expect(withLine(12, 12).at(NOW).pauseMs).toBe(0);
  });

  it('is immediate again as soon as nobody comes any more', () => {
    expect(withLine(32, 1_000).at(NOW + 25).pauseMs).toBe(0);
  });
});
