/**
 * The shapes of Trading v2, an older interface to crypto exchanges, as its clients know them: snake case, numbers as JSON
 * numbers. A number is read and written by its own digits, so nothing is lost on the wire; a client that keeps it as a
 * binary float rounds it by itself. A field that is not set may be left out or be null.
 */
import { z } from 'zod';
import { decimalInput, identifier, side, symbolText } from '../scalars.ts';

const number = z.number().meta({ id: 'ExactNumber', description: 'A JSON number with all of its digits.' });
const exchange = z.string().min(1).max(20).meta({
  description:
    'binance, okx, bybit, huobi (or htx), bitget, coinbase, kucoin, mexc; paper is the account without an exchange.',
});
const account = identifier.meta({ description: 'Which of several accounts there; left out: the oldest.' });
const strategyId = z.union([z.int(), z.string().min(1).max(100)]).meta({
  description: 'Kept with the order as its strategy.',
});
const timeInForce = z.enum(['GTC', 'IOC', 'FOK']);

const asked = {
  exchange,
  symbol: symbolText,
  side,
  quantity: decimalInput.meta({ description: 'Above zero, in the unit of the venue.' }),
  strategy_id: strategyId.nullish(),
  reduce_only: z.boolean().nullish(),
  account: account.nullish(),
};

export const v2MarketOrder = z.strictObject(asked).meta({ id: 'TradingV2MarketOrder' });

export const v2LimitOrder = z
  .strictObject({
    ...asked,
    price: decimalInput,
    time_in_force: timeInForce.nullish(),
    post_only: z.boolean().nullish(),
  })
  .meta({ id: 'TradingV2LimitOrder' });

export const v2StopOrder = z
  .strictObject({ ...asked, stop_price: decimalInput, limit_price: decimalInput.nullish() })
  .meta({ id: 'TradingV2StopOrder' });

export const V2_BATCH_MAX = 50;

export const v2BatchOrder = z
  .strictObject({
    type: z.enum(['market', 'limit', 'stop']).default('market'),
    ...asked,
    price: decimalInput.nullish(),
    stop_price: decimalInput.nullish(),
    limit_price: decimalInput.nullish(),
    time_in_force: timeInForce.nullish(),
    post_only: z.boolean().nullish(),
  })
  .meta({ id: 'TradingV2BatchOrder' });

export const v2Batch = z
  .strictObject({
    orders: z.array(v2BatchOrder).min(1).max(V2_BATCH_MAX),
    execute_parallel: z.boolean().nullish(),
  })
  .meta({ id: 'TradingV2Batch' });

export const v2RiskCheck = z
  .strictObject({
    order_type: z.enum(['market', 'limit', 'stop']),
    exchange,
    symbol: symbolText,
    side,
    quantity: decimalInput,
    price: decimalInput
      .nullish()
      .meta({ description: 'Of a limit order; of a stop order without stop_price its trigger.' }),
    stop_price: decimalInput.nullish(),
    account: account.nullish(),
  })
  .meta({ id: 'TradingV2RiskCheck' });

export const v2Close = z
  .strictObject({
    quantity: decimalInput.nullish().meta({ description: 'Left out: all of it.' }),
    side: z.enum(['long', 'short']).nullish(),
  })
  .meta({ id: 'TradingV2Close' });

const atExchange = { exchange, account: account.optional() };
export const v2AccountQuery = z.strictObject(atExchange);
export const v2SymbolQuery = z.strictObject({ ...atExchange, symbol: symbolText.optional() });
export const v2SideQuery = z.strictObject({ ...atExchange, side: z.enum(['long', 'short']).optional() });
export const v2HistoryQuery = z.strictObject({
  ...atExchange,
  symbol: symbolText.optional(),
  days: z.coerce.number().int().min(1).max(90).default(7),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const fee = z.object({ cost: number, currency: z.string() });
const said = z.object({ code: z.string(), message: z.string() });

export const v2Trade = z
  .object({
    id: z.string(),
    order: z.string(),
    symbol: z.string(),
    side,
    price: number,
    amount: number,
    cost: number,
    fee,
    takerOrMaker: z.enum(['taker', 'maker']),
    timestamp: z.int(),
    datetime: z.string(),
  })
  .meta({ id: 'TradingV2Trade' });

export const v2Order = z
  .object({
    success: z.literal(true),
    id: z.string(),
    client_order_id: z.string().nullable(),
    symbol: z.string(),
    type: z.string(),
    side,
    status: z.enum(['open', 'closed', 'canceled', 'expired', 'rejected']).meta({
      description: 'In the words of ccxt; closed is filled. `state` says it in ours.',
    }),
    state: z.string(),
    price: number.nullable(),
    average_price: number.nullable(),
    stop_price: number.nullable(),
    quantity: number,
    filled: number,
    remaining: number,
    cost: number.meta({ description: 'In the quote currency.' }),
    fee: fee.meta({ description: 'In the quote currency.' }),
    other_fees: z.array(fee).meta({ description: 'What the venue took in other currencies.' }),
    trades: z.array(v2Trade).meta({ description: 'Of a single order; empty in lists.' }),
    timestamp: z.int().meta({ description: 'Milliseconds.' }),
    datetime: z.string(),
    exchange: z.string(),
    account: z.string(),
    time_in_force: z.string(),
    post_only: z.boolean(),
    reduce_only: z.boolean(),
    signal_id: z.string().nullable(),
    reason: said.nullable().meta({ description: 'Why it is as it is.' }),
    warnings: z.array(said).meta({ description: 'Where it differs from what was asked for.' }),
    simulated: z.boolean(),
  })
  .meta({ id: 'TradingV2Order' });

export const v2Pending = z
  .object({
    success: z.literal(true),
    id: z.null(),
    signal_id: z.string().meta({ description: 'What to ask for, in place of the id of an order.' }),
    status: z.literal('open'),
    state: z.literal('pending'),
    exchange: z.string(),
    account: z.string(),
  })
  .meta({ id: 'TradingV2Pending' });

export const v2OrderList = z
  .object({ success: z.literal(true), count: z.int(), orders: z.array(v2Order), period: z.string().optional() })
  .meta({ id: 'TradingV2OrderList' });

export const v2BatchAnswer = z
  .object({
    success: z.boolean().meta({ description: 'Whether none failed.' }),
    total: z.int(),
    successful: z.int(),
    failed: z.int(),
    results: z.array(z.union([v2Order, v2Pending])),
    errors: z.array(
      z.object({
        index: z.int(),
        order: v2BatchOrder,
        error: z.string(),
        code: z.string(),
        status: z.int(),
        signal_id: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'TradingV2BatchAnswer' });

export const v2Canceled = z
  .object({
    success: z.literal(true),
    order_id: z.string(),
    status: z.enum(['canceled', 'pending_cancel']),
    message: z.string(),
  })
  .meta({ id: 'TradingV2Canceled' });

export const v2CanceledAll = z
  .object({
    success: z.boolean(),
    canceled_count: z.int(),
    failed_count: z.int(),
    canceled_orders: z.array(z.string()),
    failed_orders: z.array(z.object({ id: z.string(), error: z.string(), code: z.string() })),
  })
  .meta({ id: 'TradingV2CanceledAll' });

export const v2Position = z
  .object({
    symbol: z.string(),
    side: z.enum(['long', 'short']),
    quantity: number,
    average_price: number,
    current_price: number.nullable(),
    unrealized_pnl: number.nullable(),
    realized_pnl: number,
    margin_used: number.nullable(),
    liquidation_price: number.nullable(),
    timestamp: z.string(),
    id: z.string(),
    exchange: z.string(),
    account: z.string(),
    currency: z.string().meta({ description: 'Of the profits and the margin.' }),
    simulated: z.boolean(),
  })
  .meta({ id: 'TradingV2Position' });

const profits = {
  total_unrealized_pnl: number.nullable().meta({ description: 'Null when one of them is not known.' }),
  total_realized_pnl: number,
};

export const v2PositionList = z
  .object({
    success: z.literal(true),
    exchange: z.string(),
    count: z.int(),
    positions: z.array(v2Position),
    ...profits,
  })
  .meta({ id: 'TradingV2PositionList' });

export const v2OnePosition = z
  .object({ success: z.literal(true), position: v2Position })
  .meta({ id: 'TradingV2OnePosition' });

const balances = z
  .record(z.string(), z.object({ free: number, used: number, total: number }))
  .meta({ description: 'By currency.' });
const perCurrency = z.record(z.string(), number);

export const v2Balance = z
  .object({ success: z.literal(true), exchange: z.string(), account: z.string(), timestamp: z.string(), balances })
  .meta({ id: 'TradingV2Balance' });

export const v2Account = z
  .object({
    success: z.literal(true),
    exchange: z.string(),
    account: z.string(),
    currency: z.string(),
    total_balance: number.meta({ description: 'What the account is worth, in its currency.' }),
    total_balance_usd: number.nullable().meta({ description: 'The same for a currency of dollars, else null.' }),
    available_balance: perCurrency,
    used_balance: perCurrency,
    balances,
    positions_count: z.int(),
    ...profits,
    positions: z.array(v2Position),
    open_orders: z.int(),
    trading_state: z.string(),
    timestamp: z.string(),
    simulated: z.boolean(),
  })
  .meta({ id: 'TradingV2Account' });

export const v2Risk = z
  .object({
    approved: z.boolean(),
    risk_level: z.enum(['low', 'medium', 'high', 'critical']),
    risk_score: number.meta({ description: '0 to 100: the largest share of a limit that the order would use.' }),
    violations: z.array(z.string()),
    warnings: z.array(z.string()),
    suggested_position_size: number.meta({ description: 'As much of the quantity asked for as would be let pass.' }),
    max_position_size: number.meta({ description: 'The largest quantity of this order that would be let pass now.' }),
    violation_codes: z.array(z.string()),
    warning_codes: z.array(z.string()),
    limits: z.array(z.object({ check: z.string(), used: number, limit: number, share: number })),
  })
  .meta({ id: 'TradingV2Risk' });

export const v2Status = z
  .object({
    status: z.enum(['operational', 'degraded', 'unavailable']),
    timestamp: z.string(),
    version: z.string(),
    features: z.record(z.string(), z.boolean()),
    supported_exchanges: z.array(z.string()),
    connected_exchanges: z.array(z.string()).meta({ description: 'Those with an account here.' }),
  })
  .meta({ id: 'TradingV2Status' });
