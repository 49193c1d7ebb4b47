/** API keys: who may ask for what. Only a hash is kept; the key itself is shown once, when it is made. */
import { z } from 'zod';
import { isoTime, nameText, scope } from '../scalars.ts';
import { defineOperations } from './operation.ts';

export const apiKey = z
  .object({ id: z.string(), name: z.string(), scope, createdAt: isoTime, lastUsedAt: isoTime.optional() })
  .meta({ id: 'ApiKey' });

export const apiKeyWithToken = z
  .object({ ...apiKey.shape, token: z.string().meta({ description: '`sbk_<id>_<secret>`, shown this once.' }) })
  .meta({ id: 'ApiKeyWithToken' });

export const newApiKey = z.strictObject({ name: nameText, scope: scope.default('read') }).meta({ id: 'NewApiKey' });

export const accessToken = z
  .object({
    access_token: z.string().meta({ description: 'A JWT (HS256). It ends with the key it was made for.' }),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    scope,
  })
  .meta({ id: 'AccessToken', description: 'In the words of OAuth 2, as programs that take a token expect it.' });

export const keyOperations = defineOperations({
  createAccessToken: {
    method: 'POST',
    path: '/api/v1/auth/token',
    access: 'read',
    tag: 'keys',
    summary: 'Trade an API key for an access token that lasts 15 minutes',
    description: 'The token has the scope of the key and is taken under `/api/v1/trading/v2`, nowhere else.',
    responses: { 200: { description: 'The token.', schema: accessToken } },
    errors: ['TOKEN_KEY_UNAVAILABLE'],
  },
  listKeys: {
    method: 'GET',
    path: '/api/v1/keys',
    access: 'admin',
    tag: 'keys',
    summary: 'List API keys',
    responses: { 200: { description: 'Every key, without its secret.', schema: z.array(apiKey) } },
    errors: [],
  },
  createKey: {
    method: 'POST',
    path: '/api/v1/keys',
    access: 'admin',
    tag: 'keys',
    summary: 'Make an API key; it is shown once',
    body: newApiKey,
    responses: { 201: { description: 'The key.', schema: apiKeyWithToken } },
    errors: ['STORAGE_UNAVAILABLE'],
  },
  revokeKey: {
    method: 'DELETE',
    path: '/api/v1/keys/{keyId}',
    access: 'admin',
    tag: 'keys',
    summary: 'Revoke an API key at once',
    responses: { 204: { description: 'It is revoked.' } },
    errors: ['NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
});
