/**
 * The money of an account over Trading v2, by currency: at an exchange what the exchange itself says when it is asked, as
 * its clients always had it; of the paper account what its books say, where positions and open orders use of its currency.
 */
import { add, decimal, formatDecimal } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Desk, Result } from '#runtime/desk.ts';
import type { BalanceView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuseWith } from '../http/call.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { findAccount, type V2Account } from './trading-v2-account.ts';
import { exact } from './trading-v2-number.ts';
import { v2Position, v2Totals } from './trading-v2-positions.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'clock'>;

/** Currencies that are dollars, or meant to be worth one. */
const DOLLARS: ReadonlySet<string> = new Set(['USD', 'USDT', 'USDC']);

/** Free, used and total of each currency. */
export async function showBalance({ desk, clock }: Options, call: Call<'tradingV2AccountBalance'>): Promise<Answer> {
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const { view, exchange } = found.value;
  const balances = await balancesOf(desk, found.value);
  if (balances.kind === 'failed') return refuseWith(balances.reason);
  const body = {
    success: true,
    exchange,
    account: view.id,
    timestamp: isoTime(clock.now()),
    balances: byCurrency(balances.value, whole),
  };
  return ok(body, { simulated: view.simulated });
}

/** Balances, positions and profits together. */
export async function showAccount({ desk, clock }: Options, call: Call<'tradingV2AccountInfo'>): Promise<Answer> {
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const account = found.value;
  const { view, exchange } = account;
  const balances = await balancesOf(desk, account);
  if (balances.kind === 'failed') return refuseWith(balances.reason);
  const positions = desk.positions(view.id);
  const body = {
    success: true,
    exchange,
    account: view.id,
    currency: view.currency,
    total_balance: exact(view.equity),
    total_balance_usd: DOLLARS.has(view.currency) ? exact(view.equity) : null,
    available_balance: byCurrency(balances.value, ({ free }) => exact(free)),
    used_balance: byCurrency(balances.value, ({ used }) => exact(used)),
    balances: byCurrency(balances.value, whole),
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

async function balancesOf(desk: Desk, { view, exchange }: V2Account): Promise<Result<readonly BalanceView[]>> {
  if (exchange !== 'paper') return await desk.venueBalances(view.id);
  const used = add(decimal(view.marginUsed), decimal(view.reserved));
  const total = formatDecimal(add(decimal(view.available), used));
  return { kind: 'ok', value: [{ currency: view.currency, free: view.available, used: formatDecimal(used), total }] };
}

const whole = ({ free, used, total }: BalanceView) => ({ free: exact(free), used: exact(used), total: exact(total) });

function byCurrency<T>(balances: readonly BalanceView[], show: (balance: BalanceView) => T): Record<string, T> {
  return Object.fromEntries(balances.map((balance) => [balance.currency, show(balance)]));
}
