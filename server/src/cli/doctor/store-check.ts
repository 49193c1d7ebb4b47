/** The store of a stopped server: whether it opens, whether its journal is unbroken, and whether trading is halted. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openHaltLatch } from '#adapters/system/halt-latch.ts';
import { TRADING_STATE_FILE } from '#app/data-files.ts';
import { openJournalInspection, type JournalInspection } from '#app/verify-journal.ts';
import { startFailure, type StartPlace } from '../start-failure.ts';
import { WORDS } from '../label-texts.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

/** More take noticeably long; they are for `journal verify`. */
const RECORDS_MAX = 200_000;

/** Opens the database at `path` if there is one, and reads its journal unless it is long. */
export async function checkStore(path: string, place: StartPlace): Promise<readonly Finding[]> {
  const opening = await openJournalInspection(path);
  if (opening.kind === 'absent') return [ok('store', TEXTS.storeAbsent)];
  if (opening.kind === 'failed') {
    const { message } = startFailure(opening.error, place).failure;
    return [{ check: 'store', health: 'fail', message, advice: TEXTS.storeFailedAdvice }];
  }
  try {
    return [ok('store', TEXTS.storeOpens), await checkJournal(opening.journal)];
  } finally {
    await opening.journal.close();
  }
}

async function checkJournal(journal: JournalInspection): Promise<Finding> {
  const streams = await journal.streams();
  const total = streams.reduce((sum, { records }) => sum + records, 0);
  const values = { records: String(total) };
  if (total > RECORDS_MAX) return warn('journal', TEXTS.journalLong, { advice: TEXTS.journalLongAdvice, values });
  for (const { stream } of streams) {
    const { fault, replay } = await journal.inspect(stream);
    const problem = fault ?? replay?.fault ?? (replay?.snapshot === 'different' ? replay.difference : undefined);
    if (problem === undefined) continue;
    const advice = TEXTS.journalBrokenAdvice;
    return fail('journal', TEXTS.journalBroken, { advice, values: { fault: `${stream}: ${problem}` } });
  }
  return ok('journal', TEXTS.journalGood, values);
}

/** The halt latch. A file that can't be read counts as halted, as it does at a start. */
export function checkLatch(dataDirectory: string): readonly Finding[] {
  const path = join(dataDirectory, TRADING_STATE_FILE);
  if (!existsSync(path)) return [];
  const state = openHaltLatch(path).read();
  if (state === 'active') return [ok('trading_state', TEXTS.latchActive)];
  return [
    warn('trading_state', TEXTS.latchHalted, {
      advice: TEXTS.latchHaltedAdvice,
      values: { state: WORDS[state] ?? state },
    }),
  ];
}
