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
  const given: Given = {
    apiKey: optionText(invocation, 'apiKey'),
    secret: fileText(invocation, 'secretFile'),
    passphrase: fileText(invocation, 'passphraseFile'),
  };
  const keys = process.stdin.isTTY ? await askFor(invocation, given) : await readFor(given);
  const [apiKey, secret, passphrase] = [keys.apiKey, keys.secret, keys.passphrase].map((text) => text?.trim() ?? '');
  if (!apiKey) throw wrong(invocation, 'apiKeyMissing');
  if (!secret) throw wrong(invocation, 'secretMissing');
  return { apiKey, secret, ...(passphrase ? { passphrase } : {}) };
}

interface Given {
  readonly apiKey: string | undefined;
  readonly secret: string | undefined;
  readonly passphrase: string | undefined;
}

const QUESTIONS = { apiKey: 'askApiKey', secret: 'askSecret', passphrase: 'askPassphrase' } as const;

/** Asks for what was not given. A secret in a file comes with its passphrase in another, or there is none. */
async function askFor({ terminal }: Invocation, given: Given): Promise<Given> {
  const names = (['apiKey', 'secret', 'passphrase'] as const).filter(
    (name) => given[name] === undefined && !(name === 'passphrase' && given.secret !== undefined),
  );
  if (names.length === 0) return given;
  const answers = await askHidden(names.map((name) => terminal.text(TEXTS[QUESTIONS[name]])));
  return { ...given, ...Object.fromEntries(names.map((name, index) => [name, answers?.[index]])) };
}

/** The secret and the passphrase of the standard input, where they are not in files. */
async function readFor(given: Given): Promise<Given> {
  if (given.secret !== undefined || given.apiKey === undefined) return given;
  const [secret, passphrase] = secretLines(await text(process.stdin));
  return { ...given, secret, passphrase: given.passphrase ?? passphrase };
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
