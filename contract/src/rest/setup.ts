/** Set-up: the one-time code that the first start prints, traded for the first admin key. */
import { z } from 'zod';
import { nameText } from '../scalars.ts';
import { apiKeyWithToken } from './keys.ts';
import { defineOperations } from './operation.ts';

export const setupRequest = z
  .strictObject({ code: z.string().min(1).max(100), name: nameText.optional() })
  .meta({ id: 'SetupRequest' });

export const setupOperations = defineOperations({
  redeemSetupCode: {
    method: 'POST',
    path: '/api/v1/setup',
    access: 'setup',
    tag: 'keys',
    summary: 'Trade the one-time set-up code for an admin key',
    description: 'Only from the machine itself, once, within 15 minutes of the start.',
    body: setupRequest,
    responses: { 201: { description: 'The first admin key.', schema: apiKeyWithToken } },
    errors: ['LOOPBACK_ONLY', 'SETUP_CODE_INVALID', 'STORAGE_UNAVAILABLE'],
  },
});
