/** More orders than memory keeps, all ended at once: with appends held back, the rows of the first ones are on their way. */
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { directRoute } from '../signal-detail.ts';
import type { RuntimeBench } from './runtime-bench.ts';

/** More than memory keeps of those that have ended. */
export const DENIED_ORDERS = 1_300;

/** From now on every order of the account is denied. */
export async function halt({ runner }: RuntimeBench): Promise<void> {
  const reason = { code: 'TRADING_STATE_SET', values: { actor: 'x', note: '' } };
  await runner.submit({ kind: 'set_trading_state', state: 'halted', reason, actor: 'x' });
}

export interface ManyOrders {
  /** All of them, in the order they were made; the signal of the nth is `many<n>`, from 0. */
  readonly orders: readonly Order[];
  /** Resolves when the journal has answered for all of them. */
  readonly written: Promise<unknown>;
}

/** Has a halted account deny orders, a millisecond apart. */
export function denyManyOrders(bench: RuntimeBench): ManyOrders {
  const { runner, clock, accounts } = bench;
  const command = { action: 'buy', symbol: 'BTCUSDT', quantity: decimal('1') } as const;
  const route = directRoute(accounts[0] ?? '', 60_000);
  const about = { kind: 'execute', source: 'hook:x', index: 0, command, route } as const;
  const orders: Order[] = [];
  const submissions: Promise<unknown>[] = [];
  for (let index = 0; index < DENIED_ORDERS; index += 1) {
    clock.pass(1);
    submissions.push(runner.submit({ ...about, signalId: `many${index}`, receivedAt: clock.now() }));
    const newest = bench.orders().at(-1);
    if (newest !== undefined) orders.push(newest);
  }
  return { orders, written: Promise.all(submissions) };
}
