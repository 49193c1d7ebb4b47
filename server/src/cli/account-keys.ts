/**
 * The keys of an exchange as a person gives them: the API key may stand in the command, the secret and the passphrase never
 * do. They are asked for without being shown, read from the standard input, or from files.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ACCOUNT_TEXTS as TEXTS } from './account-texts.ts';
import { askHidden, secretLines } from './hidden-input.ts';
import { type Invocation, optionText, usageError } from './invocation.ts';

export interface GivenKeys {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string;
}

/** The keys. Ends the command when something is missing. */
export async function readKeys(invocation: Invocation): Promise<GivenKeys> {
  const apiKey = optionText(invocation, 'apiKey') ?? (await ask(invocation, 'askApiKey'));
  if (apiKey === undefined || apiKey.trim() === '') throw wrong(invocation, 'apiKeyMissing');
  const fromFiles = {
    secret: fileText(invocation, 'secretFile'),
    passphrase: fileText(invocation, 'passphraseFile'),
  };
  const given = fromFiles.secret === undefined ? await readSecrets(invocation) : fromFiles;
  const secret = given.secret ?? '';
  if (secret === '') throw wrong(invocation, 'secretMissing');
  const passphrase = fromFiles.passphrase ?? given.passphrase ?? '';
  return { apiKey: apiKey.trim(), secret, ...(passphrase === '' ? {} : { passphrase }) };
}

interface Secrets {
  readonly secret?: string | undefined;
  readonly passphrase?: string | undefined;
}

async function readSecrets(invocation: Invocation): Promise<Secrets> {
  if (process.stdin.isTTY) {
    const secret = await ask(invocation, 'askSecret');
    if (secret === undefined || secret.trim() === '') return {};
    if (optionText(invocation, 'passphraseFile') !== undefined) return { secret: secret.trim() };
    return { secret: secret.trim(), passphrase: (await ask(invocation, 'askPassphrase'))?.trim() };
  }
  const [secret, passphrase] = secretLines(await text(process.stdin));
  return { secret, passphrase };
}

function ask(
  { terminal }: Invocation,
  question: 'askApiKey' | 'askSecret' | 'askPassphrase',
): Promise<string | undefined> {
  if (!process.stdin.isTTY) return Promise.resolve(undefined);
  return askHidden(terminal.text(TEXTS[question]));
}

function fileText(invocation: Invocation, option: 'secretFile' | 'passphraseFile'): string | undefined {
  const file = optionText(invocation, option);
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? '';
    throw usageError(invocation.terminal.text(TEXTS.fileUnreadable, { file, detail }));
  }
}

const wrong = ({ terminal }: Invocation, name: 'apiKeyMissing' | 'secretMissing') =>
  usageError(terminal.text(TEXTS[name]));
