/** Bitget's WebSockets: channels by kind of product, those of a private one after a login. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { type Fields, fieldsIn, objectOf } from '../door/call-fields.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import type { BitgetContext } from './bitget-context.ts';
import { type MarketChannel, marketChannel } from './bitget-market-channels.ts';
import { bodyOf, instTypeOf, PRIVATE_CHANNELS } from './bitget-order-messages.ts';

export const SOCKET_HOSTS: readonly string[] = ['ws.bitget.com', 'wspap.bitget.com'];

const WINDOW_S = 30;

export const bitgetSockets = (context: BitgetContext): readonly SocketRoute[] => [
  { path: '/v2/ws/private', hosts: SOCKET_HOSTS, open: (session) => new BitgetSocket(context, session) },
  { path: '/v2/ws/public', hosts: SOCKET_HOSTS, open: (session) => new BitgetSocket(context, session) },
];

interface Refusal {
  readonly code: number;
  readonly msg: string;
}

class BitgetSocket implements SocketHandlers {
  readonly #context: BitgetContext;
  readonly #session: SocketSession;
  readonly #channels = new Map<string, () => void>();
  #owner: KeyOwner | undefined;

  constructor(context: BitgetContext, session: SocketSession) {
    this.#context = context;
    this.#session = session;
  }

  message(sent: string): void {
    if (sent === 'ping') return this.#session.send('pong');
    const { op, args } = fieldsIn(sent);
    const all = Array.isArray(args) ? args.map(objectOf) : [];
    if (op === 'login') this.#login(all[0] ?? {});
    else if (op === 'subscribe') for (const arg of all) this.#subscribe(arg);
    else if (op === 'unsubscribe') for (const arg of all) this.#unsubscribe(arg);
    else this.#refuse({ code: 30002, msg: 'illegal request' });
  }

  #login(given: Fields): void {
    const outcome = ownerBy(this.#context.world, given);
    this.#session.verdict('code' in outcome ? outcome.msg : 'valid');
    if ('code' in outcome) return this.#refuse(outcome);
    this.#owner = outcome;
    this.#session.send({ event: 'login', code: 0 });
  }

  #subscribe(arg: Fields): void {
    const [channel, instType] = [String(arg['channel']), String(arg['instType'])];
    const market = marketChannel(this.#context, arg);
    if (market !== undefined) return this.#follow(arg, market);
    if (!PRIVATE_CHANNELS.includes(channel))
      return this.#refuse({ code: 30001, msg: `channel:${channel} doesn't exist` });
    if (this.#owner === undefined) return this.#refuse({ code: 30004, msg: 'user not logged in' });
    const { account } = this.#owner;
    this.#session.send({ event: 'subscribe', arg });
    this.#channels.get(keyOf(arg))?.();
    const off = this.#session.onAccountEvent(account.id, (event) => {
      if (event.kind !== 'order' || instTypeOf(event.order) !== instType) return;
      const body = bodyOf(this.#context, channel, event);
      if (body !== undefined) this.#session.send({ action: 'snapshot', arg, data: [body], ts: event.time });
    });
    this.#channels.set(keyOf(arg), off);
  }

  #follow(arg: Fields, { market, tell }: MarketChannel): void {
    let before: MarketPrice | undefined;
    const send = (price: MarketPrice): void => {
      const push = tell(price, before);
      before = price;
      this.#session.send({ ...push, arg, ts: this.#context.world.clock.now() });
    };
    this.#session.send({ event: 'subscribe', arg });
    this.#channels.get(keyOf(arg))?.();
    const off = this.#session.onPrice((changed, price) => {
      if (changed === market) send(price);
    });
    this.#channels.set(keyOf(arg), off);
    send(this.#context.world.feed.of(market));
  }

  #unsubscribe(arg: Fields): void {
    this.#channels.get(keyOf(arg))?.();
    this.#channels.delete(keyOf(arg));
    this.#session.send({ event: 'unsubscribe', arg });
  }

  #refuse({ code, msg }: Refusal): void {
    this.#session.send({ event: 'error', code, msg });
  }
}

const keyOf = ({ channel, instType, instId }: Fields): string =>
  `${String(channel)} ${String(instType)} ${String(instId)}`;

function ownerBy(world: ExchangeWorld, { apiKey, passphrase, timestamp, sign }: Fields): KeyOwner | Refusal {
  const owner = world.ownerOf(String(apiKey));
  if (owner === undefined) return { code: 30011, msg: 'Invalid ACCESS_KEY' };
  const isInTime = Math.abs(world.clock.now() / 1000 - Number(timestamp)) <= WINDOW_S;
  if (!isInTime) return { code: 30013, msg: 'Invalid ACCESS_TIMESTAMP' };
  const expected = createHmac('sha256', owner.key.secret)
    .update(`${String(timestamp)}GET/user/verify`)
    .digest();
  const given = Buffer.from(String(sign), 'base64');
  const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isSigned) return { code: 30015, msg: 'Invalid sign' };
  if (owner.key.passphrase !== passphrase) return { code: 30012, msg: 'Invalid ACCESS_PASSPHRASE' };
  return owner;
}
