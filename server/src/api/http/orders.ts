/** Orders over REST: translated into commands for the one path, and shown from the views. */
import { hash } from 'node:crypto';
import { type BodyOf, OPEN_ORDER_STATUSES, scalars } from '@signalbox/contract';
import { type Decimal, decimal, ZERO } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Actor, Desk, OrderSubmission, OrderSubmissionResult, Result } from '#runtime/desk.ts';
import type { OrderView } from '#views/shapes.ts';
import { type Answer, areSimulated, type Call, type Handlers, ok, refuse, refuseWith } from './call.ts';
import { emulatedTermsOf, misplacedTerm } from './emulated-terms.ts';
import { readTimeCursor, writeTimeCursor } from './paging.ts';
import { reasonFor } from './problem-answer.ts';
import type { HttpServerOptions } from './server-options.ts';

type OrderHandlers = Pick<
  Handlers,
  | 'listOrders'
  | 'placeOrder'
  | 'getOrder'
  | 'cancelOrder'
  | 'amendOrder'
  | 'cancelAllOrders'
  | 'approveOrder'
  | 'denyOrder'
  | 'resolveOrder'
>;

/** Handlers of the orders. */
export function createOrderHandlers({ desk, ids }: Pick<HttpServerOptions, 'desk' | 'ids'>): OrderHandlers {
  const decide = async (actor: Actor, orderId: string, approve: boolean) =>
    orderAnswer(await desk.decideHeld(actor, orderId, approve));
  return {
    listOrders: (call) => listOrders(desk, call),
    placeOrder: (call) => placeOrder({ desk, ids }, call),
    async getOrder({ params }) {
      const orderId = params['orderId'] ?? '';
      const order = await desk.order(orderId);
      return order === undefined
        ? refuse('ORDER_NOT_FOUND', { order: orderId })
        : ok(order, { simulated: order.simulated });
    },
    cancelOrder: async ({ actor, params }) => orderAnswer(await desk.cancelOrder(actor, params['orderId'] ?? '')),
    amendOrder: (call) => amendOrder(desk, call),
    async cancelAllOrders({ actor, body }) {
      const { account, symbol } = body ?? {};
      if (account !== undefined && desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
      return ok(await desk.cancelAll(actor, { ...present('account', account), ...present('symbol', symbol) }));
    },
    approveOrder: ({ actor, params }) => decide(actor, params['orderId'] ?? '', true),
    denyOrder: ({ actor, params }) => decide(actor, params['orderId'] ?? '', false),
    resolveOrder: async ({ actor, params, body }) =>
      orderAnswer(await desk.resolveUnknown(actor, params['orderId'] ?? '', body.note)),
  };
}

/** `{ [name]: value }`, or nothing when there is no value. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [K in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: Value };
}

/** A decimal field that the schema has checked. */
export function readDecimal(value: string | number): Decimal {
  return decimal(String(value));
}

function orderAnswer(result: Result<OrderView>): Answer {
  return result.kind === 'ok' ? ok(result.value, { simulated: result.value.simulated }) : refuseWith(result.reason);
}

const STATUSES: ReadonlySet<string> = new Set(scalars.orderStatus.options);

async function listOrders(desk: Desk, { query }: Call<'listOrders'>): Promise<Answer> {
  const cursor = readTimeCursor(query.cursor);
  if (cursor.kind === 'invalid') return refuse('CURSOR_INVALID');
  const statuses = query.status?.split(',').flatMap((status) => (status === 'open' ? OPEN_ORDER_STATUSES : [status]));
  const wrong = statuses?.find((status) => !STATUSES.has(status));
  if (wrong !== undefined)
    return refuse('QUERY_INVALID', { field: 'status', problem: `${wrong}: ${[...STATUSES, 'open'].join(', ')}` });
  const search = {
    ...present('account', query.account),
    ...present('statuses', statuses),
    ...present('signalId', query.signalId),
  };
  const page = await collectPage(desk, search, {
    before: cursor.kind === 'cursor' ? cursor.value : undefined,
    ...query,
  });
  return ok(page.orders, { simulated: areSimulated(page.orders), nextCursor: page.nextCursor });
}

interface PageRequest {
  readonly before: { readonly time: number; readonly id: string } | undefined;
  readonly limit: number;
  readonly symbol?: string | undefined;
}

/** How many pages are looked through for one symbol before the caller is asked to come again with the cursor. */
const PAGES_MAX = 10;
/** At least so many orders are asked for at once when some of them are left out: a small page may lie far behind. */
const ROWS_AT_ONCE = 100;

/** Newest first. The store knows nothing of symbols, so orders of other symbols are left out here, page by page. */
export async function collectPage(
  desk: Desk,
  search: Parameters<Desk['orders']>[0] extends infer Q ? Omit<Q, 'limit' | 'before'> : never,
  request: PageRequest,
) {
  const orders: OrderView[] = [];
  let { before } = request;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const limit = request.symbol === undefined ? request.limit : Math.max(request.limit, ROWS_AT_ONCE);
    const page = await desk.orders({ ...search, ...present('before', before), limit });
    for (const order of page) {
      before = { time: Date.parse(order.createdAt), id: order.id };
      if (request.symbol === undefined || order.symbol.toUpperCase() === request.symbol.toUpperCase())
        orders.push(order);
      if (orders.length === request.limit) return { orders, nextCursor: writeTimeCursor(before) };
    }
    if (page.length < limit) return { orders, nextCursor: undefined };
  }
  return { orders, nextCursor: before === undefined ? undefined : writeTimeCursor(before) };
}

type TermField = 'quantity' | 'limitPrice' | 'stopPrice' | 'stopLoss' | 'takeProfit';

/** A quantity and a price are above zero; a level of zero is none. */
export function notPositive(
  terms: { readonly [Field in TermField]?: string | number | undefined },
): Answer | undefined {
  for (const field of ['quantity', 'limitPrice', 'stopPrice', 'stopLoss', 'takeProfit'] as const) {
    const value = terms[field];
    if (value === undefined) continue;
    const mayBeZero = field === 'stopLoss' || field === 'takeProfit';
    const number = readDecimal(value);
    if (number < ZERO || (number === ZERO && !mayBeZero)) {
      return refuse('BODY_FIELD_INVALID', {
        field,
        problem: mayBeZero ? 'expected 0 or more' : 'expected more than 0',
      });
    }
  }
  return undefined;
}

async function amendOrder(desk: Desk, { actor, params, body }: Call<'amendOrder'>): Promise<Answer> {
  const { quantity, limitPrice, stopPrice } = body;
  if (quantity === undefined && limitPrice === undefined && stopPrice === undefined) {
    return refuse('BODY_FIELD_INVALID', { field: 'body', problem: 'quantity, limitPrice, stopPrice' });
  }
  const mistake = notPositive({ quantity, limitPrice, stopPrice });
  if (mistake !== undefined) return mistake;
  return orderAnswer(
    await desk.amendOrder({
      actor,
      orderId: params['orderId'] ?? '',
      ...(quantity === undefined ? {} : { quantity: readDecimal(quantity) }),
      ...(limitPrice === undefined ? {} : { limitPrice: readDecimal(limitPrice) }),
      ...(stopPrice === undefined ? {} : { stopPrice: readDecimal(stopPrice) }),
    }),
  );
}

async function placeOrder(options: Pick<HttpServerOptions, 'desk' | 'ids'>, call: Call<'placeOrder'>): Promise<Answer> {
  const { body, query } = call;
  const wish = readWish(options.desk, body, query.wait ?? body.wait ?? 0);
  return 'kind' in wish ? wish : await submitOrder(options, call, wish);
}

/** What a body asks for, or the refusal of what is wrong with it. */
export function readWish(desk: Desk, body: BodyOf<'placeOrder'>, waitMs: number): OrderWish | Answer {
  const account = body.account ?? desk.defaultAccount();
  if (desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
  return notPositive(body) ?? misplacedTerm(body) ?? { account, command: toCommand(body), waitMs, subject: body };
}

function toCommand(body: BodyOf<'placeOrder'>): SignalCommand {
  const { limitPrice, stopPrice, stopLoss, takeProfit } = body;
  return {
    action: body.side,
    symbol: body.symbol,
    quantity: readDecimal(body.quantity),
    orderType: body.type,
    ...present('quantityUnit', body.quantityUnit),
    ...present('timeInForce', body.timeInForce),
    ...present('reduceOnly', body.reduceOnly),
    ...present('postOnly', body.postOnly),
    ...present('comment', body.comment),
    ...present('strategy', body.strategy),
    ...present('tag', body.tag),
    ...present('timeCheck', body.timeCheck),
    ...emulatedTermsOf(body),
    ...(limitPrice === undefined ? {} : { price: readDecimal(limitPrice) }),
    ...(stopPrice === undefined ? {} : { stopPrice: readDecimal(stopPrice) }),
    ...(stopLoss === undefined ? {} : { stopLoss: readDecimal(stopLoss), stopLossUnit: 'price' as const }),
    ...(takeProfit === undefined ? {} : { takeProfit: readDecimal(takeProfit), takeProfitUnit: 'price' as const }),
  };
}

export interface OrderWish {
  readonly account: string;
  readonly command: SignalCommand;
  readonly waitMs: number;
  /** What the caller asked for, as checked: what a repeat must be equal to. */
  readonly subject: object;
}

/** Who asks, under which address and which name of the wish. */
export type OrderCaller = Pick<Call<'placeOrder'>, 'actor' | 'url' | 'idempotencyKey'>;

/** Puts what a caller wants into the one path, once for each idempotency key. */
export async function submitWish(
  { desk, ids }: Pick<HttpServerOptions, 'desk' | 'ids'>,
  call: OrderCaller,
  wish: OrderWish,
): Promise<Result<OrderSubmissionResult>> {
  const text = canonicalText(wish.subject);
  const path = call.url.split('?', 1)[0] ?? '';
  const submission: OrderSubmission = {
    actor: call.actor,
    account: wish.account,
    command: wish.command,
    text,
    bodyHash: hash('sha256', `${call.actor.id}\n${path}\n${text}`),
    // Without a key of the caller's every request is a wish of its own, also one that is equal to the last.
    idempotencyKey: call.idempotencyKey ?? `once-${ids.random()}`,
    waitMs: wish.waitMs,
  };
  const result = await desk.submitOrder(submission);
  if (result.kind === 'ok' || result.reason.code !== 'SIGNAL_KEY_CONFLICT') return result;
  return { kind: 'failed', reason: reasonFor('IDEMPOTENCY_KEY_CONFLICT') };
}

/** Places an order for a caller and answers with what became of it. */
export async function submitOrder(
  options: Pick<HttpServerOptions, 'desk' | 'ids'>,
  call: OrderCaller,
  wish: OrderWish,
): Promise<Answer> {
  const result = await submitWish(options, call, wish);
  if (result.kind === 'failed') return refuseWith(result.reason);
  return outcomeAnswer(result.value, wish.waitMs, options.desk.account(wish.account)?.simulated ?? false);
}

/** The body with sorted keys and without what does not change what is asked for. */
function canonicalText(subject: object): string {
  const entries = Object.entries(subject).filter(([key, value]) => key !== 'wait' && value !== undefined);
  return JSON.stringify(Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1))));
}

function outcomeAnswer(outcome: OrderSubmissionResult, waitMs: number, accountSimulated: boolean): Answer {
  const { signalId, duplicate, settled, orders, reason } = outcome;
  if (reason !== undefined && orders.length === 0 && settled) return refuseWith(reason, signalId);
  const simulated = accountSimulated || orders.some((order) => order.simulated);
  const body = { signalId, duplicate, settled, orders, ...present('reason', reason), simulated };
  if (waitMs === 0 || !settled) return { kind: 'answer', status: 202, body, simulated };
  return { kind: 'answer', status: duplicate ? 200 : 201, body, simulated };
}
