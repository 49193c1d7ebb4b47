/**
 * What a JSON alert of no particular format asks for. The verb stands under `action` or one of its usual synonyms, a
 * side may stand beside it; the two are put together only where the result is plain, and refused where it is not
 * (`close` with `buy`: to close a bought position, or to close by buying?).
 */
import type { SignalAction, SignalCommand, SignalOrderType } from '#domain/signal.ts';
import { fieldNames, joinedNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { refuse, shown } from './signal-refusal.ts';
import type { JsonValue } from './json-value.ts';
import { wordOf, wordTable } from './word-table.ts';

type VerbWord =
  | SignalAction
  | 'open'
  | 'buy_limit'
  | 'sell_limit'
  | 'buy_stop'
  | 'sell_stop'
  | 'buy_market'
  | 'sell_market';
type Side = 'buy' | 'sell' | 'long' | 'short' | 'flat';

/** What is wanted, and the order type when the verb itself says it (`buy_limit`). */
export interface Verb {
  readonly action: SignalAction;
  readonly orderType?: SignalOrderType;
  /** Of a cancel or modify: only this side. */
  readonly targetPosition?: NonNullable<SignalCommand['targetPosition']>;
}

export const ACTION_NAMES = fieldNames('action order_action strategy.order.action strategy.action');
/** The same where `type` holds a verb. */
const ACTION_OR_TYPE_NAMES = fieldNames('action order_action strategy.order.action strategy.action type');
const SECONDARY_FIELDS = ['signal', 'command', 'cmd', 'operation', 'event', 'order'].map(fieldNames);
const POSITION_NAMES = fieldNames('position');
const SIDE_FIELDS = [
  'side',
  'direction',
  'position_side',
  'order_side',
  'trade_side',
  'strategy.side',
  'close_type',
].map(fieldNames);

const ALL_SIDE_NAMES = joinedNames([...SIDE_FIELDS, POSITION_NAMES]);
const OTHER_NAMES = joinedNames([...SECONDARY_FIELDS, ...SIDE_FIELDS]);

const VERBS = wordTable<VerbWord>({
  buy:
    'buy long enter_long entry_long open_long long_entry long_open go_long buy_long bull bullish open_buy enter_buy ' +
    'buy_entry buy_to_open b 买入 开多 做多',
  sell:
    'sell short enter_short entry_short open_short short_entry short_open go_short sell_short bear bearish ' +
    'open_sell enter_sell sell_entry sell_to_open s 卖出 开空 做空',
  close: 'close exit flat flatten close_position exit_position position_close close_trade exit_trade 平仓',
  close_all: 'close_all exit_all flatten_all close_all_positions 全平',
  close_long: 'close_long exit_long long_close long_exit close_buy exit_buy sell_to_close cover_long 平多',
  close_short:
    'close_short exit_short short_close short_exit close_sell exit_sell buy_to_close buy_to_cover cover ' +
    'cover_short 平空',
  cancel: 'cancel cancel_all cancel_order cancel_orders cancel_all_orders 撤单',
  modify: 'modify modify_position modify_order update amend 修改',
  add: 'add add_position increase increase_position',
  target: 'target',
  enable: 'enable',
  disable: 'disable',
  open: 'open enter entry',
  buy_limit: 'buy_limit limit_buy order_type_buy_limit',
  sell_limit: 'sell_limit limit_sell order_type_sell_limit',
  buy_stop: 'buy_stop stop_buy order_type_buy_stop',
  sell_stop: 'sell_stop stop_sell order_type_sell_stop',
  buy_market: 'buy_market market_buy position_type_buy order_type_buy',
  sell_market: 'sell_market market_sell position_type_sell order_type_sell',
});

const SIDES = wordTable<Side>({
  buy: 'buy b 买',
  sell: 'sell s 卖',
  long: 'long bull bullish 多 做多',
  short: 'short bear bearish 空 做空',
  flat: 'flat none',
});

const SIDE_ACTIONS: Readonly<Record<Side, SignalAction>> = {
  buy: 'buy',
  long: 'buy',
  sell: 'sell',
  short: 'sell',
  flat: 'close',
};

/** To close a named position is plain; to close by a trade's side is not. */
const CLOSES: Readonly<Partial<Record<Side, SignalAction>>> = { long: 'close_long', short: 'close_short' };

/** Whether the text under a name is a verb; for `type`, which holds an order type more often than a verb. */
export function isVerb(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && wordOf(VERBS, value.trim()) !== undefined;
}

/**
 * The verb of the alert; undefined when no field holds one. `isTypeVerb`: `type` holds a verb here. Refuses
 * unknown verbs (SIGNAL_ACTION_UNKNOWN) and fields that contradict each other (SIGNAL_FIELD_CONFLICT).
 */
export function readVerb(reader: FieldReader, isTypeVerb: boolean): Verb | undefined {
  const word = readWord(reader, isTypeVerb);
  const side = readSide(reader);
  if (word === undefined) return side === undefined ? undefined : { action: SIDE_ACTIONS[side] };
  if (side === undefined) return toVerb(word);
  return withSide(word, side);
}

function readWord(reader: FieldReader, isTypeVerb: boolean): VerbWord | undefined {
  let word = reader.choice(VERBS, isTypeVerb ? ACTION_OR_TYPE_NAMES : ACTION_NAMES, 'SIGNAL_ACTION_UNKNOWN');
  if (!reader.holds(OTHER_NAMES)) return word;
  for (const names of SECONDARY_FIELDS) {
    // Beside an action these fields often hold a label of the sender's own.
    if (isVerb(reader.peek(names))) word = withOther(reader, names, word);
  }
  for (const names of SIDE_FIELDS) {
    const value = reader.peek(names);
    if (typeof value !== 'string' || isSide(value)) continue;
    if (word === undefined || isVerb(value)) word = withOther(reader, names, word);
  }
  return word;
}

/** The verb said so far together with the one of a further field, which must be the same. */
function withOther(reader: FieldReader, names: FieldNames, word: VerbWord | undefined): VerbWord | undefined {
  const said = reader.choice(VERBS, names, 'SIGNAL_ACTION_UNKNOWN');
  if (word !== undefined && said !== undefined && said !== word) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: names.names[0] ?? '' });
  }
  return word ?? said;
}

function isSide(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && wordOf(SIDES, value.trim()) !== undefined;
}

function readSide(reader: FieldReader): Side | undefined {
  if (!reader.holds(ALL_SIDE_NAMES)) return undefined;
  const sides = SIDE_FIELDS.filter((names) => isSide(reader.peek(names)));
  const side = sides.length === 0 ? undefined : reader.choice(SIDES, joinedNames(sides), 'SIGNAL_FIELD_INVALID');
  if (!isSide(reader.peek(POSITION_NAMES))) return side;
  const held = reader.choice(SIDES, POSITION_NAMES, 'SIGNAL_FIELD_INVALID');
  if (side !== undefined && held !== side) refuse('SIGNAL_FIELD_CONFLICT', { field: 'side', other: 'position' });
  return held;
}

function toVerb(word: VerbWord): Verb {
  switch (word) {
    case 'open':
      return refuse('SIGNAL_FIELD_MISSING', { field: 'side' });
    case 'buy_limit':
      return { action: 'buy', orderType: 'limit' };
    case 'sell_limit':
      return { action: 'sell', orderType: 'limit' };
    case 'buy_stop':
      return { action: 'buy', orderType: 'stop' };
    case 'sell_stop':
      return { action: 'sell', orderType: 'stop' };
    case 'buy_market':
      return { action: 'buy', orderType: 'market' };
    case 'sell_market':
      return { action: 'sell', orderType: 'market' };
    default:
      return { action: word };
  }
}

function withSide(word: VerbWord, side: Side): Verb {
  if (word === 'open' || word === 'add') {
    return side === 'flat' ? refuseSide(word, side) : { action: SIDE_ACTIONS[side] };
  }
  const verb = toVerb(word);
  if (verb.action === SIDE_ACTIONS[side] || word === CLOSES[side]) return verb;
  const closes = CLOSES[side];
  if (word === 'close' && closes !== undefined) return { action: closes };
  if ((word === 'cancel' || word === 'modify') && side !== 'flat') {
    return { ...verb, targetPosition: SIDE_ACTIONS[side] === 'buy' ? 'long' : 'short' };
  }
  return refuseSide(word, side);
}

function refuseSide(word: string, side: string): never {
  return refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', value: shown(word), other: side });
}
