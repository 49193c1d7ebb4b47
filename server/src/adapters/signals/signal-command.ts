/**
 * From the fields a grammar has read to a command and a parsed signal: absent fields are left out, an opening order
 * says its type, and a type gets the prices it needs. The rules here hold for every format.
 */
import { ONE, ZERO, add } from '#domain/decimal.ts';
import type {
  GrammarName,
  LevelUnit,
  ParsedSignal,
  SignalAction,
  SignalCommand,
  SignalOrderType,
  TakeProfitTarget,
} from '#domain/signal.ts';
import { fieldNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { refuseLostMeaning } from './meaning-names.ts';
import { refuseLostProtection } from './protection-names.ts';
import { refuse } from './signal-refusal.ts';

/** The same shape with every field possibly undefined: what a grammar has at hand. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** How the format calls its prices, for the error that names a missing one. */
export interface PriceNames {
  readonly price?: string;
  readonly stopPrice?: string;
  readonly stopLoss?: string;
}

type Fields = Loose<Omit<SignalCommand, 'action'>> & { readonly action: SignalAction };

const OPENING_ACTIONS: ReadonlySet<SignalAction> = new Set<SignalAction>(['buy', 'sell', 'add']);
const NEEDS_PRICE: ReadonlySet<SignalOrderType> = new Set<SignalOrderType>(['limit', 'stop_limit', 'iceberg', 'oco']);
const NEEDS_STOP_PRICE: ReadonlySet<SignalOrderType> = new Set<SignalOrderType>(['stop', 'stop_limit', 'oco']);
/** Where senders who can set no header put the webhook's secret, in the order of preference. */
const CREDENTIALS = ['secret', 'token', 'passphrase', 'password', 'api_key', 'api_sec', 'auth', 'webhook_secret'].map(
  fieldNames,
);

const TEST_NAMES = fieldNames('test dry_run simulate simulation simulated paper paper_trade paper_trading');

/** Whether the action may open or enlarge a position. */
export function isOpening(action: SignalAction): boolean {
  return OPENING_ACTIONS.has(action);
}

/** The command without its absent fields. Opening actions are market orders unless another type is said. */
export function buildCommand(fields: Fields, names: PriceNames = {}): SignalCommand {
  if (fields.action === 'modify') checkModify(fields, names);
  if (isClosing(fields.action)) checkClose(fields);
  const orderType = fields.orderType ?? (isOpening(fields.action) ? 'market' : undefined);
  if (orderType !== undefined && NEEDS_PRICE.has(orderType) && fields.price === undefined) {
    refuse('SIGNAL_FIELD_MISSING', { field: names.price ?? 'price' });
  }
  if (orderType !== undefined && NEEDS_STOP_PRICE.has(orderType) && fields.stopPrice === undefined) {
    refuse('SIGNAL_FIELD_MISSING', { field: names.stopPrice ?? 'stop_price' });
  }
  return withoutAbsent<SignalCommand>({ ...(isPricedFlat(fields) ? asClose(fields) : fields), orderType });
}

/** A change of nothing is a slip; several targets can't be told apart on a position that is already there. */
function checkModify(fields: Fields, names: PriceNames): void {
  const { stopLoss, takeProfit, takeProfits, price, stopPrice, signalPrice, ticket } = fields;
  if (takeProfits !== undefined) refuse('SIGNAL_NOT_SUPPORTED', { field: 'tps' });
  // Of an order named by its ticket the price itself may be what changes.
  const levels = [stopLoss, takeProfit, ...(ticket === undefined ? [] : [price, stopPrice, signalPrice])];
  if (levels.every((value) => value === undefined)) {
    refuse('SIGNAL_FIELD_MISSING', { field: names.stopLoss ?? 'sl' });
  }
}

/** What a close can't be: passive only, or at one price for every symbol at once. */
function checkClose({ action, symbol, orderType, postOnly }: Fields): void {
  if (postOnly === true) refuse('SIGNAL_NOT_SUPPORTED', { field: 'post_only' });
  if (action === 'close_all' && symbol === undefined && isPriced(orderType)) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'order_type' });
  }
}

function isClosing(action: SignalAction): boolean {
  return action.startsWith('close');
}

function isPriced(orderType: SignalOrderType | undefined): boolean {
  return orderType !== undefined && orderType !== 'market';
}

/** No position afterwards, at a price: a target has no price of its own, a close has. */
function isPricedFlat({ action, targetPosition, targetQuantity, orderType }: Fields): boolean {
  const isFlat = targetPosition === 'flat' || (targetPosition === undefined && targetQuantity === ZERO);
  return action === 'target' && isFlat && isPriced(orderType);
}

function asClose({ targetPosition: _position, targetQuantity: _quantity, ...fields }: Fields): Fields {
  return { ...fields, action: 'close' };
}

/** The signal without its absent fields; a reader's unused fields become the ignored ones. */
export function buildSignal(
  format: GrammarName,
  reader: FieldReader,
  fields: Loose<Omit<ParsedSignal, 'format' | 'ignoredFields' | 'commands'>> & Pick<ParsedSignal, 'commands'>,
): ParsedSignal {
  refuseLostMeaning(reader);
  if (fields.commands.some(needsProtection)) refuseLostProtection(reader);
  return withoutAbsent<ParsedSignal>({ format, ignoredFields: reader.ignored(), ...fields });
}

/** Whether the command may leave a position behind, or is there to protect one. */
function needsProtection({ action, targetPosition }: SignalCommand): boolean {
  return isOpening(action) || action === 'modify' || (action === 'target' && targetPosition !== 'flat');
}

/** A copy without the fields whose value is undefined. */
export function withoutAbsent<T>(fields: Loose<T>): T {
  const present: Record<string, unknown> = {};
  // Own fields of a literal, so a plain loop sees the same as Object.entries and makes no lists of them.
  for (const key in fields) {
    const value = fields[key as keyof typeof fields];
    if (value !== undefined) present[key] = value;
  }
  return present as T;
}

/** Whether the sender asked for a rehearsal, in whatever word: show what would happen, place nothing. */
export function readTest(reader: FieldReader): boolean | undefined {
  return reader.boolean(TEST_NAMES);
}

/** The secret in the body, wherever a sender may have put it; `preferred` are the format's own names for it. */
export function readCredential(reader: FieldReader, preferred: readonly FieldNames[] = []): string | undefined {
  let credential: string | undefined;
  for (const field of [...preferred, ...CREDENTIALS]) {
    const text = reader.longText(field);
    credential ??= text;
  }
  return credential;
}

/** One target is `takeProfit`, several are `takeProfits`. Refuses portions of `field` that sum to more than the whole. */
export function takeProfitFields(
  targets: readonly TakeProfitTarget[],
  unit: LevelUnit | undefined,
  field: string,
): Loose<Pick<SignalCommand, 'takeProfit' | 'takeProfits' | 'takeProfitUnit'>> {
  const [first] = targets;
  if (first === undefined) return {};
  const sum = targets.reduce((total, target) => add(total, target.portion ?? ZERO), ZERO);
  if (sum > ONE) refuse('SIGNAL_FIELD_INVALID', { field, expected: 'portions that sum to at most 1' });
  const isWhole = first.portion === undefined || first.portion === ONE;
  if (targets.length === 1 && isWhole) {
    return { takeProfit: first.value, takeProfitUnit: unit };
  }
  return { takeProfits: targets, takeProfitUnit: unit };
}
