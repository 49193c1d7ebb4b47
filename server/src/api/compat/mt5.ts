/**
 * The face of the MT5 webhook server: its paths, fields and words over the same intake and views as everything else.
 * A key comes as `X-API-Key`, as a bearer, in the text or in the path; it is an API key, or for alerts a webhook's secret.
 * An alert is answered with its outcome, as its clients expect, though never later than TradingView waits.
 */
import { type Access, OPEN_ORDER_STATUSES, renderError, statusOf } from '@signalbox/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Reason } from '#domain/order.ts';
import type { AccountView, InstrumentView } from '#views/shapes.ts';
import { JSON_CONTENT_TYPE } from '../http/problem-answer.ts';
import { takeRawBodies } from '../http/raw-body.ts';
import { languageOf, type OperationContext } from '../http/register-operations.ts';
import { API_HEADERS } from '../http/security-headers.ts';
import { readBody, submitText } from '../http/signal-intake.ts';
import { mt5Account, mt5Order, mt5Position } from './mt5-shapes.ts';
import { headerKey, identifySender } from './mt5-sender.ts';
import { tradeAnswer, type TradeAnswer } from './mt5-trade-answer.ts';
import { awaitOutcome } from './signal-outcome.ts';

/** TradingView hangs up after 3 s. */
const WAIT_MS = 2500;
const ORDERS_MAX = 500;
const EMPTY = Buffer.alloc(0);

/** Registers `/health /status /positions /orders /webhook /trade`. */
export function registerMt5(app: FastifyInstance, context: OperationContext): void {
  takeRawBodies(app);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(API_HEADERS);
    done();
  });
  const view = (url: string, access: Access, show: (account: AccountView | undefined, timestamp: string) => unknown) =>
    app.get(url, { config: { access } }, async (request, reply) => {
      const admission = context.keeper.admitToken(request.raw, headerKey(request), access);
      if (admission.kind === 'refused') return sendError(request, reply, { context, reason: admission.reason });
      const { desk, clock } = context.options;
      const account = admission.key === undefined ? undefined : desk.account(desk.defaultAccount());
      return send(reply, 200, await show(account, new Date(clock.now()).toISOString()));
    });
  registerViews(view, context);
  const trade = (request: FastifyRequest, reply: FastifyReply) => receive(request, reply, context);
  for (const url of ['/webhook', '/webhook/:token', '/trade']) app.post(url, { config: { access: 'webhook' } }, trade);
}

type Register = (
  url: string,
  access: Access,
  show: (account: AccountView | undefined, timestamp: string) => unknown,
) => unknown;

function registerViews(view: Register, { options: { desk } }: OperationContext): void {
  view('/health', 'loopback', (account, timestamp) => {
    const status = desk.health().status === 'unhealthy' ? 'unhealthy' : 'healthy';
    if (account === undefined) return { status, timestamp };
    return { status, mt5_connected: account.reconciled, account_info: mt5Account(account), timestamp };
  });
  view('/status', 'read', (account, timestamp) => ({
    server_status: 'running',
    mt5_connected: account?.reconciled ?? false,
    account_info: account === undefined ? null : mt5Account(account),
    timestamp,
  }));
  view('/positions', 'read', (account, timestamp) => {
    const instruments = instrumentsOf(desk.instruments(account?.id));
    const positions = desk.positions(account?.id).map((position) => mt5Position(position, instruments));
    return { success: true, positions, count: positions.length, timestamp };
  });
  view('/orders', 'read', async (account, timestamp) => {
    const instruments = instrumentsOf(desk.instruments(account?.id));
    const query = { statuses: OPEN_ORDER_STATUSES, limit: ORDERS_MAX };
    const found = await desk.orders(account === undefined ? query : { ...query, account: account.id });
    const orders = found.map((order) => mt5Order(order, instruments));
    return { success: true, orders, count: orders.length, timestamp };
  });
}

async function receive(request: FastifyRequest, reply: FastifyReply, context: OperationContext): Promise<FastifyReply> {
  const { options } = context;
  const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
  const read = readBody(options, body, { format: undefined, receivedAt: options.clock.now() });
  const sender = identifySender(context, request, read);
  if (sender.kind === 'refused') return sendError(request, reply, { context, reason: sender.reason });
  const { source, route, secret } = sender;
  const result = await submitText(options, { source, read, route, secrets: [secret] });
  if (result.kind === 'refused') return sendError(request, reply, { context, ...result });
  if (result.kind === 'rehearsed') {
    const { commands, decisions, signalId } = result;
    return send(reply, 200, { success: true, message: 'test', result: { signal_id: signalId, commands, decisions } });
  }
  const signal = await awaitOutcome(options, result.signalId, WAIT_MS);
  const instruments = instrumentsOf(route.accounts.flatMap((account) => options.desk.instruments(account)));
  return sendTrade(request, reply, { context, answer: tradeAnswer(result.signalId, signal, instruments) });
}

function instrumentsOf(instruments: readonly InstrumentView[]): ReadonlyMap<string, InstrumentView> {
  return new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
}

function sendTrade(
  request: FastifyRequest,
  reply: FastifyReply,
  { context, answer }: { readonly context: OperationContext; readonly answer: TradeAnswer },
): FastifyReply {
  if (answer.kind === 'failed') {
    const error = renderError(answer.reason.code, answer.reason.values, languageOf(request, context.options));
    return send(reply, answer.status, { error, code: answer.reason.code, signal_id: answer.signalId });
  }
  return send(reply, 200, { success: true, message: answer.message, result: answer.result });
}

interface Failure {
  readonly context: OperationContext;
  readonly reason: Reason;
  readonly signalId?: string | undefined;
}

/** The old contract knows 400 for whatever was wrong with the request. */
function sendError(request: FastifyRequest, reply: FastifyReply, { context, reason, signalId }: Failure): FastifyReply {
  const status = statusOf(reason.code);
  const error = renderError(reason.code, reason.values, languageOf(request, context.options));
  const shown = status === 422 || status === 409 || status === 404 ? 400 : status;
  return send(reply, shown, { error, code: reason.code, ...(signalId === undefined ? {} : { signal_id: signalId }) });
}

function send(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  const text = JSON.stringify(body);
  if (text.includes('"simulated":true')) reply.header('x-signalbox-market', 'simulated');
  return reply.code(status).header('content-type', JSON_CONTENT_TYPE).send(text);
}
