/** The door of the stream: `GET /api/v1/stream`, by key or by ticket, from no foreign page, and not too many at once. */
import websocket from '@fastify/websocket';
import type { QueryOf } from '@signalbox/contract';
import { OPERATIONS } from '@signalbox/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import type { ApiKey } from '../auth/api-keys.ts';
import { tokenOf } from '../http/door-keeper.ts';
import { type Checked, checkQuery } from '../http/json-body.ts';
import { reasonFor } from '../http/problem-answer.ts';
import { languageOf, type OperationContext, sendProblem } from '../http/register-operations.ts';
import { type EventStream, STREAM_LIMITS, startEventStream, type StreamLimits } from './event-stream.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { StreamTickets } from './stream-tickets.ts';

const STREAMS_MAX = 200;
const STREAMS_PER_KEY_MAX = 20;
/** Clients subscribe to markets here, and have nothing else to say. */
const PAYLOAD_MAX_BYTES = 4096;

interface OpenStreams {
  readonly tickets: StreamTickets;
  /** The key of each stream there is. */
  readonly open: readonly ApiKey[];
}

type Opening =
  | { readonly kind: 'open'; readonly key: ApiKey; readonly after: number | undefined }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** Registers the door in the scope of `app`. Streams end when the server closes. */
export async function registerStream(
  app: FastifyInstance,
  context: OperationContext,
  stream: { readonly tickets: StreamTickets; readonly limits?: StreamLimits },
): Promise<void> {
  const open = new Map<EventStream, ApiKey>();
  app.addHook('preClose', (done) => {
    for (const one of open.keys()) one.stop();
    done();
  });
  // After the hook above, so that clients hear our farewell before the library closes what is left.
  await app.register(websocket, { options: { maxPayload: PAYLOAD_MAX_BYTES, perMessageDeflate: false } });
  const openings = new WeakMap<object, Extract<Opening, { kind: 'open' }>>();
  app.route({
    method: 'GET',
    url: OPERATIONS.openStream.path,
    config: { access: OPERATIONS.openStream.access },
    onRequest: (request, reply, done) => {
      const opening = examine(request, context, { tickets: stream.tickets, open: [...open.values()] });
      if (opening.kind === 'refused') {
        sendProblem(reply, opening.reason, { language: languageOf(request, context.options) });
        return;
      }
      openings.set(request.raw, opening);
      done();
    },
    handler: (request, reply) =>
      sendProblem(reply.header('upgrade', 'websocket'), reasonFor('UPGRADE_REQUIRED'), {
        language: languageOf(request, context.options),
      }),
    wsHandler: (rawSocket: unknown, request) => {
      const socket = rawSocket as StreamSocket;
      const opening = openings.get(request.raw);
      if (opening === undefined) {
        socket.terminate();
        return;
      }
      const { desk, clock, apiKeys, version } = context.options;
      const { key, after } = opening;
      const limits = stream.limits ?? STREAM_LIMITS;
      const isStillAllowed = () => apiKeys.get(key.id) !== undefined;
      const started = startEventStream({ desk, clock, socket, version, after, limits, isStillAllowed });
      open.set(started, key);
      socket.on('close', () => open.delete(started));
    },
  });
}

function examine(request: FastifyRequest, context: OperationContext, stream: OpenStreams): Opening {
  const { settings } = context.options;
  const origin = foreignOrigin(request, settings().publicUrl);
  if (origin !== undefined) return { kind: 'refused', reason: reasonFor('ORIGIN_NOT_ALLOWED', { origin }) };
  const query = readQuery(request, context);
  if (query.kind === 'invalid') return { kind: 'refused', reason: query.reason };
  const { ticket, after } = query.value as QueryOf<'openStream'>;
  const holder = identify(request, context, ticket === undefined ? undefined : (stream.tickets.redeem(ticket) ?? ''));
  if (holder.kind === 'refused') return holder;
  const tooMany = tooManyStreams(stream.open, holder.key);
  return tooMany === undefined ? { kind: 'open', key: holder.key, after } : { kind: 'refused', reason: tooMany };
}

function readQuery(request: FastifyRequest, { options }: OperationContext): Checked {
  const { query } = OPERATIONS.openStream;
  if (query === undefined) throw new Error('the stream has a query');
  return checkQuery({ ...(request.query as object) }, query, languageOf(request, options));
}

type Holder = { readonly kind: 'holder'; readonly key: ApiKey } | { readonly kind: 'refused'; readonly reason: Reason };

/** By the key a ticket stands for, or by the key in the header. `ticketKeyId` is empty for a ticket that is no good. */
function identify(request: FastifyRequest, context: OperationContext, ticketKeyId: string | undefined): Holder {
  const { options, keeper } = context;
  if (ticketKeyId !== undefined) {
    const key = options.apiKeys.get(ticketKeyId);
    if (key !== undefined) return { kind: 'holder', key };
    const reason = keeper.countStranger(request.raw);
    return { kind: 'refused', reason: reason.code === 'RATE_LIMITED' ? reason : reasonFor('STREAM_TICKET_INVALID') };
  }
  const admission = keeper.admitToken(request.raw, tokenOf(request.raw), 'stream');
  if (admission.kind === 'refused') return admission;
  return admission.key === undefined
    ? { kind: 'refused', reason: reasonFor('UNAUTHENTICATED') }
    : { kind: 'holder', key: admission.key };
}

function tooManyStreams(open: readonly ApiKey[], key: ApiKey): Reason | undefined {
  const ofKey = open.filter((other) => other.id === key.id).length;
  if (ofKey >= STREAMS_PER_KEY_MAX) return reasonFor('TOO_MANY_STREAMS', { maximum: String(STREAMS_PER_KEY_MAX) });
  return open.length >= STREAMS_MAX ? reasonFor('TOO_MANY_STREAMS', { maximum: String(STREAMS_MAX) }) : undefined;
}

/** The origin of a page that is not ours. Programs send none. */
function foreignOrigin(request: FastifyRequest, publicUrl: string | undefined): string | undefined {
  const { origin, host } = request.headers;
  if (origin === undefined) return undefined;
  const own = [`http://${host}`, `https://${host}`, ...(publicUrl === undefined ? [] : [originOf(publicUrl)])];
  return own.includes(origin) ? undefined : origin.slice(0, 200);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
