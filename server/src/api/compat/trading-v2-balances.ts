/**
 * The money of an account over Trading v2, by currency. Coins that were bought and paid in full are balances of their own;
 * what positions on margin tie up is used of the account's currency.
 */
import { OPEN_ORDER_STATUSES } from '@signalbox/contract';
import { add, type Decimal, decimal, minimum, subtract, ZERO } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Desk } from '#runtime/desk.ts';
import type { OrderView, PositionView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuseWith } from '../http/call.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { findAccount, type V2Account } from './trading-v2-account.ts';
import { exact, exactDecimal, type ExactNumber } from './trading-v2-number.ts';
import { v2Position, v2Totals } from './trading-v2-positions.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'clock'>;

interface Balance {
  readonly free: Decimal;
  readonly used: Decimal;
}

const ORDERS_MAX = 500;
/** Currencies that are dollars, or meant to be worth one. */
const DOLLARS: ReadonlySet<string> = new Set(['USD', 'USDT', 'USDC']);

/** Free, used and total of each currency. */
export async function showBalance({ desk, clock }: Options, call: Call<'tradingV2AccountBalance'>): Promise<Answer> {
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const { view, exchange } = found.value;
  const balances = shown(await balancesOf(desk, found.value));
  const body = { success: true, exchange, account: view.id, timestamp: isoTime(clock.now()), balances };
  return ok(body, { simulated: view.simulated });
}

/** Balances, positions and profits together. */
export async function showAccount({ desk, clock }: Options, call: Call<'tradingV2AccountInfo'>): Promise<Answer> {
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const account = found.value;
  const { view, exchange } = account;
  const balances = await balancesOf(desk, account);
  const positions = desk.positions(view.id);
  const only = (field: keyof Balance) =>
    Object.fromEntries([...balances].map(([currency, balance]) => [currency, exactDecimal(balance[field])]));
  const body = {
    success: true,
    exchange,
    account: view.id,
    currency: view.currency,
    total_balance: exact(view.equity),
    total_balance_usd: DOLLARS.has(view.currency) ? exact(view.equity) : null,
    available_balance: only('free'),
    used_balance: only('used'),
    balances: shown(balances),
    positions_count: positions.length,
    ...v2Totals(positions),
    positions: positions.map((position) => v2Position(position, account)),
    open_orders: view.openOrders,
    trading_state: view.tradingState,
    timestamp: isoTime(clock.now()),
    simulated: view.simulated,
  };
  return ok(body, { simulated: view.simulated });
}

async function balancesOf(desk: Desk, account: V2Account): Promise<ReadonlyMap<string, Balance>> {
  const { view } = account;
  const orders = await desk.orders({ account: view.id, statuses: OPEN_ORDER_STATUSES, limit: ORDERS_MAX });
  const balances = new Map<string, Balance>();
  let marginUsed = decimal(view.marginUsed);
  for (const position of desk.positions(view.id)) {
    const currency = coinOf(position, account);
    if (currency === undefined) continue;
    marginUsed = subtract(marginUsed, decimal(position.marginUsed ?? '0'));
    const total = decimal(position.quantity);
    const used = minimum(total, onOffer(orders, position));
    const known = balances.get(currency) ?? { free: ZERO, used: ZERO };
    balances.set(currency, { free: add(known.free, subtract(total, used)), used: add(known.used, used) });
  }
  const own = balances.get(view.currency) ?? { free: ZERO, used: ZERO };
  const free = add(own.free, decimal(view.available));
  const used = add(own.used, add(marginUsed, decimal(view.reserved)));
  return new Map([[view.currency, { free, used }], ...[...balances].filter(([name]) => name !== view.currency)]);
}

/** The coin that a position is, when it was paid in full: nothing of it is borrowed, so it can be sold or moved. */
function coinOf({ symbol, side }: PositionView, account: V2Account): string | undefined {
  const found = account.instrument(symbol);
  if (found.kind === 'failed' || side === 'short') return undefined;
  const { kind, marginRate, baseCurrency } = found.value;
  return kind === 'crypto_spot' && marginRate === '1' ? baseCurrency : undefined;
}

function onOffer(orders: readonly OrderView[], position: PositionView): Decimal {
  return orders
    .filter(({ symbol, side }) => symbol === position.symbol && side === 'sell')
    .reduce((sum: Decimal, { leavesQuantity }) => add(sum, decimal(leavesQuantity)), ZERO);
}

function shown(balances: ReadonlyMap<string, Balance>): Record<string, Record<'free' | 'used' | 'total', ExactNumber>> {
  return Object.fromEntries(
    [...balances].map(([currency, { free, used }]) => [
      currency,
      { free: exactDecimal(free), used: exactDecimal(used), total: exactDecimal(add(free, used)) },
    ]),
  );
}
