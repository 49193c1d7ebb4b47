/**
 * The HTTP server: Fastify with every door registered, hardened against slow and malformed clients. Each group of doors
 * has a scope of its own, so that the hot path pays for nothing that others need.
 */
import type { Socket } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import { registerMt5 } from '../compat/mt5.ts';
import { createTradingV2Handlers } from '../compat/trading-v2.ts';
import { registerStream } from '../ws/stream-door.ts';
import { createStreamTickets, type StreamTickets } from '../ws/stream-tickets.ts';
import { createAccountHandlers } from './accounts.ts';
import type { Handlers } from './call.ts';
import { registerDocs } from './docs.ts';
import { createDoorKeeper } from './door-keeper.ts';
import { createEventHandlers } from './events.ts';
import { createFillHandlers } from './fills.ts';
import { createHealthHandlers } from './health.ts';
import { registerHook } from './hook.ts';
import { createInstrumentHandlers } from './instruments.ts';
import { createKeyHandlers } from './keys.ts';
import { chooseLanguage } from './language.ts';
import { placeOrders } from './order-batch.ts';
import { createMarketHandlers } from './market.ts';
import { createOrderHandlers } from './orders.ts';
import { createPositionHandlers } from './positions.ts';
import { createProblem, PROBLEM_CONTENT_TYPE, reasonFor } from './problem-answer.ts';
import { methodsOf, type OperationContext, registerOperations, sendProblem } from './register-operations.ts';
import { API_HEADERS, STRICT_TRANSPORT } from './security-headers.ts';
import { BODY_LIMIT_BYTES, type HttpServerOptions } from './server-options.ts';
import { createSignalHandlers } from './signals.ts';
import { createTradingStateHandlers } from './trading-state.ts';
import { createWebhookHandlers } from './webhooks.ts';

export interface HttpServer {
  /** The address it can be reached at, `http://127.0.0.1:8686`. Rejects when the port is taken. */
  listen(): Promise<string>;
  /** Takes no more, lets running requests end, and closes every connection. */
  close(): Promise<void>;
  readonly app: FastifyInstance;
  /** Requests so far with a forged forwarding header. */
  forgedCount(): number;
}

/** Slow clients are cut: a thousand half-sent headers must not hold a thousand connections. */
const HARDENING = {
  headersTimeout: 5000,
  requestTimeout: 8000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 8192,
} as const;
const CONNECTIONS_MAX = 2000;
const PATH_PARAMETER_MAX = 200;

/** The server with all its doors; it listens when told to. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const keeper = createDoorKeeper(options);
  const app = Fastify({
    logger: false,
    trustProxy: false,
    bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    requestTimeout: HARDENING.requestTimeout,
    keepAliveTimeout: HARDENING.keepAliveTimeout,
    http: HARDENING,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    routerOptions: { maxParamLength: PATH_PARAMETER_MAX },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      void answerFault({ error, request, reply }, options);
    },
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.decorateRequest('apiKey', undefined);
  refuseRoutesWithoutAccess(app);
  app.setErrorHandler((error: FastifyError, request, reply) => answerFault({ error, request, reply }, options));
  app.addHook('onRequest', (request, reply, done) => {
    const barred = keeper.barredAddress(request.raw);
    if (barred === undefined) done();
    else answerReason(request, reply, { options, reason: barred });
  });
  await registerDoors(app, { options, keeper });
  return {
    app,
    forgedCount: () => keeper.forgedCount(),
    listen: () => app.listen({ host: options.host, port: options.port }),
    close: () => app.close(),
  };
}

async function registerDoors(app: FastifyInstance, context: OperationContext): Promise<void> {
  const { options, keeper } = context;
  const tickets = createStreamTickets(options);
  await app.register(async (scope) => registerHook(scope, options, keeper));
  await app.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers(API_HEADERS);
      if (options.settings().publicUrl?.startsWith('https:') === true)
        reply.header('strict-transport-security', STRICT_TRANSPORT);
      done();
    });
    await registerStream(scope, context, { tickets });
    registerOperations(scope, createHandlers(options, tickets), context);
    registerDocs(scope, context);
  });
  await app.register(async (scope) => registerMt5(scope, context));
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, context));
}

function createHandlers(options: HttpServerOptions, tickets: StreamTickets): Handlers {
  return {
    ...createSignalHandlers(options),
    ...createOrderHandlers(options),
    placeOrders: (call) => placeOrders(options, call),
    ...createFillHandlers(options),
    ...createPositionHandlers(options),
    ...createAccountHandlers(options),
    ...createInstrumentHandlers(options),
    ...createMarketHandlers(options),
    ...createWebhookHandlers(options),
    ...createKeyHandlers(options),
    ...createTradingStateHandlers(options),
    ...createHealthHandlers(options),
    ...createEventHandlers(options, tickets),
    ...createTradingV2Handlers(options),
  };
}

/**
 * The doors check against the contract by themselves. With no compilers of ours Fastify would load its own, which are
 * 40 ms of a start, for schemas that no route has.
 */
function refuseSchema(): never {
  throw new Error('routes carry no schemas here: the contract is checked by the doors themselves');
}

/** Deny by default: a route that does not say who may call it stops the start. */
function refuseRoutesWithoutAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
  });
}

interface Refusal {
  readonly options: HttpServerOptions;
  readonly reason: Reason;
  readonly status?: number;
}

function answerReason(
  request: FastifyRequest,
  reply: FastifyReply,
  { options, reason, status }: Refusal,
): FastifyReply {
  const language = chooseLanguage(request.headers['accept-language'], options.settings().language);
  return sendProblem(reply.headers(API_HEADERS), reason, { language, status });
}

/** A stranger learns nothing of what exists; who has a key learns what was wrong with the path or the method. */
function answerUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  { options, keeper }: OperationContext,
): FastifyReply {
  const admission = keeper.admit(request.raw, 'read');
  if (admission.kind === 'refused') return answerReason(request, reply, { options, reason: admission.reason });
  const allowed = methodsOf(request.url.split('?', 1)[0] ?? '');
  const reason =
    allowed.length === 0
      ? reasonFor('NOT_FOUND')
      : reasonFor('METHOD_NOT_ALLOWED', { method: request.method, allowed: [...new Set(allowed)].join(', ') });
  return answerReason(request, reply, { options, reason });
}

interface Fault {
  readonly error: FastifyError;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Faults of the framework become codes; faults of ours are logged and tell the caller nothing. */
function answerFault({ error, request, reply }: Fault, options: HttpServerOptions): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    const maximumKib = String((options.bodyLimitBytes ?? BODY_LIMIT_BYTES) / 1024);
    return answerReason(request, reply, { options, reason: reasonFor('BODY_TOO_LARGE', { maximumKib }) });
  }
  if (status === 415) return answerReason(request, reply, { options, reason: reasonFor('CONTENT_TYPE_UNSUPPORTED') });
  if (status >= 400 && status < 500) {
    return answerReason(request, reply, { options, reason: reasonFor('HEADERS_INVALID'), status });
  }
  const { method, routeOptions } = request;
  options.logger.error({ error, method, path: routeOptions?.url ?? '' }, 'a request failed inside the server');
  return answerReason(request, reply, { options, reason: reasonFor('INTERNAL') });
}

interface ErrorStatus {
  readonly status: number;
  readonly phrase: string;
}

/** The phrases stand here because importing them from node:http loads all of Node's fetch: 30 ms and 10 MB. */
const CLIENT_ERROR_STATUS: Readonly<Record<string, ErrorStatus>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, phrase: 'Request Timeout' },
  HPE_HEADER_OVERFLOW: { status: 431, phrase: 'Request Header Fields Too Large' },
};
const CLIENT_ERROR: ErrorStatus = { status: 400, phrase: 'Bad Request' };

/** What is not HTTP, or comes too slowly, is answered once by hand and hung up on. */
function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, phrase } = CLIENT_ERROR_STATUS[error.code ?? ''] ?? CLIENT_ERROR;
  const body = JSON.stringify(createProblem(reasonFor('HEADERS_INVALID'), { language: 'en', status }));
  const head = [
    `HTTP/1.1 ${status} ${phrase}`,
    'connection: close',
    `content-type: ${PROBLEM_CONTENT_TYPE}`,
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
