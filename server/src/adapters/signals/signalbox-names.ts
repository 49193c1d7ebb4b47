/** The names of the fields of our own format, and which of them a sender probably meant who wrote another. */
import { nearestName } from './nearest-name.ts';
import { wordOf, wordTable } from './word-table.ts';

/** The fields of one command. */
export const COMMAND_NAMES = [
  'action',
  'symbol',
  'exchange',
  'quantity',
  'quantity_unit',
  'order_type',
  'price',
  'signal_price',
  'stop_price',
  'trail_distance',
  'trail_unit',
  'activation_price',
  'visible_quantity',
  'duration_seconds',
  'slices',
  'weights',
  'catch_up',
  'sl',
  'sl_unit',
  'tp',
  'tp_unit',
  'tps',
  'tp_portions',
  'target_position',
  'target_quantity',
  'reduce_only',
  'post_only',
  'time_in_force',
  'comment',
  'ticket',
  'leverage',
  'account',
  'strategy',
  'time',
  'tag',
  'magic',
  'deviation',
  'time_check',
] as const;
/** What stands beside them, or beside the list of commands. */
export const ENVELOPE_NAMES = ['signalbox', 'id', 'secret', 'test'] as const;

/** What other formats call the fields, for the suggestion when one of those names stands here. */
const FOREIGN_NAMES = {
  action: 'side direction order_action',
  symbol: 'ticker pair instrument',
  quantity: 'qty size amount volume lots contracts',
  quantity_unit: 'qty_unit size_unit',
  order_type: 'type ord_type',
  price: 'limit_price',
  stop_price: 'trigger_price',
  trail_distance: 'trail_amount trailing_stop',
  visible_quantity: 'display_quantity iceberg_quantity visible_size',
  duration_seconds: 'duration',
  sl: 'stop_loss',
  tp: 'take_profit',
  tps: 'take_profits targets',
  time_in_force: 'tif',
  target_position: 'market_position sentiment',
  time: 'timestamp timenow',
  leverage: 'lev',
  id: 'signal_id alert_id',
  secret: 'token password passphrase',
} as const satisfies Partial<Record<(typeof COMMAND_NAMES)[number] | (typeof ENVELOPE_NAMES)[number], string>>;
const MEANT = wordTable<string>(FOREIGN_NAMES);
const FOREIGN_WORDS = Object.values(FOREIGN_NAMES).flatMap((words) => words.split(' '));

/** The one of the `known` fields that is meant: by what other formats call it, or by its spelling. */
export function meantName(key: string, known: ReadonlySet<string>): string | undefined {
  const meant = wordOf(MEANT, key) ?? nearest(key, known);
  return meant !== undefined && known.has(meant) ? meant : undefined;
}

function nearest(key: string, known: ReadonlySet<string>): string | undefined {
  const name = nearestName(key, [...known, ...FOREIGN_WORDS]);
  return name === undefined ? undefined : (wordOf(MEANT, name) ?? name);
}
