import { expect, it } from 'vitest';
import type { LogFields } from '#ports/logger.ts';
import { describeNotifier } from '#ports/notifier.conformance.ts';
import type { Notice } from '#ports/notifier.ts';
import { createLogNotifier } from './log-notifier.ts';

interface Line {
  readonly level: string;
  readonly fields: LogFields;
  readonly message: string;
}

function collectLines(refuses: () => boolean = () => false) {
  const lines: Line[] = [];
  const at = (level: string) => (fields: LogFields, message: string) => {
    if (refuses()) throw new Error('the log is gone');
    lines.push({ level, fields, message });
  };
  return { lines, logger: { info: at('info'), warn: at('warn'), error: at('error') } };
}

const sentence = (code: string, values: Notice['values']): string => `${code} of ${values['clientOrderId'] ?? '?'}`;

const notice: Notice = { id: 'n', level: 'info', code: 'c', values: {}, time: 1 };

describeNotifier('log', () => {
  let isBroken = false;
  const { lines, logger } = collectLines(() => isBroken);
  return {
    notifier: createLogNotifier(logger, sentence),
    delivered: () => lines.map(({ fields }) => String(fields['notice'])),
    breakChannel: () => {
      isBroken = true;
    },
  };
});

it('writes an alarm as an error with its sentence, code, values and account', async () => {
  const { lines, logger } = collectLines();
  const values = { clientOrderId: 'abc' };
  await createLogNotifier(logger, sentence).notify({
    ...notice,
    level: 'alarm',
    code: 'unresolved',
    values,
    accountId: 'a1',
  });
  const fields = { notice: 'n', code: 'unresolved', values, accountId: 'a1', at: 1 };
  expect(lines).toEqual([{ level: 'error', fields, message: 'unresolved of abc' }]);
});

it('tries a notice again that the log refused', async () => {
  let isBroken = true;
  const { lines, logger } = collectLines(() => isBroken);
  const notifier = createLogNotifier(logger, sentence);
  await notifier.notify(notice);
  isBroken = false;
  expect(await notifier.notify(notice)).toBe(true);
  expect(lines).toHaveLength(1);
});

it('remembers the latest thousand ids and no more', async () => {
  const { lines, logger } = collectLines();
  const notifier = createLogNotifier(logger, sentence);
  for (let index = 0; index <= 1_000; index += 1) await notifier.notify({ ...notice, id: `n${index}` });
  await notifier.notify({ ...notice, id: 'n1' });
  expect(lines).toHaveLength(1_001);
  await notifier.notify({ ...notice, id: 'n0' });
  expect(lines).toHaveLength(1_002);
});
