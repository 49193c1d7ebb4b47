/** Keys as Coinbase gives them: a name, and the private half of a pair of which the exchange keeps the public one. */
import { generateKeyPairSync } from 'node:crypto';

export interface CloudKey {
  readonly apiKey: string;
  readonly secret: string;
}

const ORGANIZATION = 'organizations/3b910e93-0000-4000-8000-000000000001/apiKeys';
let made = 0;

function nextName(): string {
  made += 1;
  return `9a7f0c00-0000-4000-8000-${String(made).padStart(12, '0')}`;
}

/** Of the older kind: a curve of NIST's, in several lines. */
export function createCloudKey(): CloudKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const secret = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  return { apiKey: `${ORGANIZATION}/${nextName()}`, secret };
}

/** Of the newer kind: Ed25519, seed and public half in one line. */
export function createEdwardsKey(): CloudKey {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const secret = Buffer.concat([d, x].map((part) => Buffer.from(part, 'base64url'))).toString('base64');
  return { apiKey: nextName(), secret };
}
