/** Access tokens of a data directory: what signs them lies beside the store. */
import { dirname, join } from 'node:path';
import { createSigningKey } from '#adapters/system/signing-key.ts';
import { type AccessTokens, type AccessTokensOptions, createAccessTokens } from '#api/auth/access-tokens.ts';
import type { Config } from './config/config.ts';
import { TOKEN_KEY_FILE } from './data-files.ts';
import { databasePath } from './database-path.ts';

export interface TokenPlace extends Omit<AccessTokensOptions, 'signingKey'> {
  readonly dataDirectory: string;
  readonly config: Config;
}

/** Tokens whose key is read, or made, when the first of them is asked for. */
export function openAccessTokens({ dataDirectory, config, ...access }: TokenPlace): AccessTokens {
  const beside = dirname(databasePath(dataDirectory, config));
  return createAccessTokens({ ...access, signingKey: createSigningKey(join(beside, TOKEN_KEY_FILE)) });
}
