/** What an alert asks for has lost its meaning once a newer one of its sender about the same symbol was listened to. */
import type { DiskContents } from '../disk/disk-contents.ts';
import type { Message } from '../world/sender.ts';
import type { JournalFacts } from './journal-facts.ts';

export interface HeardAlerts {
  readonly contents: Pick<DiskContents, 'signal'>;
  readonly facts: Pick<JournalFacts, 'decisions'>;
  readonly messages: readonly Message[];
  readonly say: (sentence: string) => void;
}

/**
 * I-18: nothing is carried out after a newer alert about the same symbol, in the order of the journal. When an alert was
 * sent and what about is taken from its sender; what concerns all symbols at once has no place among those of one.
 */
export function checkSignalOrder({ contents, facts, messages, say }: HeardAlerts): void {
  const messageOf = new Map(messages.map((message) => [message.bodyHash, message]));
  const newest = new Map<string, { readonly time: number; readonly number: number }>();
  for (const { signalId = '', command: index = 0, outcome } of facts.decisions) {
    const message = messageOf.get(contents.signal(signalId)?.bodyHash ?? '');
    const command = message?.commands[index];
    if (message === undefined || command?.symbol === undefined || command.time === undefined) continue;
    if (outcome === 'denied' || command.action === 'close_all') continue;
    const { symbol, time } = command;
    const before = newest.get(symbol);
    const isOld = before !== undefined && time < before.time;
    if (isOld && outcome !== 'ignored') {
      say(`I-18: alert ${message.number} was carried out ${before.time - time} ms behind alert ${before.number}`);
    }
    if (!isOld) newest.set(symbol, { time, number: message.number });
  }
}
