/**
 * An order of Trading v2: the fields and words of a ccxt order, and beside them our own where those say too little. What
 * may still be at the venue is `open`, also when nobody can prove it: `state` says so.
 */
import { type Language, renderError } from '@signalbox/contract';
import { decimal, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { OrderView, ReasonView, TrailEntry } from '#views/shapes.ts';
import type { V2Account } from './trading-v2-account.ts';
import { exact, exactDecimal, exactOrNull } from './trading-v2-number.ts';

/** What the shapes need to know beside the order itself. */
export interface V2Telling {
  readonly account: V2Account;
  readonly language: Language;
}

const ENDED: Readonly<Record<string, 'closed' | 'canceled' | 'expired' | 'rejected'>> = {
  filled: 'closed',
  canceled: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
  denied: 'rejected',
};

/** The order; its trades are those of `trail`. */
export function v2Order(order: OrderView, telling: V2Telling, trail: readonly TrailEntry[] = []) {
  const { account } = telling;
  return {
    success: true,
    id: order.id,
    client_order_id: order.clientOrderId ?? null,
    symbol: account.symbolOf(order.symbol),
    type: order.type,
    side: order.side,
    status: ENDED[order.status] ?? 'open',
    state: order.status,
    price: exactOrNull(order.limitPrice),
    average_price: exactOrNull(order.averagePrice),
    stop_price: exactOrNull(order.stopPrice),
    quantity: exact(order.quantity),
    filled: exact(order.filledQuantity),
    remaining: exact(order.leavesQuantity),
    cost: costOf(order, account),
    fee: { cost: exact(order.fees), currency: order.feeCurrency },
    other_fees: (order.otherFees ?? []).map(({ currency, fees }) => ({ cost: exact(fees), currency })),
    trades: trail.filter(isFill).map((entry) => v2Trade(entry, order, account)),
    timestamp: Date.parse(order.createdAt),
    datetime: order.createdAt,
    exchange: account.exchange,
    account: order.account,
    time_in_force: order.timeInForce.toUpperCase(),
    post_only: order.postOnly,
    reduce_only: order.reduceOnly,
    signal_id: order.signalId ?? null,
    reason: order.reason === undefined ? null : said(order.reason, telling.language),
    warnings: (order.adjustments ?? []).map((reason) => said(reason, telling.language)),
    simulated: order.simulated,
  };
}

/** A code with its sentence. */
export function said({ code, values }: ReasonView, language: Language) {
  return { code, message: renderError(code, values, language) };
}

function costOf({ symbol, filledQuantity, averagePrice }: OrderView, account: V2Account) {
  if (averagePrice === undefined) return exactDecimal(ZERO);
  return worth(filledQuantity, averagePrice, contractSizeOf(symbol, account));
}

function contractSizeOf(symbol: string, account: V2Account): string {
  const found = account.instrument(symbol);
  return found.kind === 'ok' ? found.value.contractSize : '1';
}

function worth(quantity: string, price: string, contractSize: string) {
  const units = multiplyRounded(decimal(quantity), decimal(contractSize), 'half_even');
  return exactDecimal(multiplyRounded(units, decimal(price), 'half_even'));
}

const isFill = ({ kind }: TrailEntry): boolean => kind === 'order_filled';

/** A fill as the trail tells it: its decimals are texts. */
interface Fill {
  readonly tradeId: string;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly feeCurrency?: string;
  readonly liquidity: 'maker' | 'taker';
  readonly venueTime: number;
  readonly contractSize: string;
}

function v2Trade({ data }: TrailEntry, order: OrderView, account: V2Account) {
  const { tradeId, price, quantity, fee, feeCurrency, liquidity, venueTime, contractSize } = data as unknown as Fill;
  return {
    id: tradeId,
    order: order.id,
    symbol: account.symbolOf(order.symbol),
    side: order.side,
    price: exact(price),
    amount: exact(quantity),
    cost: worth(quantity, price, contractSize),
    fee: { cost: exact(fee), currency: feeCurrency ?? order.feeCurrency },
    takerOrMaker: liquidity,
    timestamp: venueTime,
    datetime: new Date(venueTime).toISOString(),
  };
}
