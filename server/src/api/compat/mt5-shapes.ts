/**
 * The shapes of the MT5 webhook server, as its clients know them: numbers as JSON numbers, times in Unix seconds, lots.
 * They are for eyes and old scripts; nothing reads them back into money.
 */
import { decimal, divide, multiplyRounded, toApproximateNumber, ZERO } from '#domain/decimal.ts';
import type { AccountView, InstrumentView, OrderView, PositionView } from '#views/shapes.ts';

const MAGIC = /^\d{1,15}$/;
const HUNDRED = decimal('100');
const TYPE_OF_ORDER: Readonly<Record<string, readonly [buy: number, sell: number]>> = {
  market: [0, 1],
  limit: [2, 3],
  stop: [4, 5],
  stop_limit: [6, 7],
};

/** `account_info`. */
export function mt5Account(account: AccountView) {
  return {
    login: account.id,
    name: account.name,
    server: `Signalbox ${account.environment}`,
    currency: account.currency,
    balance: approximate(account.balance),
    equity: approximate(account.equity),
    margin: approximate(account.marginUsed),
    free_margin: approximate(account.available),
    margin_level: percentOf(account.equity, account.marginUsed),
    profit: approximate(account.unrealizedPnl),
    company: 'Signalbox',
    trade_allowed: account.tradingState !== 'halted',
    trade_expert: account.tradingState === 'active',
    leverage: 1,
    simulated: account.simulated,
  };
}

/** One of `/positions`. */
export function mt5Position(position: PositionView, instruments: ReadonlyMap<string, InstrumentView>) {
  return {
    ticket: position.ticket,
    symbol: position.symbol,
    type: position.side === 'long' ? 0 : 1,
    type_name: position.side === 'long' ? 'BUY' : 'SELL',
    volume: lots(position.quantity, instruments.get(position.symbol)),
    price_open: approximate(position.averagePrice),
    price_current: approximate(position.currentPrice ?? position.averagePrice),
    sl: approximate(position.stopLoss ?? position.partStopLoss),
    tp: approximate(position.takeProfit ?? position.partTakeProfit),
    profit: approximate(position.unrealizedPnl),
    swap: 0,
    comment: position.comment ?? '',
    magic: magicNumber(position.magic),
    time: unixSeconds(position.openedAt),
    time_update: unixSeconds(position.updatedAt),
    simulated: position.simulated,
  };
}

/** One of `/orders`: what rests or is under way. */
export function mt5Order(order: OrderView, instruments: ReadonlyMap<string, InstrumentView>) {
  const instrument = instruments.get(order.symbol);
  const [buy, sell] = TYPE_OF_ORDER[order.type] ?? [0, 1];
  return {
    ticket: order.ticket,
    symbol: order.symbol,
    type: order.side === 'buy' ? buy : sell,
    volume_initial: lots(order.quantity, instrument),
    volume_current: lots(order.leavesQuantity, instrument),
    price_open: approximate(order.limitPrice ?? order.stopPrice ?? order.averagePrice),
    sl: approximate(order.stopLoss),
    tp: approximate(order.takeProfit),
    comment: order.comment ?? '',
    magic: magicNumber(order.magic),
    time_setup: unixSeconds(order.createdAt),
    time_expiration: 0,
    simulated: order.simulated,
  };
}

/** MT5's trade return codes that our outcomes come closest to. */
export const MT5_RETCODE = { placed: 10_008, done: 10_009, partial: 10_010 } as const;

/** The `result` of a trade. */
export function mt5Result(order: OrderView, action: string, instruments: ReadonlyMap<string, InstrumentView>) {
  const filled = order.status === 'filled';
  const partial = order.filledQuantity !== '0';
  return {
    ticket: order.ticket,
    symbol: order.symbol,
    action,
    volume: lots(partial ? order.filledQuantity : order.quantity, instruments.get(order.symbol)),
    price: approximate(order.averagePrice ?? order.limitPrice ?? order.stopPrice),
    sl: approximate(order.stopLoss),
    tp: approximate(order.takeProfit),
    comment: order.comment ?? '',
    magic: magicNumber(order.magic),
    retcode: filled ? MT5_RETCODE.done : partial ? MT5_RETCODE.partial : MT5_RETCODE.placed,
    status: order.status,
    timestamp: order.updatedAt,
    simulated: order.simulated,
  };
}

function percentOf(part: string, whole: string): number {
  const base = decimal(whole);
  return base === ZERO
    ? 0
    : toApproximateNumber(divide(multiplyRounded(decimal(part), HUNDRED, 'half_even'), base, 'half_even'));
}

function lots(quantity: string, instrument: InstrumentView | undefined): number {
  const lotSize = decimal(instrument?.lotSize ?? '1');
  return toApproximateNumber(lotSize === ZERO ? decimal(quantity) : divide(decimal(quantity), lotSize, 'half_even'));
}

function approximate(value: string | undefined): number {
  return value === undefined ? 0 : toApproximateNumber(decimal(value));
}

function magicNumber(magic: string | undefined): number {
  return magic !== undefined && MAGIC.test(magic) ? Number(magic) : 0;
}

function unixSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
