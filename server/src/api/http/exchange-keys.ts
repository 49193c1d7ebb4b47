/** The keys of an exchange as they are typed, pasted and read from files, made into what they are. */
import type { ExchangeCredentials } from '#domain/account.ts';
import { secret } from '#domain/secret.ts';
import type { Call } from './call.ts';
import { present } from './orders.ts';

const PRIVATE_KEY = '-----BEGIN';

/** The keys of a body, each a secret from here on. */
export function credentialsOf({
  apiKey,
  secret: key,
  passphrase,
}: Call<'changeAccountKeys'>['body']): ExchangeCredentials {
  return {
    apiKey: secret(readKey(apiKey)),
    secret: secret(readKey(key)),
    ...present('passphrase', passphrase === undefined ? undefined : secret(readKey(passphrase))),
  };
}

/** Files and forms put spaces around a key, and write the line breaks of a private one as a backslash and an n. */
function readKey(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith(PRIVATE_KEY) ? `${trimmed.replaceAll(String.raw`\n`, '\n').trimEnd()}\n` : trimmed;
}
