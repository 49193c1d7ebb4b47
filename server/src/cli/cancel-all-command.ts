/** `cancel-all`: takes back everything that may still be filled. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionText } from './invocation.ts';
import { connect } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { CancelAllOutcome } from './wire-shapes.ts';
import { reasonText } from './words.ts';

/** Cancels everything, of one account or instrument if named. Answers no when something could not be asked. */
export async function runCancelAll(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const account = optionText(invocation, 'account');
  const symbol = optionText(invocation, 'symbol');
  const body = { ...(account === undefined ? {} : { account }), ...(symbol === undefined ? {} : { symbol }) };
  const path = '/api/v1/orders/cancel-all';
  const { body: outcome } = await connect(invocation).ask<CancelAllOutcome>('POST', path, { body });
  if (terminal.isJson) {
    terminal.json(outcome);
    return outcome.failed.length > 0 ? EXIT.no : EXIT.ok;
  }
  terminal.line(terminal.text(TEXTS.cancelsAsked, { count: String(outcome.requested.length) }));
  for (const { orderId, reason } of outcome.failed) {
    terminal.line(terminal.text(TEXTS.notCanceled, { order: orderId, reason: reasonText(terminal, reason) }));
  }
  return outcome.failed.length > 0 ? EXIT.no : EXIT.ok;
}
