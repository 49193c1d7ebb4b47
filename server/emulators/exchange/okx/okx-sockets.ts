/**
 * OKX's WebSockets: three addresses (public, private, business), subscriptions by channel, a login for what is private,
 * and orders placed over the private one. Text `ping` is answered with text `pong`.
 */
import type { KeyOwner } from '../core/exchange-world.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import type { Fields } from '../door/call-fields.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { ACCOUNT_CHANNELS, type AccountChannel } from './okx-account-channels.ts';
import { authenticateSocket, mayDo } from './okx-auth.ts';
import type { NativeError } from './okx-errors.ts';
import { type MarketChannel, marketChannel } from './okx-market-channels.ts';
import { amendItem, answerItems, cancelItem, type ItemAct, placeItem } from './okx-order-routes.ts';
import { type OkxContext, read } from './okx-params.ts';

const HOSTS = ['ws.okx.com', 'wspap.okx.com', 'wsaws.okx.com'];

const OPERATIONS: Readonly<Record<string, ItemAct>> = {
  order: placeItem,
  'batch-orders': placeItem,
  'cancel-order': cancelItem,
  'batch-cancel-orders': cancelItem,
  'amend-order': amendItem,
  'batch-amend-orders': amendItem,
};

const ILLEGAL = '60012';

export function okxSockets(context: OkxContext): readonly SocketRoute[] {
  return ['public', 'private', 'business'].map((address) => ({
    path: `/ws/v5/${address}`,
    hosts: HOSTS,
    open: (session) => new OkxSocket({ context, session, address }),
  }));
}

interface SocketParts {
  readonly context: OkxContext;
  readonly session: SocketSession;
  readonly address: string;
}

interface Message {
  readonly id: string | undefined;
  readonly op: string;
  readonly args: readonly Fields[];
}

class OkxSocket implements SocketHandlers {
  readonly #context: OkxContext;
  readonly #session: SocketSession;
  readonly #address: string;
  readonly #connId: string;
  /** How to end each subscription, by what was subscribed. */
  readonly #subscriptions = new Map<string, () => void>();
  #owner: KeyOwner | undefined;

  constructor({ context, session, address }: SocketParts) {
    this.#context = context;
    this.#session = session;
    this.#address = address;
    this.#connId = context.world.nextTradeNumber().toString(16).padStart(8, '0');
  }

  message(sent: string): void {
    if (sent === 'ping') {
      this.#session.send('pong');
      return;
    }
    const message = messageIn(sent);
    if (message === undefined) this.#error({ code: ILLEGAL, msg: `Illegal request: ${sent}` });
    else this.#act(message, sent);
  }

  #act({ id, op, args }: Message, sent: string): void {
    if (op === 'login') this.#login(args[0] ?? {});
    else if (op === 'subscribe') for (const arg of args) this.#subscribe(arg);
    else if (op === 'unsubscribe') for (const arg of args) this.#unsubscribe(arg);
    else if (op in OPERATIONS && this.#address === 'private') this.#operate({ id, op, args });
    else this.#error({ code: ILLEGAL, msg: `Illegal request: ${sent}` });
  }

  #login(arg: Fields): void {
    const value = (name: string): string => read.text(arg, name) ?? '';
    const outcome = authenticateSocket(this.#context.world, {
      apiKey: value('apiKey'),
      passphrase: value('passphrase'),
      timestamp: value('timestamp'),
      sign: value('sign'),
    });
    if ('code' in outcome) {
      this.#session.verdict(outcome.msg);
      this.#error(outcome);
      return;
    }
    this.#owner = outcome;
    this.#session.verdict('valid');
    this.#session.send({ event: 'login', code: '0', msg: '', connId: this.#connId });
  }

  #subscribe(arg: Fields): void {
    const name = read.text(arg, 'channel') ?? '';
    const ofAccount = ACCOUNT_CHANNELS[name];
    if (ofAccount !== undefined && ofAccount.address === this.#address) {
      this.#subscribeAccount(arg, ofAccount);
      return;
    }
    const channel = marketChannel(this.#address, name);
    if (channel === undefined) this.#unknown(arg);
    else this.#subscribeMarket(arg, channel);
  }

  #subscribeAccount(arg: Fields, channel: AccountChannel): void {
    const account = this.#owner?.account;
    if (account === undefined) {
      this.#error({ code: '60011', msg: 'Please log in' });
      return;
    }
    const listener = { context: this.#context, account, arg };
    const off = this.#session.onAccountEvent(account.id, (event) => {
      const data = channel.hear(listener, event);
      if (data !== undefined) this.#session.send({ arg, data });
    });
    this.#begin(arg, off);
    if (channel.first !== undefined) this.#session.send({ arg, data: channel.first(listener) });
  }

  #subscribeMarket(arg: Fields, channel: MarketChannel): void {
    const context = this.#context;
    const market = context.markets.get(read.text(arg, 'instId') ?? '');
    if (market === undefined) {
      this.#unknown(arg);
      return;
    }
    let before: MarketPrice | undefined;
    const tell = (price: MarketPrice): void => {
      const push = channel({ context, market, price, before });
      before = price;
      if (push !== undefined) this.#session.send({ arg, ...push });
    };
    const off = this.#session.onPrice((changed, price) => {
      if (changed === market) tell(price);
    });
    this.#begin(arg, off);
    tell(context.world.feed.of(market));
  }

  /** Notes the subscription and confirms it; the same one again takes the place of the first. */
  #begin(arg: Fields, off: () => void): void {
    const key = keyOf(arg);
    this.#subscriptions.get(key)?.();
    this.#subscriptions.set(key, off);
    this.#session.send({ event: 'subscribe', arg, connId: this.#connId });
  }

  #unsubscribe(arg: Fields): void {
    const key = keyOf(arg);
    this.#subscriptions.get(key)?.();
    this.#subscriptions.delete(key);
    this.#session.send({ event: 'unsubscribe', arg, connId: this.#connId });
  }

  #operate({ id, op, args }: Message): void {
    const act = OPERATIONS[op];
    const owner = this.#owner;
    if (act === undefined || owner === undefined || !mayDo(owner, 'trade')) {
      const [code, msg] = owner === undefined ? ['60011', 'Please log in'] : ['50120', 'No permission'];
      this.#session.send({ id, op, code, msg, data: [] });
      return;
    }
    const body = answerItems(this.#context, owner.account, { act, items: args }) as Fields;
    this.#session.send({ id, op, ...body });
  }

  #unknown(arg: Fields): void {
    const named = ['channel', 'instId'].map((name) => `${name}:${read.text(arg, name) ?? ''}`).join(',');
    this.#error({ code: '60018', msg: `Wrong URL or ${named} doesn't exist.` });
  }

  #error({ code, msg }: NativeError): void {
    this.#session.send({ event: 'error', code, msg, connId: this.#connId });
  }
}

const keyOf = (arg: Fields): string =>
  JSON.stringify(Object.entries(arg).sort(([left], [right]) => (left < right ? -1 : 1)));

function messageIn(sent: string): Message | undefined {
  try {
    const { id, op, args } = JSON.parse(sent) as Record<string, unknown>;
    if (typeof op !== 'string' || !Array.isArray(args)) return undefined;
    return { id: typeof id === 'string' ? id : undefined, op, args: args as readonly Fields[] };
  } catch {
    return undefined;
  }
}
