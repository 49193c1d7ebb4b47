/**
 * Puts the contract's operations on the server: path, access and schemas come from the one table, the work from the
 * handlers. A caller is admitted before anything of its body is read, and nothing is served that is not in the table.
 */
import {
  type Access,
  faceStatus,
  type Language,
  type Operation,
  OPERATIONS,
  type OperationId,
} from '@signalbox/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import type { ApiKey } from '../auth/api-keys.ts';
import type { Answer, Call, Handlers } from './call.ts';
import type { DoorKeeper } from './door-keeper.ts';
import { checkBody, checkQuery, type DecimalFields, decimalFieldsOf } from './json-body.ts';
import { chooseLanguage } from './language.ts';
import { acceptEveryType } from './raw-body.ts';
import { createProblem, JSON_CONTENT_TYPE, problemHeaders, reasonFor } from './problem-answer.ts';
import type { HttpServerOptions } from './server-options.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route without it is not registered. */
    access?: Access;
  }
  interface FastifyRequest {
    apiKey: ApiKey | undefined;
  }
}

export interface OperationContext {
  readonly options: HttpServerOptions;
  readonly keeper: DoorKeeper;
}

type AnyHandler = (call: Call<OperationId>) => Answer | Promise<Answer>;

const EMPTY = Buffer.alloc(0);
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,120}$/;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Registers every operation that has a handler. */
export function registerOperations(app: FastifyInstance, handlers: Handlers, context: OperationContext): void {
  acceptEveryType(app);
  for (const [operationId, handler] of Object.entries(handlers)) {
    const operation = OPERATIONS[operationId as OperationId];
    const runner = new OperationRunner(operation, handler as AnyHandler, context);
    app.route({
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { access: operation.access },
      onRequest: (request, reply, done) => {
        const { face, access } = operation;
        const admission =
          face === undefined
            ? context.keeper.admit(request.raw, access)
            : context.keeper.admitAccessToken(request.raw, access);
        if (admission.kind === 'refused') {
          runner.refuse(reply, admission, languageOf(request, context.options));
          return;
        }
        request.apiKey = admission.key;
        done();
      },
      handler: (request, reply) => runner.run(request, reply),
    });
  }
}

/** In which language the caller reads. */
export function languageOf(request: FastifyRequest, options: HttpServerOptions): Language {
  return chooseLanguage(request.headers['accept-language'], options.settings().language);
}

/** Sends a problem document. */
export function sendProblem(
  reply: FastifyReply,
  reason: Reason,
  about: {
    readonly language: Language;
    readonly signalId?: string | undefined;
    readonly status?: number | undefined;
    /** How to authenticate, for a 401. */
    readonly challenge?: string;
  },
): FastifyReply {
  const problem = createProblem(reason, about);
  if (problem.status === 401) reply.header('www-authenticate', about.challenge ?? 'Bearer realm="Signalbox"');
  return reply.code(problem.status).headers(problemHeaders(reason)).send(JSON.stringify(problem));
}

type Prepared =
  | { readonly kind: 'call'; readonly call: Call<OperationId> }
  | { readonly kind: 'invalid'; readonly reason: Reason };

interface Refusal {
  readonly reason: Reason;
  readonly signalId?: string | undefined;
  readonly status?: number | undefined;
}

class OperationRunner {
  readonly #operation: Operation;
  readonly #handler: AnyHandler;
  readonly #context: OperationContext;
  readonly #decimals: DecimalFields;

  constructor(operation: Operation, handler: AnyHandler, context: OperationContext) {
    this.#operation = operation;
    this.#handler = handler;
    this.#context = context;
    this.#decimals = operation.body === undefined ? new Set() : decimalFieldsOf(operation.body);
  }

  async run(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const language = languageOf(request, this.#context.options);
    const prepared = this.#prepare(request, language);
    if (prepared.kind === 'invalid') return this.refuse(reply, prepared, language);
    const answer = await this.#handler(prepared.call);
    this.#record(prepared.call, answer);
    if (answer.kind === 'refused') return this.refuse(reply, answer, language);
    return this.#send(request, reply, answer);
  }

  /** Says why not, with the status that this operation has for it. */
  refuse(reply: FastifyReply, refusal: Refusal, language: Language): FastifyReply {
    const { reason, signalId } = refusal;
    const status = refusal.status ?? faceStatus(this.#operation, reason.code);
    return sendProblem(reply, reason, { language, signalId, status });
  }

  /** What changes keys, webhooks or accounts leaves a line, whether it was done or refused. */
  #record({ actor }: Call<OperationId>, answer: Answer): void {
    const { operationId, method, access } = this.#operation;
    if (method === 'GET' || (access !== 'admin' && access !== 'setup')) return;
    const outcome = answer.kind === 'refused' ? answer.reason.code : answer.status;
    this.#context.options.logger.info(
      { operation: operationId, actor: actor.id, outcome },
      'an administrative request',
    );
  }

  #prepare(request: FastifyRequest, language: Language): Prepared {
    const { options } = this.#context;
    const idempotencyKey = request.headers['idempotency-key'];
    if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(String(idempotencyKey))) {
      return { kind: 'invalid', reason: reasonFor('IDEMPOTENCY_KEY_INVALID') };
    }
    const query = this.#checkedQuery(request, language);
    if (query.kind === 'invalid') return query;
    const raw = Buffer.isBuffer(request.body) ? request.body : EMPTY;
    const body = this.#checkedBody(request, raw, language);
    if (body.kind === 'invalid') return body;
    const key = request.apiKey;
    const call = {
      params: request.params as Readonly<Record<string, string>>,
      query: query.value,
      body: body.value,
      raw,
      key,
      actor: { kind: 'api_key', id: key?.id ?? 'local' },
      language,
      url: request.url,
      receivedAt: options.clock.now(),
      idempotencyKey: idempotencyKey === undefined ? undefined : String(idempotencyKey),
      countFailure: () => this.#context.keeper.countStranger(request.raw),
    };
    // What the schemas of this very operation have just checked is what its handler's type says.
    return { kind: 'call', call: call as unknown as Call<OperationId> };
  }

  #checkedQuery(request: FastifyRequest, language: Language) {
    const { query } = this.#operation;
    if (query === undefined) return { kind: 'valid', value: undefined } as const;
    return checkQuery({ ...(request.query as object) }, query, language);
  }

  #checkedBody(request: FastifyRequest, raw: Buffer, language: Language) {
    const { body: schema, bodyKind, bodyOptional } = this.#operation;
    if (schema === undefined || bodyKind === 'text') return { kind: 'valid', value: undefined } as const;
    if (raw.length > 0 && !JSON_TYPE.test(request.headers['content-type'] ?? '')) {
      return { kind: 'invalid', reason: reasonFor('CONTENT_TYPE_UNSUPPORTED') } as const;
    }
    const check = { schema, decimals: this.#decimals, optional: bodyOptional === true, language };
    return checkBody(raw.toString('utf8'), check, this.#context.options.readJson);
  }

  #send(request: FastifyRequest, reply: FastifyReply, answer: Extract<Answer, { kind: 'answer' }>): FastifyReply {
    if (answer.simulated === true) reply.header('x-signalbox-market', 'simulated');
    if (answer.nextCursor !== undefined) {
      reply.header('x-next-cursor', answer.nextCursor).header('link', nextLink(request.url, answer.nextCursor));
    }
    reply.code(answer.status);
    if (answer.body === undefined) return reply.send();
    return reply.header('content-type', JSON_CONTENT_TYPE).send(JSON.stringify(answer.body));
  }
}

function nextLink(url: string, cursor: string): string {
  const [path, query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}

/** The methods that a path of the table takes, for the answer to one that it does not. */
export function methodsOf(path: string): string[] {
  return Object.values(OPERATIONS)
    .filter((operation) => pathPattern(operation.path).test(path))
    .map((operation) => operation.method);
}

const patterns = new Map<string, RegExp>();

function pathPattern(template: string): RegExp {
  let pattern = patterns.get(template);
  if (pattern === undefined) {
    const source = template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
    pattern = new RegExp(`^${source}$`);
    patterns.set(template, pattern);
  }
  return pattern;
}
