import { expect, it } from 'vitest';
import { describeNotifier } from '#ports/notifier.conformance.ts';
import type { Notice } from '#ports/notifier.ts';
import { createLogNotifier } from './log-notifier.ts';

describeNotifier('log', () => {
  const lines: string[] = [];
  let isBroken = false;
  const log = ({ id }: Notice): void => {
    if (isBroken) throw new Error('the disk of the log is full');
    lines.push(id);
  };
  return {
    notifier: createLogNotifier(log),
    delivered: () => lines,
    breakChannel: () => {
      isBroken = true;
    },
  };
});

it('tries a notice again that the log refused, and remembers no more ids than it must', async () => {
  const lines: string[] = [];
  const notice: Notice = { id: 'n', level: 'info', code: 'c', values: {}, time: 1 };
  const notifier = createLogNotifier(({ id }) => lines.push(id));
  for (let index = 0; index <= 1_000; index += 1) await notifier.notify({ ...notice, id: `n${index}` });
  await notifier.notify({ ...notice, id: 'n1' });
  expect(lines).toHaveLength(1_001);
  await notifier.notify({ ...notice, id: 'n0' });
  expect(lines).toHaveLength(1_002);
});
