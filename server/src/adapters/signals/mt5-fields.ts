/** The fields of the JSON that MT5 webhook servers take, and the words in them. */
import type { SignalAction, SignalOrderType } from '#domain/signal.ts';
import { fieldNames, fieldTable } from './field-names.ts';
import { wordTable } from './word-table.ts';

export const FIELDS = fieldTable([
  'api_key',
  'key',
  'action',
  'message',
  'symbol',
  'enable_time_check',
  'ticket',
  'volume',
  'price',
  'comment',
  'magic',
  'deviation',
  'account',
  'strategy',
  'close_type',
]);
export const STOP_LOSS = fieldNames('sl stop_loss');
export const ORDER_TYPE = fieldNames('order_type type');
export const TAKE_PROFIT = fieldNames('tp take_profit');
export const ACTIONS = wordTable<SignalAction>({
  buy: 'buy',
  sell: 'sell',
  close: 'close',
  close_all: 'close_all',
  modify: 'modify',
});
export const CLOSE_TYPES = wordTable<'close_long' | 'close_short'>({
  close_long: 'long buy',
  close_short: 'short sell',
});
export const ORDER_TYPES = wordTable<SignalOrderType>({ market: 'market', limit: 'limit' });
