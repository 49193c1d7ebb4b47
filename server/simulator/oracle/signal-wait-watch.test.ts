import { describe, expect, it } from 'vitest';
import type { FaultName } from '../faults/fault-kinds.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import { createFacts, type OrderFacts } from './journal-facts.ts';
import { SignalWaitWatch } from './signal-wait-watch.ts';

interface Scene {
  readonly heardMs?: number | undefined;
  readonly keptMs?: number;
  readonly struckMs?: number;
  readonly struckBy?: FaultName;
  readonly isClockTrue?: boolean;
  readonly code?: string;
  readonly isDoubted?: boolean;
}

/** What is said of a signal that is decided a hundred seconds into the world. */
function said({
  heardMs,
  keptMs = 30_000,
  struckMs = 20_000,
  struckBy = 'stall',
  isClockTrue = true,
  code = 'SIGNAL_EXPIRED',
  isDoubted = false,
}: Scene) {
  const sentences: string[] = [];
  let nowMs = 98_000;
  const facts = createFacts();
  const order = { isUnknown: isDoubted } as OrderFacts;
  facts.orders.set('an order', order);
  const watch = new SignalWaitWatch({
    facts,
    faults: { injections: [{ name: struckBy, ordinal: 1, atMs: struckMs }] },
    now: () => nowMs,
    isClockTrue: () => isClockTrue,
    hearingSince: () => heardMs,
    receivedAt: (id) => (id === 'one' ? WALL_START_MS + keptMs : undefined),
    say: (sentence) => void sentences.push(sentence),
  });
  watch.take({ kind: 'order_queried', time: 0 });
  order.isUnknown = false;
  nowMs = 100_000;
  watch.take({ kind: 'signal_decided', time: 0, signalId: 'one', reason: { code } });
  return sentences;
}

describe('a signal that expires', () => {
  it('is missed where a process has had the account all the time, and nothing has struck', () => {
    expect(said({ heardMs: 0 })).toEqual([expect.stringContaining('I-29: signal one grew too old')]);
  });

  it('may where the process is young, or none has the account', () => {
    expect(said({ heardMs: 60_000 })).toEqual([]);
    expect(said({ heardMs: undefined })).toEqual([]);
  });

  it('may where it was old when it came, or something has struck since', () => {
    expect(said({ heardMs: 0, keptMs: 99_000 })).toEqual([]);
    expect(said({ heardMs: 0, struckMs: 60_000 })).toEqual([]);
  });

  it('may where the venue has refused the keys for long', () => {
    expect(said({ heardMs: 0, struckBy: 'credential_revoked' })).toEqual([]);
  });

  it('may where a person had to say what has become of an order', () => {
    expect(said({ heardMs: 0, isDoubted: true })).toEqual([]);
  });

  it('may where the clock was set, and another decision is no matter of age', () => {
    expect(said({ heardMs: 0, isClockTrue: false })).toEqual([]);
    expect(said({ heardMs: 0, code: 'TRADING_HALTED' })).toEqual([]);
  });
});
