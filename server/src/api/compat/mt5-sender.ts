/** Who sends to the MT5 face, by whatever of the old ways: header, bearer, path token, or a key inside the text. */
import type { FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import { createRoute } from '#runtime/route-document.ts';
import { hashSecret } from '#runtime/webhook-registry.ts';
import { scopeIncludes } from '../auth/api-keys.ts';
import { obstacleTo } from '../auth/webhook-obstacle.ts';
import { tokenOf } from '../http/door-keeper.ts';
import { reasonFor } from '../http/problem-answer.ts';
import type { OperationContext } from '../http/register-operations.ts';
import { credentialOf, type ReadText } from '../http/signal-intake.ts';

export interface Sender {
  readonly kind: 'sender';
  /** `hook:<webhookId>` or `rest:<apiKeyId>`. */
  readonly source: string;
  readonly route: Route;
  readonly secret: string;
}
export type Identified = Sender | { readonly kind: 'refused'; readonly reason: Reason };

const API_KEY_IN_TEXT = /sbk_[a-z0-9]{8,40}_[A-Za-z0-9_-]{43}/;
const SECRET_IN_TEXT = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;
const CANDIDATES_MAX = 16;

/** The key of a request's headers. */
export function headerKey(request: FastifyRequest): string | undefined {
  const header = request.headers['x-api-key'];
  return typeof header === 'string' && header !== '' ? header : tokenOf(request.raw);
}

/** Whoever a request with a signal comes from. */
export function identifySender(context: OperationContext, request: FastifyRequest, read: ReadText): Identified {
  const { token } = request.params as { readonly token?: string };
  // The most explicit word counts alone: a wrong key in a header is not saved by another one in the text.
  const explicit = headerKey(request) ?? token;
  const candidates = explicit === undefined ? candidatesIn(read) : [explicit];
  for (const candidate of candidates) {
    const sender = senderOf(context, request, candidate);
    if (sender !== undefined) return sender;
  }
  return { kind: 'refused', reason: context.keeper.countStranger(request.raw) };
}

function candidatesIn(read: ReadText): readonly string[] {
  const credential = credentialOf(read);
  if (credential !== undefined) return [credential];
  const apiKey = API_KEY_IN_TEXT.exec(read.text)?.[0];
  if (apiKey !== undefined) return [apiKey];
  return [...read.text.matchAll(SECRET_IN_TEXT)].slice(0, CANDIDATES_MAX).map(([secret]) => secret);
}

function senderOf(
  { options, keeper }: OperationContext,
  request: FastifyRequest,
  secret: string,
): Identified | undefined {
  const key = options.apiKeys.verify(secret);
  if (key !== undefined) {
    if (!scopeIncludes(key.scope, 'trade')) {
      return { kind: 'refused', reason: reasonFor('FORBIDDEN_SCOPE', { scope: key.scope, required: 'trade' }) };
    }
    const route = createRoute([options.desk.defaultAccount()], { maxAgeMs: options.settings().signalMaxAgeMs });
    return { kind: 'sender', source: `rest:${key.id}`, route, secret };
  }
  // Found by its digest, so the time this takes says nothing about a secret that is nearly right.
  const webhook = options.webhooks.findBySecretHash(hashSecret(secret));
  if (webhook === undefined) return undefined;
  const obstacle = obstacleTo(webhook, () => keeper.clientOf(request.raw).address, options.settings());
  if (obstacle !== undefined) return { kind: 'refused', reason: obstacle };
  return { kind: 'sender', source: `hook:${webhook.id}`, route: webhook.route, secret };
}
