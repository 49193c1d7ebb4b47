/**
 * Coinbase's WebSocket: the channel `user`, which tells an account's orders and nothing else of it, and those of the markets.
 * Each subscription to what is private brings its own proof of who asks.
 */
import { ZERO } from '#domain/decimal.ts';
import type { KeyOwner } from '../core/exchange-world.ts';
import type { ExchangeOrder } from '../core/exchange-order.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { averagePriceOf, feesOf, leavesOf } from '../core/order-figures.ts';
import { fieldsIn } from '../door/call-fields.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { authenticateSocket } from './coinbase-auth.ts';
import { type CoinbaseContext, nativeId, portfolioOf, show, timeText } from './coinbase-context.ts';
import { MARKET_CHANNELS, type MarketChannel } from './coinbase-market-channels.ts';
import { statusOf, TIMES_IN_FORCE, triggerShown, typeShown } from './coinbase-order-lists.ts';

export const SOCKET_HOST = 'advanced-trade-ws.coinbase.com';

export const coinbaseSockets = (context: CoinbaseContext): readonly SocketRoute[] => [
  { path: '/', hosts: [SOCKET_HOST], open: (session) => new CoinbaseSocket(context, session) },
];

class CoinbaseSocket implements SocketHandlers {
  readonly #context: CoinbaseContext;
  readonly #session: SocketSession;
  #sequence = 0;
  /** How to end each subscription, by its channel and product. */
  readonly #ends = new Map<string, () => void>();

  constructor(context: CoinbaseContext, session: SocketSession) {
    this.#context = context;
    this.#session = session;
  }

  message(sent: string): void {
    const message = fieldsIn(sent);
    const { type, channel, product_ids: products } = message;
    if (channel === 'heartbeats') return this.#tell('subscriptions', { subscriptions: { heartbeats: ['heartbeats'] } });
    const wanted = Array.isArray(products) ? products.map(String) : [];
    const market = MARKET_CHANNELS[String(channel)];
    if (market === undefined && channel !== 'user') return this.#refuse(`channel ${String(channel)} is not here`);
    this.#end(String(channel), wanted);
    if (type === 'unsubscribe') return this.#tellSubscriptions();
    if (market !== undefined) return this.#followMarkets(String(channel), market, wanted);
    const owner = authenticateSocket(this.#context.world, message);
    const isRefused = 'verdict' in owner || !owner.key.ipAllowed || !owner.key.permissions.read;
    this.#session.verdict('verdict' in owner ? owner.verdict : isRefused ? 'no permission' : 'valid');
    if (isRefused) return this.#refuse('authentication failure');
    this.#subscribe(owner, wanted);
  }

  #followMarkets(channel: string, { name, event }: MarketChannel, products: readonly string[]): void {
    const { markets, world } = this.#context;
    const begun: (() => void)[] = [];
    for (const product of products) {
      const market = markets.get(product);
      if (market === undefined) return this.#refuse(`product ${product} is not known`);
      let before: MarketPrice | undefined;
      const tell = (price: MarketPrice): void => {
        const told = event({ context: this.#context, market, price, before });
        before = price;
        this.#tell(name, told);
      };
      const off = this.#session.onPrice((changed, price) => {
        if (changed === market) tell(price);
      });
      this.#ends.set(`${channel} ${product}`, off);
      begun.push(() => tell(world.feed.of(market)));
    }
    this.#tellSubscriptions();
    for (const begin of begun) begin();
  }

  /** Ends these of the channel; without a product, all of it. */
  #end(channel: string, products: readonly string[]): void {
    for (const [name, end] of this.#ends) {
      const [of, product = ''] = name.split(' ');
      if (of !== channel || (channel !== 'user' && products.length > 0 && !products.includes(product))) continue;
      end();
      this.#ends.delete(name);
    }
  }

  #tellSubscriptions(): void {
    const subscriptions: Record<string, string[]> = {};
    for (const name of this.#ends.keys()) {
      const [channel = '', product = ''] = name.split(' ');
      subscriptions[channel] = [...(subscriptions[channel] ?? []), product];
    }
    this.#tell('subscriptions', { subscriptions });
  }

  /** A snapshot of what is open, then every change, of these products or of all. */
  #subscribe({ account }: KeyOwner, products: readonly string[]): void {
    const isMeant = ({ market }: ExchangeOrder) => products.length === 0 || products.includes(nativeId(market));
    const { orders } = this.#context.world;
    const open = orders.list({ accountId: account.id, live: true }).filter(isMeant);
    const off = this.#session.onAccountEvent(account.id, (event) => {
      if (event.kind !== 'order' || !isMeant(event.order)) return;
      this.#tell('user', { type: 'update', orders: [this.#orderBody(event.order)] });
    });
    this.#ends.set(`user ${account.id}`, off);
    this.#tellSubscriptions();
    this.#tell('user', { type: 'snapshot', orders: open.map((order) => this.#orderBody(order)) });
  }

  #tell(channel: string, event: object): void {
    const timestamp = timeText(this.#context.world.clock.now());
    this.#session.send({ channel, client_id: '', timestamp, sequence_num: this.#sequence, events: [event] });
    this.#sequence += 1;
  }

  #refuse(message: string): void {
    this.#session.send({ type: 'error', message });
  }

  #orderBody(order: ExchangeOrder): unknown {
    const { market, filledQuantity: filled, limitPrice, trigger } = order;
    const isOpen = statusOf(order) === 'OPEN';
    return {
      order_id: order.id,
      client_order_id: order.clientOrderId,
      product_id: nativeId(market),
      product_type: market.type === 'spot' ? 'SPOT' : 'FUTURE',
      order_side: order.side.toUpperCase(),
      order_type: typeShown(order),
      status: statusOf(order),
      time_in_force: TIMES_IN_FORCE[order.timeInForce],
      limit_price: limitPrice === undefined ? '' : show(limitPrice),
      stop_price: trigger === undefined ? '' : show(trigger.price),
      trigger_status: triggerShown(order),
      post_only: order.postOnly,
      cumulative_quantity: show(filled),
      leaves_quantity: show(isOpen ? leavesOf(order) : ZERO),
      avg_price: show(averagePriceOf(order) ?? ZERO),
      filled_value: show(order.filledValue),
      number_of_fills: String(order.trades.length),
      total_fees: show(feesOf(order)),
      outstanding_hold_amount: show(order.lockedAmount),
      cancel_reason: order.ending === 'request' ? 'User requested cancel' : '',
      reject_reason: '',
      creation_time: timeText(order.createdAt),
      retail_portfolio_id: portfolioOf(this.#context.world.accountOf(order.accountId)),
    };
  }
}
