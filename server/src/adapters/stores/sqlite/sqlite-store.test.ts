import { describeInbox } from '#ports/inbox.conformance.ts';
import { describeJournal } from '#ports/journal.conformance.ts';
import { describeStore, type StorageUnderTest } from '#ports/store.conformance.ts';
import { behindItsBack, openAt, type TemporaryFolder, temporaryDatabase } from './test/temporary-store.ts';

async function openIn(folder: TemporaryFolder): Promise<StorageUnderTest> {
  const opened = await openAt(folder.path);
  return {
    journal: opened.journal,
    inbox: opened.inbox,
    store: opened.store,
    reopen: async () => {
      await opened.close();
      return openIn(folder);
    },
    tamper: async (stream, sequence) => {
      const changed = `substr(body, 1, length(body) - 2) || '!' || substr(body, length(body))`;
      behindItsBack(
        folder.path,
        `UPDATE event SET body = ${changed}
         WHERE stream = (SELECT id FROM stream WHERE name = '${stream}') AND sequence = ${sequence}`,
      );
    },
    dispose: async () => {
      await opened.close();
      folder.remove();
    },
  };
}

const open = () => openIn(temporaryDatabase());

describeJournal('SQLite', open);
describeInbox('SQLite', open);
describeStore('SQLite', open);
