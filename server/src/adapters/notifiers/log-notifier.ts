/**
 * Notices as lines of the log, each by its sentence: the notifier that is always there. It remembers the ids of the latest notices, so that
 * one that is handed in again is not told twice.
 */
import type { Logger } from '#ports/logger.ts';
import type { Notice, Notifier } from '#ports/notifier.ts';

const REMEMBERED_MAX = 1_000;
const METHODS = { info: 'info', warning: 'warn', alarm: 'error' } as const satisfies Record<
  Notice['level'],
  keyof Logger
>;

/** What a code with its values says to the reader of the log. */
export type Sentence = (code: string, values: Notice['values']) => string;

/** A notifier that writes each notice once, by its sentence: an alarm as an error, a warning as a warning. */
export function createLogNotifier(logger: Pick<Logger, 'info' | 'warn' | 'error'>, sentence: Sentence): Notifier {
  const told = new Set<string>();
  return {
    notify: async ({ id, level, code, values, accountId, time }) => {
      if (told.has(id)) return true;
      const account = accountId === undefined ? {} : { accountId };
      try {
        logger[METHODS[level]]({ notice: id, code, values, ...account, at: time }, sentence(code, values));
      } catch {
        return false;
      }
      told.add(id);
      for (const oldest of told) {
        if (told.size <= REMEMBERED_MAX) break;
        told.delete(oldest);
      }
      return true;
    },
  };
}
