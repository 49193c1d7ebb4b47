/**
 * KuCoin's WebSockets. A call gives a token and says where the socket is; whoever comes with the token of a signed call is the
 * owner of the key and may follow what is private.
 */
import { randomUUID } from 'node:crypto';
import type { KeyOwner } from '../core/exchange-world.ts';
import { fieldsIn } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { FUTURES_HOST, type KucoinContext, SPOT_HOST } from './kucoin-context.ts';
import { ok } from './kucoin-errors.ts';
import { type MarketTopic, marketTopics } from './kucoin-market-topics.ts';
import { messagesOf, PRIVATE_TOPICS } from './kucoin-order-messages.ts';

const SPOT_SOCKET = 'ws-api-spot.kucoin.com';
const FUTURES_SOCKET = 'ws-api-futures.kucoin.com';
const PING_MS = 18_000;
const PONG_MS = 10_000;
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;

export const SOCKET_HOSTS: readonly string[] = [SPOT_SOCKET, FUTURES_SOCKET];

/** Tokens that were given, and the sockets they open. */
export class SocketTokens {
  /** Undefined for a token that anybody may have. */
  readonly #owners = new Map<string, KeyOwner | undefined>();
  readonly #context: KucoinContext;

  constructor(context: KucoinContext) {
    this.#context = context;
  }

  routes(): readonly Route[] {
    const at = (kind: 'private' | 'public', host: string, socketHost: string): Route => ({
      method: 'POST',
      path: `/api/v1/bullet-${kind}`,
      hosts: [host],
      access: kind === 'private' ? 'read' : 'public',
      params: [],
      handle: (call) => ok(this.#give(call, socketHost)),
    });
    return (['private', 'public'] as const).flatMap((kind) => [
      at(kind, SPOT_HOST, SPOT_SOCKET),
      at(kind, FUTURES_HOST, FUTURES_SOCKET),
    ]);
  }

  sockets(): readonly SocketRoute[] {
    return [
      {
        path: '/',
        hosts: SOCKET_HOSTS,
        open: (session) => {
          const token = session.request.query['token'] ?? '';
          const isKnown = this.#owners.has(token);
          session.verdict(isKnown ? 'valid' : 'unknown token');
          return new KucoinSocket(session, this.#context, { isKnown, owner: this.#owners.get(token) });
        },
      },
    ];
  }

  #give({ owner, request }: Call, socketHost: string): unknown {
    const token = randomUUID();
    this.#owners.set(token, owner);
    const endpoint = `ws://${request.wireHost}/_host/${socketHost}/`;
    const timing = { pingInterval: PING_MS, pingTimeout: PONG_MS };
    return { token, instanceServers: [{ endpoint, encrypt: false, protocol: 'websocket', ...timing }] };
  }
}

interface Comer {
  readonly isKnown: boolean;
  readonly owner: KeyOwner | undefined;
}

class KucoinSocket implements SocketHandlers {
  readonly #session: SocketSession;
  readonly #context: KucoinContext;
  readonly #comer: Comer;
  /** How to end each subscription, by topic. */
  readonly #topics = new Map<string, () => void>();

  constructor(session: SocketSession, context: KucoinContext, comer: Comer) {
    this.#session = session;
    this.#context = context;
    this.#comer = comer;
    const id = session.request.query['connectId'] ?? '';
    if (!comer.isKnown) this.#refuse(id, UNAUTHORIZED, 'token is invalid');
    else session.send({ id, type: 'welcome' });
  }

  message(sent: string): void {
    const { id, type, topic } = fieldsIn(sent);
    if (type === 'ping') this.#session.send({ id, type: 'pong', timestamp: Date.now() * 1000 });
    else if (type === 'subscribe') this.#subscribe(id, String(topic));
    else if (type === 'unsubscribe') {
      this.#topics.get(String(topic))?.();
      this.#topics.delete(String(topic));
      this.#session.send({ id, type: 'ack' });
    } else this.#refuse(id, NOT_FOUND, 'type is not supported');
  }

  #subscribe(id: unknown, topic: string): void {
    const { isKnown, owner } = this.#comer;
    if (!isKnown) return this.#refuse(id, UNAUTHORIZED, 'token is invalid');
    const markets = marketTopics(this.#context, topic);
    if (markets !== undefined) return this.#followMarkets(id, topic, markets);
    if (!PRIVATE_TOPICS.includes(topic)) return this.#refuse(id, NOT_FOUND, `topic ${topic} is not found`);
    if (owner === undefined) return this.#refuse(id, UNAUTHORIZED, 'token is invalid');
    const { account } = owner;
    this.#topics.get(topic)?.();
    const off = this.#session.onAccountEvent(account.id, (event) => {
      if (event.kind !== 'order') return;
      for (const told of messagesOf(event)) {
        if (told.topic !== topic) continue;
        this.#session.send({ type: 'message', userId: account.id, channelType: 'private', ...told });
      }
    });
    this.#topics.set(topic, off);
    this.#session.send({ id, type: 'ack' });
  }

  #followMarkets(id: unknown, topic: string, markets: readonly MarketTopic[]): void {
    const { feed } = this.#context.world;
    const tell = ({ name, market, tell: of }: MarketTopic): void =>
      this.#session.send({ type: 'message', topic: name, ...of(this.#context, market, feed.of(market)) });
    this.#topics.get(topic)?.();
    const off = this.#session.onPrice((changed) => {
      for (const one of markets) if (one.market === changed) tell(one);
    });
    this.#topics.set(topic, off);
    this.#session.send({ id, type: 'ack' });
    for (const one of markets) tell(one);
  }

  #refuse(id: unknown, code: number, data: string): void {
    this.#session.send({ id, type: 'error', code, data });
  }
}
