/**
 * The smallest words of the language, each written once: ids, times, decimals, and the lists of names that requests and
 * answers share. Decimals leave as strings; they may come in as strings or as JSON numbers, which the server reads by
 * their source text, so that no binary float ever stands for money.
 */
import { z } from 'zod';

const DECIMAL_PATTERN = /^[+-]?(\d{1,40}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,2})?$/;

/** A decimal as every answer gives it. */
export const decimalText = z
  .string()
  .meta({ id: 'Decimal', description: 'An exact decimal as text.', examples: ['0.015'] });

/**
 * A decimal as a request may give it: text, or a JSON number. One shared schema: the server finds the fields that are
 * decimals by this very object and hands over the number's own text.
 */
export const decimalInput = z.union([z.string().regex(DECIMAL_PATTERN), z.number()]).meta({
  id: 'DecimalInput',
  description: 'An exact decimal: text (preferred) or a JSON number, read by its own digits.',
});

export const isoTime = z
  .string()
  .meta({ id: 'Time', description: 'ISO 8601, UTC, with milliseconds.', examples: ['2026-03-01T09:30:00.000Z'] });
export const identifier = z.string().min(1).max(120);
export const symbolText = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'An instrument, as the account or its sender names it.' });
export const nameText = z.string().min(1).max(100);
export const commentText = z.string().max(200);
export const reasonText = z.string().min(1).max(500);

export const side = z.enum(['buy', 'sell']);
export const orderType = z.enum(['market', 'limit', 'stop', 'stop_limit']);
export const timeInForce = z.enum(['gtc', 'ioc', 'fok', 'day']);
export const tradingState = z.enum(['active', 'reducing', 'halted']);
export const marketDataSource = z.enum(['simulated', 'pushed', 'venue']);
export const marketChannel = z.enum(['ticker', 'book', 'trades', 'candles']);
export const candleInterval = z.enum(['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d']);
export const levelUnit = z.enum(['price', 'percent', 'pips', 'points', 'amount']);
export const routeMode = z.enum(['trade', 'hold', 'rehearse']);
export const scope = z.enum(['read', 'trade', 'admin']);
export const positionMode = z.enum(['netting', 'hedging']);
export const orderStatus = z.enum([
  'created',
  'denied',
  'held',
  'approved',
  'submitting',
  'unknown',
  'accepted',
  'partially_filled',
  'pending_cancel',
  'pending_amend',
  'filled',
  'canceled',
  'rejected',
  'expired',
]);
export const quantityUnit = z.enum([
  'units',
  'lots',
  'contracts',
  'quote',
  'usd',
  'percent_balance',
  'percent_available',
  'percent_equity',
  'percent_position',
  'risk_percent',
  'risk_usd',
  'risk_raw',
  'balance_multiple',
]);
export const signalAction = z.enum([
  'buy',
  'sell',
  'close',
  'close_long',
  'close_short',
  'close_all',
  'cancel',
  'modify',
  'add',
  'target',
  'enable',
  'disable',
]);
export const grammarName = z.enum([
  'signalbox',
  'mt5',
  'mt5_chinese',
  'traderspost',
  'pineconnector',
  'threecommas',
  'alertatron',
  'autoview',
  'wundertrading',
  'octobot',
  'okx',
  'cornix',
  'fmz',
  'generic',
]);

/** Why something is as it is: a registered code and the numbers its message speaks of. */
export const reason = z
  .object({ code: z.string(), values: z.record(z.string(), z.string()) })
  .meta({ id: 'Reason', description: 'A registered code (see errors.md) and the values of its message.' });

export type Scope = z.infer<typeof scope>;
