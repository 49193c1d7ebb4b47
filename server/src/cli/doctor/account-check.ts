/** An account at an exchange, looked over by the running server: a finding for each thing it looked at. */
import { type Bilingual, bilingual } from '#app/config/bilingual.ts';
import { findError, renderError } from '@signalbox/contract/errors/registry.ts';
import type { Invocation } from '../invocation.ts';
import { connect } from '../server-connection.ts';
import { printable } from '../terminal.ts';
import type { AccountCheck } from '../wire-shapes.ts';
import { ACCOUNT_DOCTOR_TEXTS as TEXTS } from './account-check-texts.ts';
import type { Finding, Health } from './finding.ts';

const HEALTH: Readonly<Record<AccountCheck['status'], Health>> = {
  ok: 'ok',
  skipped: 'ok',
  warning: 'warn',
  failed: 'fail',
};
/** Said by the sentence itself, or of no use to a reader. */
const UNSHOWN = new Set(['account']);

/** Asks the server; ends the command when there is none, or the account can't be looked at. */
export async function examineAccount(invocation: Invocation, account: string): Promise<readonly Finding[]> {
  const path = `/api/v1/accounts/${encodeURIComponent(account)}/examine`;
  const { body: checks } = await connect(invocation).ask<readonly AccountCheck[]>('POST', path);
  return checks.map(findingOf);
}

function findingOf({ name, status, code, values }: AccountCheck): Finding {
  const what = TEXTS[name] ?? bilingual(name, name);
  const health = HEALTH[status];
  if (status === 'skipped') return { check: name, health, message: joined(what, TEXTS['skipped'] ?? what) };
  const numbers = numbersOf(values);
  const message = numbers === '' ? what : joined(what, bilingual(numbers, numbers));
  if (code === undefined || findError(code) === undefined) return { check: name, health, message };
  const advice = bilingual(printable(renderError(code, values, 'en')), printable(renderError(code, values, 'zh')));
  return { check: name, health, message, advice };
}

const joined = (what: Bilingual, more: Bilingual): Bilingual => ({
  en: `${what.en}: ${more.en}`,
  zh: `${what.zh}：${more.zh}`,
});

function numbersOf(values: AccountCheck['values']): string {
  return Object.entries(values)
    .filter(([name]) => !UNSHOWN.has(name))
    .map(([name, value]) => `${printable(name)} ${printable(value)}`)
    .join(' · ');
}
