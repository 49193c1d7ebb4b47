/** `signal rehearse`: asks the running server what it would decide about a text; nothing is placed, nothing is kept. */
import { text as readAll } from 'node:stream/consumers';
import type { SignalPreviewAnswer } from '@signalbox/contract/rest/signals.ts';
import { fill, verbatim } from '#app/config/bilingual.ts';
import { GRAMMAR_NAMES } from '#domain/signal.ts';
import { CommandError } from './command-error.ts';
import { printDecisions } from './decision-lines.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionChoice, optionText, usageError } from './invocation.ts';
import { printMoneyNotice } from './money-notice.ts';
import { connect } from './server-connection.ts';
import { commandText } from './signal-show-command.ts';
import { TEXTS } from './texts.ts';

/** Prints what was read and what would be decided. Answers no when it would be refused or denied. */
export async function runSignalRehearse(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const format = optionChoice(invocation, 'format', GRAMMAR_NAMES);
  const webhook = optionText(invocation, 'webhook');
  const text = invocation.args[0] ?? (process.stdin.isTTY ? '' : await readAll(process.stdin));
  if (text.trim() === '') throw usageError(terminal.text(TEXTS.signalTextMissing));
  const body = { text, ...(format === undefined ? {} : { format }), ...(webhook === undefined ? {} : { webhook }) };
  const connection = connect(invocation);
  const { body: answer } = await connection.ask<SignalPreviewAnswer>('POST', '/api/v1/signals/preview', { body });
  if (terminal.isJson) terminal.json(answer);
  if (!answer.accept) {
    if (terminal.isJson) return EXIT.no;
    const { code, message } = answer.error;
    throw new CommandError({ code, exitCode: EXIT.no, message: fill(TEXTS.refused, { message: verbatim(message) }) });
  }
  if (!terminal.isJson) {
    await printMoneyNotice(
      terminal,
      connection,
      answer.decisions.map(({ account }) => account),
    );
    terminal.line(`${answer.format}  ${answer.commands.map(commandText).join('; ')}`);
    printDecisions(terminal, answer.decisions);
  }
  return answer.decisions.some(({ outcome }) => outcome === 'denied') ? EXIT.no : EXIT.ok;
}
