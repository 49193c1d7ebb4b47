import { describe, expect, it } from 'vitest';
import type { Message } from '../world/sender.ts';
import type { Fact } from './journal-facts.ts';
import { checkSignalOrder, type HeardAlerts } from './signal-order.ts';

type Heard = readonly [sentAt: number, outcome: string, action?: string, symbol?: string];

/** What is said of alerts that were decided in this order. */
function said(...heard: readonly Heard[]): readonly string[] {
  const sentences: string[] = [];
  const messages = heard.map(([time, , action = 'buy', symbol = 'BTCUSDT'], index) => ({
    number: index + 1,
    bodyHash: `body ${index}`,
    commands: [{ action, symbol, time }],
  }));
  const decisions = heard.map(([time, outcome], index): Fact => {
    return { kind: 'signal_decided', time, signalId: String(index), command: 0, outcome };
  });
  checkSignalOrder({
    messages: messages as unknown as readonly Message[],
    facts: { decisions },
    contents: { signal: (id: string) => ({ bodyHash: `body ${id}` }) } as unknown as HeardAlerts['contents'],
    say: (sentence) => void sentences.push(sentence),
  });
  return sentences;
}

describe('the order of alerts', () => {
  it('is broken by one that is carried out behind a newer one about the same symbol', () => {
    expect(said([200, 'orders'], [100, 'orders'])).toEqual(['I-18: alert 2 was carried out 100 ms behind alert 1']);
    expect(said([200, 'orders'], [300, 'held'], [100, 'held'])).toHaveLength(1);
  });

  it('is broken too when the newer one found nothing to do: a close may come before what it closes', () => {
    expect(said([200, 'ignored', 'close'], [100, 'orders'])).toHaveLength(1);
  });

  it('is kept by one of the same moment, one that is refused, and one that does nothing', () => {
    expect(said([200, 'orders'], [200, 'orders'])).toEqual([]);
    expect(said([200, 'orders'], [100, 'denied'], [150, 'ignored'])).toEqual([]);
  });

  it('does not count what was refused, another symbol, or what is about all of them', () => {
    expect(said([200, 'denied'], [100, 'orders'])).toEqual([]);
    expect(said([200, 'orders', 'buy', 'ETHUSDT'], [100, 'orders'])).toEqual([]);
    expect(said([200, 'orders', 'close_all'], [100, 'orders'])).toEqual([]);
  });
});
