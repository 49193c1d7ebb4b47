/** An account at an exchange, looked over by the running server: a finding for each thing it looked at. */
import { findError, renderError } from '@signalbox/contract/errors/registry.ts';
import { phrase } from '@signalbox/contract/errors/value-words.ts';
import { type Bilingual, bilingual, fill } from '#app/config/bilingual.ts';
import type { Invocation } from '../invocation.ts';
import { connect } from '../server-connection.ts';
import { printable } from '../terminal.ts';
import type { AccountCheck } from '../wire-shapes.ts';
import {
  ACCEPTED,
  ACCOUNT_DOCTOR_TEXTS as TEXTS,
  ACCOUNT_VALUE_TEXTS,
  ACCOUNT_VALUE_WORDS,
} from './account-check-texts.ts';
import type { Finding, Health } from './finding.ts';

const HEALTH: Readonly<Record<AccountCheck['status'], Health>> = {
  ok: 'ok',
  skipped: 'skip',
  warning: 'warn',
  failed: 'fail',
};
/** Of no use to a reader. */
const UNSHOWN = new Set(['account']);
/** Said by the advice, where there is one. */
const ADVISED = new Set(['venue', 'exchange', 'detail', 'mode', 'venueMode']);

/** Asks the server; ends the command when there is none, or the account can't be looked at. */
export async function examineAccount(invocation: Invocation, account: string): Promise<readonly Finding[]> {
  const path = `/api/v1/accounts/${encodeURIComponent(account)}/examine`;
  const { body: checks } = await connect(invocation).ask<readonly AccountCheck[]>('POST', path);
  return checks.map(findingOf);
}

/** The check in words, and what to do where something is wrong. */
export function findingOf({ name, status, code, values }: AccountCheck): Finding {
  const what = TEXTS[name] ?? bilingual(name, name);
  const health = HEALTH[status];
  if (status === 'skipped') return { check: name, health, message: joined(what, TEXTS['skipped'] ?? what) };
  const isAdvised = code !== undefined && findError(code) !== undefined;
  const parts = partsOf(values, isAdvised);
  const nothing = status === 'ok' ? joined(what, ACCEPTED) : what;
  const message = parts.en === '' ? nothing : joined(what, parts);
  if (!isAdvised) return { check: name, health, message };
  const advice = bilingual(printable(renderError(code, values, 'en')), printable(renderError(code, values, 'zh')));
  return { check: name, health, message, advice };
}

const joined = (what: Bilingual, more: Bilingual): Bilingual => ({
  en: `${what.en}: ${more.en}`,
  zh: `${what.zh}：${more.zh}`,
});

function partsOf(values: AccountCheck['values'], isAdvised: boolean): Bilingual {
  const parts = Object.entries(values)
    .filter(([name]) => !UNSHOWN.has(name) && !(isAdvised && ADVISED.has(name)))
    .map(([name, value]) => partOf(printable(name), printable(value)));
  return bilingual(parts.map(({ en }) => en).join(' · '), parts.map(({ zh }) => zh).join(' · '));
}

function partOf(name: string, value: string): Bilingual {
  const text = ACCOUNT_VALUE_TEXTS[name];
  const word = ACCOUNT_VALUE_WORDS[value] ?? bilingual(value, phrase(value));
  return text === undefined ? bilingual(`${name} ${value}`, `${name} ${value}`) : fill(text, { value: word });
}
