/** What every notifier promises. */
import { describe, expect, it } from 'vitest';
import type { Notice, Notifier } from './notifier.ts';

export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** The ids of the notices that reached the reader, in order. */
  readonly delivered: () => readonly string[];
  /** From now on the channel refuses or is gone. */
  readonly breakChannel: () => void;
}

const notice = (id: string): Notice => ({
  id,
  level: 'alarm',
  code: 'order_unresolved',
  values: { clientOrderId: 'abc' },
  accountId: 'a1',
  time: 1_700_000_000_000,
});

/** The suite of the notifier port. */
export function describeNotifier(name: string, open: () => NotifierUnderTest): void {
  describe(`notifier: ${name}`, () => {
    it('delivers and says so', async () => {
      const { notifier, delivered } = open();
      expect(await notifier.notify(notice('n1'))).toBe(true);
      expect(await notifier.notify(notice('n2'))).toBe(true);
      expect(delivered()).toEqual(['n1', 'n2']);
    });

    it('delivers a notice that is handed in again only once', async () => {
      const { notifier, delivered } = open();
      await notifier.notify(notice('n1'));
      expect(await notifier.notify(notice('n1'))).toBe(true);
      expect(delivered()).toEqual(['n1']);
    });

    it('answers false instead of throwing when the channel is broken', async () => {
      const { notifier, delivered, breakChannel } = open();
      breakChannel();
      expect(await notifier.notify(notice('n1'))).toBe(false);
      expect(delivered()).toEqual([]);
    });
  });
}
