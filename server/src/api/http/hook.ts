/**
 * The door for alerts: `POST /hook/:webhookId`, with the secret in the text, or as a second path segment. The sender can
 * set no header and hangs up after three seconds, so the answer goes out as soon as the signal is durable. This is the
 * hot path: no schema, no log line for each request, answers written by hand. An unknown webhook and a wrong secret get
 * one and the same answer at the same cost.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import { matchesSecret } from '../auth/secret-check.ts';
import { obstacleTo } from '../auth/webhook-obstacle.ts';
import type { DoorKeeper } from './door-keeper.ts';
import { chooseLanguage } from './language.ts';
import { takeRawBodies } from './raw-body.ts';
import { createProblem, JSON_CONTENT_TYPE, problemHeaders } from './problem-answer.ts';
import type { HttpServerOptions } from './server-options.ts';
import { type IntakeResult, proveByText, readBody, submitText } from './signal-intake.ts';

interface HookParams {
  readonly webhookId: string;
  readonly secret?: string;
}
type HookRequest = FastifyRequest<{ Params: HookParams }>;

const ANSWER_HEADERS = {
  'content-type': JSON_CONTENT_TYPE,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
/** What a signal's id is made of needs no escaping in JSON; anything else is written with care. */
const PLAIN_ID = /^[a-z0-9]+$/;
const EMPTY = Buffer.alloc(0);

/** Registers both forms of the door. Takes bodies of any content type as they are. */
export function registerHook(app: FastifyInstance, options: HttpServerOptions, keeper: DoorKeeper): void {
  takeRawBodies(app);
  const hook = new Hook(options, keeper);
  const handler = (request: HookRequest, reply: FastifyReply) => hook.receive(request, reply);
  app.post<{ Params: HookParams }>('/hook/:webhookId', { config: { access: 'webhook' } }, handler);
  app.post<{ Params: HookParams }>('/hook/:webhookId/:secret', { config: { access: 'webhook' } }, handler);
}

class Hook {
  readonly #options: HttpServerOptions;
  readonly #keeper: DoorKeeper;

  constructor(options: HttpServerOptions, keeper: DoorKeeper) {
    this.#options = options;
    this.#keeper = keeper;
  }

  async receive(request: HookRequest, reply: FastifyReply): Promise<FastifyReply> {
    const receivedAt = this.#options.clock.now();
    const { webhookId, secret: pathSecret } = request.params;
    const webhook = this.#options.webhooks.get(webhookId);
    const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
    if (pathSecret !== undefined && !matchesSecret(webhook?.secretHashes, pathSecret)) {
      return this.#refuseStranger(request, reply);
    }
    const read = readBody(this.#options, body, { format: webhook?.route.format, receivedAt });
    const secret = pathSecret ?? proveByText(read, webhook?.secretHashes);
    if (webhook === undefined || secret === undefined) return this.#refuseStranger(request, reply);
    const obstacle = obstacleTo(webhook, () => this.#keeper.clientOf(request.raw).address, this.#options.settings());
    if (obstacle !== undefined) return this.#refuse(request, reply, { reason: obstacle });
    const source = `hook:${webhook.id}`;
    const result = await submitText(this.#options, { source, read, route: webhook.route, secrets: [secret] });
    return this.#answer(request, reply, result);
  }

  #answer(request: HookRequest, reply: FastifyReply, result: IntakeResult): FastifyReply {
    switch (result.kind) {
      case 'accepted':
        return reply.code(202).headers(ANSWER_HEADERS).send(brief(result.signalId, 'accepted'));
      case 'duplicate':
        return reply.code(200).headers(ANSWER_HEADERS).send(brief(result.signalId, 'duplicate'));
      case 'rehearsed': {
        const { signalId, commands, decisions } = result;
        const text = JSON.stringify({ signalId, status: 'rehearsed', commands, decisions });
        return reply.code(200).headers(ANSWER_HEADERS).send(text);
      }
      case 'refused':
        return this.#refuse(request, reply, result);
    }
  }

  #refuseStranger(request: HookRequest, reply: FastifyReply): FastifyReply {
    return this.#refuse(request, reply, { reason: this.#keeper.countStranger(request.raw) });
  }

  #refuse(
    request: HookRequest,
    reply: FastifyReply,
    refusal: { readonly reason: Reason; readonly signalId?: string | undefined },
  ): FastifyReply {
    const language = chooseLanguage(request.headers['accept-language'], this.#options.settings().language);
    const problem = createProblem(refusal.reason, { language, signalId: refusal.signalId });
    return reply
      .code(problem.status)
      .headers({ ...ANSWER_HEADERS, ...problemHeaders(refusal.reason) })
      .send(JSON.stringify(problem));
  }
}

function brief(signalId: string, status: 'accepted' | 'duplicate'): string {
  return PLAIN_ID.test(signalId)
    ? `{"signalId":"${signalId}","status":"${status}"}`
    : JSON.stringify({ signalId, status });
}
