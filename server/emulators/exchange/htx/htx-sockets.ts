/**
 * HTX's private WebSockets: that of the spot account, and the v5 notifications of swaps, whose messages are compressed. Both
 * know orders and trades, after a login whose signature is made like that of a request.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { MarketType } from '../core/exchange-market.ts';
import type { KeyOwner } from '../core/exchange-world.ts';
import { fieldsIn, objectOf, type Fields } from '../door/call-fields.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { type HtxContext, nativeId, SPOT_HOSTS, SWAP_HOSTS } from './htx-context.ts';
import { type OrderEvent, spotMessagesOf, swapMessagesOf, type Told } from './htx-order-messages.ts';

const WINDOW_MS = 300_000;
/** UTC without a zone. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const PING_MS = { spot: 20_000, swap: 5_000 } as const;
/** So many pings in a row may stay unanswered. */
const UNANSWERED_MAX = 3;
const ALL = '*';

export const htxSockets = (context: HtxContext): readonly SocketRoute[] => [
  { path: '/ws/v2', hosts: SPOT_HOSTS, open: (session) => new SpotSocket(session, context) },
  { path: '/ws/v5/notification', hosts: SWAP_HOSTS, open: (session) => new SwapSocket(session, context) },
];

interface Login {
  readonly key: unknown;
  readonly timestamp: unknown;
  readonly signature: unknown;
  /** As they are signed, in the order of their names. */
  readonly signed: readonly (readonly [name: string, value: unknown])[];
}

abstract class HtxSocket implements SocketHandlers {
  protected readonly session: SocketSession;
  protected readonly context: HtxContext;
  readonly #type: MarketType;
  #owner: KeyOwner | undefined;
  #unanswered = 0;
  /** How to end each subscription, by its name. */
  readonly #channels = new Map<string, () => void>();

  constructor(session: SocketSession, context: HtxContext, type: MarketType) {
    this.session = session;
    this.context = context;
    this.#type = type;
    session.every(PING_MS[type], () => {
      this.#unanswered += 1;
      if (this.#unanswered > UNANSWERED_MAX) session.close();
      else this.ping(context.world.clock.now());
    });
  }

  abstract message(text: string): void;
  protected abstract ping(time: number): void;

  protected pong(): void {
    this.#unanswered = 0;
  }

  protected get isLoggedIn(): boolean {
    return this.#owner !== undefined;
  }

  /** Whether the login is that of a key. */
  protected logIn(login: Login): boolean {
    const { world } = this.context;
    const verdict = this.#verdictOf(login);
    this.session.verdict(verdict);
    if (verdict === 'valid') this.#owner = world.ownerOf(String(login.key));
    return verdict === 'valid';
  }

  #verdictOf({ key, timestamp, signature, signed }: Login): string {
    const { world } = this.context;
    const time = TIME.test(String(timestamp)) ? Date.parse(`${String(timestamp)}Z`) : Number.NaN;
    if (!(Math.abs(world.clock.now() - time) <= WINDOW_MS)) return 'timestamp';
    const owner = world.ownerOf(String(key));
    if (owner === undefined) return 'unknown key';
    if (!owner.key.ipAllowed) return 'address';
    const { host, path, wireHost } = this.session.request;
    const query = signed.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
    const given = Buffer.from(String(signature), 'base64');
    // A client that was led here by its addresses signs the one it was given in the place of the path.
    const isSigned = [path, `ws://${wireHost}/_host/${host}${path}`].some((place) => {
      const payload = ['GET', host.toLowerCase(), place, query].join('\n');
      const expected = createHmac('sha256', owner.key.secret).update(payload).digest();
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    return isSigned ? 'valid' : 'bad signature';
  }

  /** Tells of the topic from now on; `market`: only of this one, else of all. */
  protected follow(channel: string, of: { readonly topic: Told['topic']; readonly market: string }): void {
    if (this.#owner === undefined) return;
    this.unfollow(channel);
    const off = this.session.onAccountEvent(this.#owner.account.id, (event) => {
      if (event.kind !== 'order' || event.order.market.type !== this.#type) return;
      if (of.market !== ALL && of.market !== nativeId(event.order.market).toLowerCase()) return;
      for (const told of this.messagesOf(event)) if (told.topic === of.topic) this.tell(channel, told, event);
    });
    this.#channels.set(channel, off);
  }

  protected unfollow(channel: string): void {
    this.#channels.get(channel)?.();
    this.#channels.delete(channel);
  }

  protected knows(market: string): boolean {
    if (market === ALL) return true;
    return [...this.context.markets.values()].some(
      (known) => known.type === this.#type && nativeId(known).toLowerCase() === market,
    );
  }

  protected abstract messagesOf(event: OrderEvent): readonly Told[];
  protected abstract tell(channel: string, told: Told, event: OrderEvent): void;
}

const SPOT_CHANNEL = /^(?:orders#([a-z0-9*]+)|trade\.clearing#([a-z0-9*]+)(?:#([01]))?)$/;
const INVALID = { auth: 2002, symbol: 2001, channel: 2021 } as const;

class SpotSocket extends HtxSocket {
  constructor(session: SocketSession, context: HtxContext) {
    super(session, context, 'spot');
  }

  message(text: string): void {
    const { action, ch, params } = fieldsIn(text);
    const channel = String(ch);
    if (action === 'pong') this.pong();
    else if (action === 'req' && channel === 'auth') this.#auth(objectOf(params));
    else if (action === 'sub') this.#subscribe(channel);
    else if (action === 'unsub') {
      this.unfollow(channel);
      this.#answer('unsub', channel);
    } else this.#refuse(String(action), channel, { code: INVALID.channel, message: 'invalid.action' });
  }

  #auth(given: Fields): void {
    const names = ['accessKey', 'signatureMethod', 'signatureVersion', 'timestamp'] as const;
    const signed = names.map((name) => [name, given[name]] as const);
    const { accessKey: key, timestamp, signature, signatureMethod, signatureVersion } = given;
    const isKind = signatureMethod === 'HmacSHA256' && signatureVersion === '2.1';
    if (isKind && this.logIn({ key, timestamp, signature, signed })) this.#answer('req', 'auth');
    else this.#refuse('req', 'auth', { code: INVALID.auth, message: 'auth.fail' });
  }

  #subscribe(channel: string): void {
    const match = SPOT_CHANNEL.exec(channel);
    const market = match?.[1] ?? match?.[2];
    if (!this.isLoggedIn) this.#refuse('sub', channel, { code: INVALID.auth, message: 'invalid.auth.state' });
    else if (market === undefined) this.#refuse('sub', channel, { code: INVALID.channel, message: 'invalid.ch' });
    else if (!this.knows(market)) this.#refuse('sub', channel, { code: INVALID.symbol, message: 'invalid.symbol' });
    else {
      this.follow(channel, { topic: match?.[1] === undefined ? 'trade' : 'orders', market });
      this.#answer('sub', channel);
    }
  }

  #answer(action: string, ch: string): void {
    this.session.send({ action, code: 200, ch, data: {} });
  }

  #refuse(action: string, ch: string, refusal: { readonly code: number; readonly message: string }): void {
    this.session.send({ action, ch, ...refusal });
  }

  protected ping(ts: number): void {
    this.session.send({ action: 'ping', data: { ts } });
  }

  protected messagesOf(event: OrderEvent): readonly Told[] {
    return spotMessagesOf(event);
  }

  protected tell(ch: string, { data }: Told): void {
    this.session.send({ action: 'push', ch, data });
  }
}

const TOPICS: readonly unknown[] = ['orders', 'trade'] satisfies Told['topic'][];
const ERRORS = { login: 2003, needsLogin: 2002, topic: 2010, contract: 2011, missing: 2040, operation: 2020 } as const;
const USER_ID = '63628520';

class SwapSocket extends HtxSocket {
  constructor(session: SocketSession, context: HtxContext) {
    super(session, context, 'swap');
  }

  message(text: string): void {
    const fields = fieldsIn(text);
    const { op, cid, topic } = fields;
    if (op === 'pong') this.pong();
    else if (op === 'auth') this.#auth(fields);
    else if (op === 'sub') this.#subscribe(fields);
    else if (op === 'unsub') {
      this.unfollow(channelOf(fields));
      this.#answer({ op, cid, topic }, 0);
    } else this.#answer({ op, cid, topic }, ERRORS.operation, 'Unsupported operation.');
  }

  #auth(given: Fields): void {
    const names = ['AccessKeyId', 'SignatureMethod', 'SignatureVersion', 'Timestamp'] as const;
    const signed = names.map((name) => [name, given[name]] as const);
    const { AccessKeyId: key, Timestamp: timestamp, Signature: signature, SignatureMethod, SignatureVersion } = given;
    const isKind = SignatureMethod === 'HmacSHA256' && SignatureVersion === '2';
    const head = { op: 'auth', type: 'api', ...(given['cid'] === undefined ? {} : { cid: given['cid'] }) };
    if (isKind && this.logIn({ key, timestamp, signature, signed })) {
      this.#answer({ ...head, data: { 'user-id': USER_ID } }, 0);
    } else this.#answer(head, ERRORS.login, 'Authentication failed.');
  }

  #subscribe(fields: Fields): void {
    const { op, cid, topic } = fields;
    const contract = fields['contract_code'];
    const market = typeof contract === 'string' ? contract.toLowerCase() : undefined;
    const refuse = (code: number, message: string): void => this.#answer({ op, cid, topic }, code, message);
    if (!this.isLoggedIn) refuse(ERRORS.needsLogin, 'Authentication required.');
    else if (!TOPICS.includes(topic)) refuse(ERRORS.topic, 'Topic error.');
    else if (market === undefined) refuse(ERRORS.missing, 'Missing required parameter.');
    else if (!this.knows(market)) refuse(ERRORS.contract, "Contract doesn't exist.");
    else {
      this.follow(channelOf(fields), { topic: topic as Told['topic'], market });
      this.#answer({ op, cid, topic }, 0);
    }
  }

  #answer(head: object, code: number, message?: string): void {
    const said = message === undefined ? {} : { 'err-msg': message };
    this.#send({ ...head, 'err-code': code, ...said, ts: this.context.world.clock.now() });
  }

  #send(message: object): void {
    this.session.send(gzipSync(JSON.stringify(message)));
  }

  protected ping(time: number): void {
    this.#send({ op: 'ping', ts: String(time) });
  }

  protected messagesOf(event: OrderEvent): readonly Told[] {
    return swapMessagesOf(this.context, event);
  }

  protected tell(_channel: string, { topic, data }: Told, { order, time }: OrderEvent): void {
    this.#send({ op: 'notify', topic, contract_code: nativeId(order.market), ts: time, uid: USER_ID, data });
  }
}

const channelOf = ({ topic, contract_code: contract }: Fields): string => `${String(topic)}.${String(contract)}`;
