/**
 * Notices as lines of the log: the notifier that is always there. It keeps the ids of the latest notices, so that one
 * that is handed in again after a restart of the sender is not told twice.
 */
import type { Notice, Notifier } from '#ports/notifier.ts';

/** Writes one line; may throw, which counts as not delivered. */
export type NoticeLogger = (notice: Notice) => void;

const REMEMBERED_MAX = 1_000;

/** A notifier that hands each notice to `log` once. */
export function createLogNotifier(log: NoticeLogger): Notifier {
  const told = new Set<string>();
  return {
    notify: async (notice) => {
      if (told.has(notice.id)) return true;
      try {
        log(notice);
      } catch {
        return false;
      }
      told.add(notice.id);
      for (const oldest of told) {
        if (told.size <= REMEMBERED_MAX) break;
        told.delete(oldest);
      }
      return true;
    },
  };
}
