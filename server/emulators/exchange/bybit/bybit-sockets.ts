/**
 * Bybit's WebSockets: public topics by category, the private one after an `auth`, and one that takes orders. A `ping` is
 * a message of its own kind; the public address answers it in another shape than the others.
 */
import type { KeyOwner } from '../core/exchange-world.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import type { Fields } from '../door/call-fields.ts';
import { NativeRefusal } from '../door/dialect.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { hearerOf } from './bybit-account-topics.ts';
import { authenticateSocket, isTimely, mayDo } from './bybit-auth.ts';
import { ERRORS, type NativeError } from './bybit-errors.ts';
import { topicOf } from './bybit-market-topics.ts';
import { ACTS } from './bybit-order-routes.ts';
import { type BybitContext, type Category, objectIn, onlyDocumented, read } from './bybit-params.ts';

const HOSTS = ['stream.bybit.com', 'stream-testnet.bybit.com', 'stream-demo.bybit.com'];

export function bybitSockets(context: BybitContext): readonly SocketRoute[] {
  const open = (path: string, address: Address): SocketRoute => ({
    path: `/v5/${path}`,
    hosts: HOSTS,
    open: (session) => new BybitSocket(context, session, address),
  });
  return [
    open('public/spot', 'spot'),
    open('public/linear', 'linear'),
    open('public/inverse', 'inverse'),
    open('public/option', 'option'),
    open('private', 'private'),
    open('trade', 'trade'),
  ];
}

/** What a request may be late, ms, unless it says otherwise. */
const WINDOW_TEXT = '5000';

type Address = Category | 'private' | 'trade';

interface Message {
  readonly op: string;
  readonly args: readonly unknown[];
  /** As it is given back: `req_id`, or `reqId` where orders are taken. */
  readonly id: unknown;
  readonly header: Fields;
}

class BybitSocket implements SocketHandlers {
  readonly #context: BybitContext;
  readonly #session: SocketSession;
  readonly #address: Address;
  readonly #connId: string;
  /** How to end each subscription, by topic. */
  readonly #topics = new Map<string, () => void>();
  #owner: KeyOwner | undefined;

  constructor(context: BybitContext, session: SocketSession, address: Address) {
    this.#context = context;
    this.#session = session;
    this.#address = address;
    this.#connId = `conn-${context.world.nextTradeNumber()}`;
  }

  message(sent: string): void {
    const message = messageIn(sent);
    if (message === undefined) this.#answer({ id: '', op: '' }, 'error:Invalid JSON');
    else this.#act(message);
  }

  #act(message: Message): void {
    const { op, id, args } = message;
    if (op === 'ping') this.#pong(id);
    else if (op === 'auth') this.#authenticate(message);
    else if (op === 'subscribe') this.#answer(message, this.#subscribeAll(args.map(String)));
    else if (op === 'unsubscribe') {
      for (const topic of args.map(String)) this.#drop(topic);
      this.#answer(message, undefined);
    } else if (op.startsWith('order.') && this.#address === 'trade') this.#operate(message);
    else this.#answer(message, `error:unknown op ${op}`);
  }

  #pong(id: unknown): void {
    const isPublic = this.#address !== 'private' && this.#address !== 'trade';
    const head = { req_id: id, conn_id: this.#connId };
    if (isPublic) this.#session.send({ success: true, ret_msg: 'pong', op: 'ping', ...head });
    else this.#session.send({ op: 'pong', args: [String(this.#context.world.clock.now())], ...head });
  }

  #authenticate(message: Message): void {
    const outcome = authenticateSocket(this.#context.world, message.args);
    if ('key' in outcome) this.#owner = outcome;
    const failure = 'key' in outcome ? undefined : outcome;
    this.#session.verdict(failure?.retMsg ?? 'valid');
    if (this.#address === 'trade') {
      const { retCode, retMsg } = failure ?? { retCode: 0, retMsg: 'OK' };
      this.#session.send({ retCode, retMsg, op: 'auth', connId: this.#connId });
    } else {
      this.#answer(message, failure === undefined ? undefined : `error:${failure.retCode} ${failure.retMsg}`);
    }
  }

  /** Subscribes to each topic; the first that can not be had is what is wrong. */
  #subscribeAll(topics: readonly string[]): string | undefined {
    const starts: (() => void)[] = [];
    for (const topic of topics) {
      const start = this.#address === 'private' ? this.#ofAccount(topic) : this.#ofMarket(topic);
      if (typeof start === 'string') return start;
      starts.push(start);
    }
    // The confirmation goes out before the first data.
    setImmediate(() => {
      for (const start of starts) start();
    });
    return undefined;
  }

  #ofAccount(topic: string): (() => void) | string {
    const account = this.#owner?.account;
    if (account === undefined) return 'Request not authorized';
    const hear = hearerOf(topic);
    if (hear === undefined) return `error:handler not found,topic:${topic}`;
    const listener = { context: this.#context, account };
    const off = this.#session.onAccountEvent(account.id, (event) => {
      const data = hear(listener, event);
      const time = this.#context.world.clock.now();
      if (data !== undefined) this.#session.send({ id: `${topic}-${time}`, topic, creationTime: time, data });
    });
    this.#keep(topic, off);
    return () => undefined;
  }

  #ofMarket(name: string): (() => void) | string {
    const context = this.#context;
    const isPublic = this.#address !== 'private' && this.#address !== 'trade';
    const topic = isPublic ? topicOf(context, this.#address as Category, name) : undefined;
    if (topic === undefined) return `error:handler not found,topic:${name}`;
    const { market } = topic;
    let before: MarketPrice | undefined;
    const tell = (price: MarketPrice): void => {
      const push = topic.tell({ context, market, price, before });
      before = price;
      this.#session.send({ topic: name, ts: context.world.clock.now(), ...push });
    };
    return () => {
      const off = this.#session.onPrice((changed, price) => {
        if (changed === market) tell(price);
      });
      this.#keep(name, off);
      tell(context.world.feed.of(market));
    };
  }

  #keep(topic: string, off: () => void): void {
    this.#drop(topic);
    this.#topics.set(topic, off);
  }

  #drop(topic: string): void {
    this.#topics.get(topic)?.();
    this.#topics.delete(topic);
  }

  /** An order over the socket: the same acts as over REST. */
  #operate({ op, id, args, header }: Message): void {
    const answer = this.#operated({ op, args, header });
    const head = { reqId: id, op, retExtInfo: {}, header: {}, connId: this.#connId };
    if ('retCode' in answer) this.#session.send({ ...head, ...answer, data: {} });
    else this.#session.send({ ...head, retCode: 0, retMsg: 'OK', data: answer.data });
  }

  #operated({ op, args, header }: Pick<Message, 'op' | 'args' | 'header'>): NativeError | { readonly data: unknown } {
    const known = ACTS[op.replace('order.', '') as keyof typeof ACTS];
    const owner = this.#owner;
    if (owner === undefined || !mayDo(owner, 'trade')) return ERRORS.permission;
    try {
      const time = read.text(header, 'X-BAPI-TIMESTAMP') ?? '';
      const window = read.text(header, 'X-BAPI-RECV-WINDOW') ?? WINDOW_TEXT;
      if (!isTimely(this.#context.world, time, window)) return ERRORS.timestamp;
      const fields = objectIn(args[0]);
      onlyDocumented(fields, new Set(known.names));
      return { data: known.act(this.#context, owner.account, fields) };
    } catch (error) {
      if (!(error instanceof NativeRefusal)) throw error;
      const { retCode, retMsg } = error.answer.body as NativeError;
      return { retCode, retMsg };
    }
  }

  #answer({ op, id }: Pick<Message, 'op' | 'id'>, problem: string | undefined): void {
    const success = problem === undefined;
    this.#session.send({ success, ret_msg: problem ?? '', conn_id: this.#connId, req_id: id, op });
  }
}

function messageIn(sent: string): Message | undefined {
  try {
    const { op, args, req_id: reqId, reqId: id, header } = JSON.parse(sent) as Record<string, unknown>;
    if (typeof op !== 'string') return undefined;
    const known = op.startsWith('order.') && !Object.hasOwn(ACTS, op.replace('order.', '')) ? 'unknown' : op;
    const list = Array.isArray(args) ? (args as readonly unknown[]) : [];
    return { op: known, args: list, id: id ?? reqId, header: (header ?? {}) as Fields };
  } catch {
    return undefined;
  }
}
