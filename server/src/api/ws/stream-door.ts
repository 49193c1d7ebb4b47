/** The door of the stream: `GET /api/v1/stream`, by key or by ticket, from no foreign page, and not too many at once. */
import websocket from '@fastify/websocket';
import type { QueryOf } from '@signalbox/contract';
import { OPERATIONS } from '@signalbox/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import type { ApiKey } from '../auth/api-keys.ts';
import { tokenOf } from '../http/door-keeper.ts';
import { checkQuery } from '../http/json-body.ts';
import { reasonFor } from '../http/problem-answer.ts';
import { languageOf, type OperationContext, sendProblem } from '../http/register-operations.ts';
import { type EventStream, STREAM_LIMITS, startEventStream, type StreamLimits } from './event-stream.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { StreamTickets } from './stream-tickets.ts';

const STREAMS_MAX = 200;
const STREAMS_PER_KEY_MAX = 20;
/** Clients have nothing to say here. */
const PAYLOAD_MAX_BYTES = 4096;

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

function examine(
  request: FastifyRequest,
  { options, keeper }: OperationContext,
  { tickets, open }: { readonly tickets: StreamTickets; readonly open: readonly ApiKey[] },
): Opening {
  const origin = foreignOrigin(request, options.settings().publicUrl);
  if (origin !== undefined) return { kind: 'refused', reason: reasonFor('ORIGIN_NOT_ALLOWED', { origin }) };
  const { query: schema } = OPERATIONS.openStream;
  const checked =
    schema === undefined
      ? undefined
      : checkQuery({ ...(request.query as object) }, schema, languageOf(request, options));
  if (checked === undefined || checked.kind === 'invalid') {
    return { kind: 'refused', reason: checked?.reason ?? reasonFor('INTERNAL') };
  }
  const { ticket, after } = checked.value as QueryOf<'openStream'>;
  const holder = ticket === undefined ? undefined : options.apiKeys.get(tickets.redeem(ticket) ?? '');
  if (ticket !== undefined && holder === undefined) {
    const reason = keeper.countStranger(request.raw);
    return { kind: 'refused', reason: reason.code === 'RATE_LIMITED' ? reason : reasonFor('STREAM_TICKET_INVALID') };
  }
  const admission = holder === undefined ? keeper.admitToken(request.raw, tokenOf(request.raw), 'stream') : undefined;
  if (admission?.kind === 'refused') return admission;
  const key = holder ?? admission?.key;
  if (key === undefined) return { kind: 'refused', reason: reasonFor('UNAUTHENTICATED') };
  const maximum =
    open.filter((other) => other.id === key.id).length >= STREAMS_PER_KEY_MAX ? STREAMS_PER_KEY_MAX : STREAMS_MAX;
  if (maximum === STREAMS_PER_KEY_MAX || open.length >= STREAMS_MAX) {
    return { kind: 'refused', reason: reasonFor('TOO_MANY_STREAMS', { maximum: String(maximum) }) };
  }
  return { kind: 'open', key, after };
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
