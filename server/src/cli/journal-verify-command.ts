/** `journal verify`: reads everything a stopped server has written and proves, or not, that it is what was written. */
import { fill } from '#app/config/bilingual.ts';
import { databasePath } from '#app/database-path.ts';
import { type JournalInspection, openJournalInspection, type StreamReport } from '#app/verify-journal.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataDirectoryOf, type Invocation, optionText } from './invocation.ts';
import { requireConfig } from './loaded-config.ts';
import { startFailure } from './start-failure.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';

/** Prints one line for each stream; `{sound, records, streams}` with `--json`. Ends with the code of storage when damaged. */
export async function runJournalVerify(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const { config } = requireConfig(invocation);
  const dataDirectory = dataDirectoryOf(invocation);
  const path = databasePath(dataDirectory, config);
  const opening = await openJournalInspection(path);
  if (opening.kind === 'absent') {
    const message = fill(TEXTS.journalAbsent, { path });
    throw new CommandError({ code: 'STORE_ABSENT', exitCode: EXIT.no, message });
  }
  if (opening.kind === 'failed') {
    throw startFailure(opening.error, { data: optionText(invocation, 'data') ?? dataDirectory, ...config.server });
  }
  const reports = await inspectAll(terminal, opening.journal);
  const sound = reports.every(isSound);
  const records = reports.reduce((sum, report) => sum + report.records, 0);
  if (terminal.isJson) terminal.json({ sound, records, streams: reports });
  else {
    const values = { records: String(records), streams: String(reports.length) };
    terminal.line(
      sound ? terminal.text(TEXTS.journalGood, values) : terminal.paint('red', terminal.text(TEXTS.journalBad)),
    );
  }
  return sound ? EXIT.ok : EXIT.storage;
}

async function inspectAll(terminal: Terminal, journal: JournalInspection): Promise<readonly StreamReport[]> {
  const reports: StreamReport[] = [];
  try {
    for (const { stream, records } of await journal.streams()) {
      const report = await journal.inspect(stream, (done) => showProgress(terminal, { stream, done, total: records }));
      reports.push(report);
      clearProgress(terminal);
      if (!terminal.isJson) terminal.line(streamLine(terminal, report));
    }
  } finally {
    await journal.close();
  }
  return reports;
}

/** Whether nothing is wrong with a stream. */
export function isSound({ fault, replay }: StreamReport): boolean {
  return fault === undefined && replay?.fault === undefined && replay?.snapshot !== 'different';
}

function showProgress(
  terminal: Terminal,
  { stream, done, total }: { readonly stream: string; readonly done: number; readonly total: number },
): void {
  if (!terminal.isInteractive) return;
  const values = { stream, done: String(done), total: String(total) };
  process.stderr.write(`\r${terminal.text(TEXTS.journalProgress, values)}`);
}

function clearProgress(terminal: Terminal): void {
  if (terminal.isInteractive) process.stderr.write('\r\u{1b}[K');
}

function streamLine(terminal: Terminal, { stream, records, fault, replay }: StreamReport): string {
  const parts = [
    terminal.text(TEXTS.journalStream, { stream, records: String(records) }),
    fault === undefined
      ? terminal.text(TEXTS.journalChainOk)
      : terminal.text(TEXTS.journalChainBroken, { records: String(records), fault }),
  ];
  if (replay !== undefined) parts.push(...replayParts(terminal, replay));
  return parts.join(' · ');
}

function replayParts(terminal: Terminal, replay: NonNullable<StreamReport['replay']>): string[] {
  const sequence = String(replay.snapshotSequence);
  const replayed =
    replay.fault === undefined
      ? terminal.text(TEXTS.journalReplayOk)
      : terminal.text(TEXTS.journalReplayBroken, { sequence: String(replay.sequence), fault: replay.fault });
  if (replay.fault !== undefined) return [replayed];
  switch (replay.snapshot) {
    case 'none':
      return [replayed, terminal.text(TEXTS.journalSnapshotNone)];
    case 'equal':
      return [replayed, terminal.text(TEXTS.journalSnapshotOk, { sequence })];
    case 'different':
      return [replayed, terminal.text(TEXTS.journalSnapshotWrong, { sequence, path: replay.difference ?? '' })];
  }
}
