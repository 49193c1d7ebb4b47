/** An engine on a bench with hands for parent orders: it makes one, finds its children, lets time pass. */
import { add, decimal, formatDecimal, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, isTerminal, type Order } from '#domain/order.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, EngineBench, ROUTE } from '../../test/engine-harness.ts';

export class ParentBench extends EngineBench {
  #commands = 0;

  /** Gives the command; answers the parents it made, and why it made none. */
  give(command: SignalCommand, route: Partial<Route> = {}): { parents: ParentOrder[]; reason: string | undefined } {
    this.#commands += 1;
    const signalId = `wish${this.#commands}`;
    const input = { signalId, source: 'hook:one', index: 0, command, receivedAt: this.now };
    const { events } = this.send({ kind: 'execute', ...input, route: { ...ROUTE, ...route } });
    const decision = events.find((event) => event.kind === 'signal_decided');
    const ids = decision?.kind === 'signal_decided' ? decision.orderIds : [];
    const parents = ids.map((id) => this.state.parents.get(id)).filter((parent) => parent !== undefined);
    return { parents, reason: decision?.kind === 'signal_decided' ? decision.reason?.code : undefined };
  }

  /** The one parent that the command makes. */
  parent(command: SignalCommand, route: Partial<Route> = {}): ParentOrder {
    const { parents, reason } = this.give(command, route);
    const [parent] = parents;
    if (parent === undefined || parents.length > 1) throw new Error(`${parents.length} parents, ${reason ?? ''}`);
    return parent;
  }

  /** A long position of BTCUSDT. */
  hold(quantity: string): void {
    const [order] = this.execute(buy(quantity));
    if (order === undefined) throw new Error('nothing was bought');
    this.accept(order);
    this.fill(order, { price: '60010' });
  }

  /** The children of the parent, oldest first. */
  children({ id }: ParentOrder): Order[] {
    return [...this.state.orders.values()].filter(({ parentOrderId }) => parentOrderId === id);
  }

  /** The newest child. */
  newest(parent: ParentOrder): Order {
    const child = this.children(parent).at(-1);
    if (child === undefined) throw new Error('no child');
    return child;
  }

  /** Time passes; the parent's timer rings, and a fresh price comes where one is given. */
  pass(parent: ParentOrder, ms: number, bid?: string): void {
    this.now += ms;
    if (bid !== undefined) this.price(bid);
    this.send({ kind: 'poll', orderId: parent.id });
  }

  /** A fresh price, a tick wide. */
  price(bid: string): void {
    this.quote('BTCUSDT', bid, formatDecimal(add(decimal(bid), decimal('0.01'))));
  }

  /** What the children have filled and may still fill. */
  committed(parent: ParentOrder): string {
    const open = this.children(parent).filter(({ status }) => !isTerminal(status));
    const may = open.map((child) => subtract(fillableQuantity(child), child.filledQuantity));
    return formatDecimal(may.reduce(add, add(parent.filledQuantity, ZERO)));
  }

  /** Kinds of the events of the parent itself, since that many events. */
  told(parent: ParentOrder, from = 0): string[] {
    return this.events
      .slice(from)
      .filter((event) => 'orderId' in event && event.orderId === parent.id)
      .map(({ kind }) => kind);
  }

  notices(code: string): number {
    return this.effectsOf('notify').filter((notice) => notice.code === code).length;
  }
}
