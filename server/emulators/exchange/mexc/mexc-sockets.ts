/**
 * MEXC's WebSockets: spot in Protocol Buffers, its private channels by a listen key; contracts in JSON, where after a login
 * everything of the account comes by itself.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import type { ExchangeOrder, ExchangeTrade } from '../core/exchange-order.ts';
import { averagePriceOf, leavesOf } from '../core/order-figures.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { accountOf, type Fields, fieldsIn, objectOf } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { contractOrderBody, dealBody } from './mexc-contract-orders.ts';
import { type MexcContext, nativeId, show } from './mexc-context.ts';
import { contractChannel, type MarketChannel, spotChannel } from './mexc-market-channels.ts';
import { encodePush } from './mexc-protobuf.ts';

const SPOT_HOST = 'wbs-api.mexc.com';
const CONTRACT_HOST = 'contract.mexc.com';
const ORDERS = 'spot@private.orders.v3.api.pb';
const DEALS = 'spot@private.deals.v3.api.pb';
const WINDOW_MS = 10_000;
const KEY_LENGTH = 64;

export const SOCKET_HOSTS: readonly string[] = [SPOT_HOST];

type OrderEvent = Extract<ExchangeEvent, { kind: 'order' }>;

/** Listen keys that were given, and the sockets of spot and contracts. */
export class MexcStreams {
  readonly #context: MexcContext;
  readonly #listenKeys = new Map<string, ExchangeAccount>();

  constructor(context: MexcContext) {
    this.#context = context;
  }

  routes(): readonly Route[] {
    const at = (method: Route['method'], handle: (call: Call) => unknown): Route => ({
      method,
      path: '/api/v3/userDataStream',
      access: 'read',
      params: ['listenKey'],
      handle,
    });
    return [
      at('POST', (call) => ({ listenKey: this.#give(accountOf(call)) })),
      at('PUT', ({ request }) => ({ listenKey: request.params['listenKey'] })),
      at('DELETE', ({ request }) => ({ listenKey: request.params['listenKey'] })),
    ];
  }

  sockets(): readonly SocketRoute[] {
    return [
      { path: '/ws', hosts: [SPOT_HOST], open: (session) => this.#openSpot(session) },
      { path: '/edge', hosts: [CONTRACT_HOST], open: (session) => new ContractSocket(this.#context, session) },
    ];
  }

  #give(account: ExchangeAccount): string {
    const number = this.#context.world.nextTradeNumber();
    const key = `${account.id}${number}`.replaceAll(/\W/g, '').padEnd(KEY_LENGTH, '0');
    this.#listenKeys.set(key, account);
    return key;
  }

  #openSpot(session: SocketSession): SocketHandlers {
    const { listenKey } = session.request.query;
    const account = this.#listenKeys.get(listenKey ?? '');
    if (listenKey !== undefined) session.verdict(account === undefined ? 'unknown listen key' : 'valid');
    const follower = new MarketFollower(this.#context, session);
    const channels = new Set<string>();
    if (account !== undefined) {
      session.onAccountEvent(account.id, (event) => {
        if (event.kind !== 'order' || event.order.market.type !== 'spot') return;
        for (const bytes of spotPushes(event, channels)) session.send(bytes);
      });
    }
    return { message: (sent) => answerSpot(session, { channels, follower }, fieldsIn(sent)) };
  }
}

/** Tells of markets what was subscribed to. */
class MarketFollower {
  readonly context: MexcContext;
  readonly #session: SocketSession;
  readonly #ends = new Map<string, () => void>();

  constructor(context: MexcContext, session: SocketSession) {
    this.context = context;
    this.#session = session;
  }

  /** Begins with what holds now; `wrap` makes a message of what is told. */
  follow(name: string, { market, tell }: MarketChannel, wrap: (told: unknown) => unknown): void {
    this.end(name);
    const send = (price: MarketPrice): void => {
      const told = tell(price);
      if (told !== undefined) this.#session.send(wrap(told));
    };
    const off = this.#session.onPrice((changed, price) => {
      if (changed === market) send(price);
    });
    this.#ends.set(name, off);
    send(this.context.world.feed.of(market));
  }

  end(name: string): void {
    this.#ends.get(name)?.();
    this.#ends.delete(name);
  }
}

interface SpotChannels {
  /** The private ones that are listened to. */
  readonly channels: Set<string>;
  readonly follower: MarketFollower;
}

function answerSpot(session: SocketSession, { channels, follower }: SpotChannels, { method, params }: Fields): void {
  const answer = (msg: string) => session.send({ id: 0, code: 0, msg });
  if (String(method).toUpperCase() === 'PING') return answer('PONG');
  for (const channel of Array.isArray(params) ? params.map(String) : []) {
    const market = spotChannel(follower.context, channel);
    if (method === 'UNSUBSCRIPTION') {
      channels.delete(channel);
      follower.end(channel);
    } else if (channel === ORDERS || channel === DEALS) channels.add(channel);
    else if (market === undefined) return answer(`Not Subscribed successfully! [${channel}]. Reason: Blocked!`);
    answer(channel);
    if (market !== undefined && method !== 'UNSUBSCRIPTION') follower.follow(channel, market, (bytes) => bytes);
  }
}

/** What one event is told by, in the channels that are listened to: the order first. */
function* spotPushes({ order, trade, time }: OrderEvent, channels: ReadonlySet<string>): Iterable<Uint8Array> {
  const head = { symbol: nativeId(order.market), sendTime: time };
  if (channels.has(ORDERS))
    yield encodePush({ ...head, channel: ORDERS, kind: 'order', body: orderFields(order, trade) });
  if (trade === undefined || !channels.has(DEALS)) return;
  yield encodePush({ ...head, channel: DEALS, kind: 'deal', body: dealFields(trade) });
}

const ORDER_TYPES: Readonly<Record<string, number>> = {
  LIMIT: 1,
  LIMIT_MAKER: 2,
  IMMEDIATE_OR_CANCEL: 3,
  FILL_OR_KILL: 4,
  MARKET: 5,
};

/** 1 new, 2 filled, 3 partly filled, 4 canceled, 5 partly filled and canceled. */
function statusOf({ status, filledQuantity }: ExchangeOrder): number {
  if (status === 'filled') return 2;
  const isPartial = filledQuantity > ZERO;
  if (status === 'open') return isPartial ? 3 : 1;
  return isPartial ? 5 : 4;
}

function orderFields(order: ExchangeOrder, trade: ExchangeTrade | undefined) {
  return {
    id: order.id,
    clientId: order.clientOrderId,
    price: show(order.limitPrice ?? ZERO),
    quantity: show(order.quantity),
    amount: show(order.cost ?? ZERO),
    avgPrice: show(averagePriceOf(order) ?? ZERO),
    orderType: ORDER_TYPES[String(order.native['type'])] ?? 1,
    tradeType: order.side === 'buy' ? 1 : 2,
    isMaker: trade?.liquidity === 'maker',
    remainAmount: '0',
    remainQuantity: show(leavesOf(order)),
    lastDealQuantity: show(trade?.quantity ?? ZERO),
    cumulativeQuantity: show(order.filledQuantity),
    cumulativeAmount: show(order.filledValue),
    status: statusOf(order),
    createTime: order.createdAt,
  };
}

const dealFields = (trade: ExchangeTrade) => ({
  price: show(trade.price),
  quantity: show(trade.quantity),
  amount: show(trade.value),
  tradeType: trade.side === 'buy' ? 1 : 2,
  isMaker: trade.liquidity === 'maker',
  isSelfTrade: false,
  tradeId: trade.id,
  clientOrderId: trade.clientOrderId,
  orderId: trade.orderId,
  feeAmount: show(trade.fee),
  feeCurrency: trade.feeCurrency,
  time: trade.time,
});

class ContractSocket implements SocketHandlers {
  readonly #context: MexcContext;
  readonly #session: SocketSession;
  readonly #follower: MarketFollower;
  #end: (() => void) | undefined;

  constructor(context: MexcContext, session: SocketSession) {
    this.#context = context;
    this.#session = session;
    this.#follower = new MarketFollower(context, session);
  }

  message(sent: string): void {
    const { method, param } = fieldsIn(sent);
    if (method === 'ping') this.#tell('pong', this.#context.world.clock.now());
    else if (method === 'login') this.#login(objectOf(param));
    else if (typeof method === 'string' && /^(un)?sub\./.test(method)) this.#markets(method, objectOf(param));
    else this.#tell('rs.error', `no such method: ${String(method)}`);
  }

  #markets(method: string, param: Fields): void {
    const [act = '', what = ''] = method.split('.');
    const name = JSON.stringify([what, param['symbol'], param['interval']]);
    const channel = contractChannel(this.#context, what, param);
    if (channel === undefined) return this.#tell('rs.error', `no such channel: ${method}`);
    this.#tell(`rs.${method}`, 'success');
    if (act === 'unsub') return this.#follower.end(name);
    const symbol = param['symbol'];
    const ts = (): number => this.#context.world.clock.now();
    this.#follower.follow(name, channel, (data) => ({ channel: `push.${what}`, data, symbol, ts: ts() }));
  }

  #login({ apiKey, signature, reqTime }: Fields): void {
    const { world } = this.#context;
    const owner = world.ownerOf(String(apiKey));
    const expected = createHmac('sha256', owner?.key.secret ?? '')
      .update(`${String(apiKey)}${String(reqTime)}`)
      .digest();
    const given = Buffer.from(String(signature), 'hex');
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
    const isInTime = Math.abs(world.clock.now() - Number(reqTime)) <= WINDOW_MS;
    const isValid = owner !== undefined && isSigned && isInTime;
    this.#session.verdict(isValid ? 'valid' : 'bad signature');
    if (!isValid) return this.#tell('rs.error', 'Signature verification failed!');
    this.#end?.();
    this.#tell('rs.login', 'success');
    this.#end = this.#session.onAccountEvent(owner.account.id, (event) => {
      if (event.kind !== 'order' || event.order.market.type !== 'swap') return;
      this.#tell('push.personal.order', contractOrderBody(this.#context, event.order));
      if (event.trade !== undefined) this.#tell('push.personal.order.deal', dealBody(this.#context, event.trade));
    });
  }

  #tell(channel: string, data: unknown): void {
    this.#session.send({ channel, data, ts: this.#context.world.clock.now() });
  }
}
