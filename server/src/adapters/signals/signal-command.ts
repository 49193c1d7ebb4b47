/**
 * From the fields a grammar has read to a command and a parsed signal: absent fields are left out, an opening order
 * says its type, and a type gets the prices it needs. The rules here hold for every format.
 */
import type { Decimal } from '#domain/decimal.ts';
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
import type { FieldReader } from './field-reader.ts';
import { refuse } from './signal-refusal.ts';

/** The same shape with every field possibly undefined: what a grammar has at hand. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** How the format calls its prices, for the error that names a missing one. */
export interface PriceNames {
  readonly price?: string;
  readonly stopPrice?: string;
}

const OPENING_ACTIONS: ReadonlySet<SignalAction> = new Set<SignalAction>(['buy', 'sell', 'add']);
const NEEDS_PRICE: ReadonlySet<SignalOrderType> = new Set<SignalOrderType>(['limit', 'stop_limit']);
const NEEDS_STOP_PRICE: ReadonlySet<SignalOrderType> = new Set<SignalOrderType>(['stop', 'stop_limit']);
/** Where senders who can set no header put the webhook's secret, in the order of preference. */
const CREDENTIAL_NAMES = ['secret', 'token', 'passphrase', 'password', 'api_key', 'api_sec', 'auth', 'webhook_secret'];

/** Whether the action may open or enlarge a position. */
export function isOpening(action: SignalAction): boolean {
  return OPENING_ACTIONS.has(action);
}

/** The command without its absent fields. Opening actions are market orders unless another type is said. */
export function buildCommand(
  fields: Loose<Omit<SignalCommand, 'action'>> & { readonly action: SignalAction },
  names: PriceNames = {},
): SignalCommand {
  const orderType = fields.orderType ?? (isOpening(fields.action) ? 'market' : undefined);
  if (orderType !== undefined && NEEDS_PRICE.has(orderType) && fields.price === undefined) {
    refuse('SIGNAL_FIELD_MISSING', { field: names.price ?? 'price' });
  }
  if (orderType !== undefined && NEEDS_STOP_PRICE.has(orderType) && fields.stopPrice === undefined) {
    refuse('SIGNAL_FIELD_MISSING', { field: names.stopPrice ?? 'stop_price' });
  }
  return withoutAbsent<SignalCommand>({ ...fields, orderType });
}

/** The signal without its absent fields; a reader's unused fields become the ignored ones. */
export function buildSignal(
  format: GrammarName,
  reader: FieldReader,
  fields: Loose<Omit<ParsedSignal, 'format' | 'ignoredFields' | 'commands'>> & Pick<ParsedSignal, 'commands'>,
): ParsedSignal {
  return withoutAbsent<ParsedSignal>({ format, ignoredFields: reader.ignored(), ...fields });
}

/** A copy without the fields whose value is undefined. */
export function withoutAbsent<T>(fields: Loose<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** The quantity to open or close with: never negative, and never zero when it would open. */
export function readQuantity(reader: FieldReader, action: SignalAction, names: readonly string[]): Decimal | undefined {
  return isOpening(action) ? reader.positiveDecimal(...names) : reader.unsignedDecimal(...names);
}

/** The secret in the body, wherever a sender may have put it; `preferred` are the format's own names for it. */
export function readCredential(reader: FieldReader, preferred: readonly string[] = []): string | undefined {
  let credential: string | undefined;
  for (const name of [...preferred, ...CREDENTIAL_NAMES]) {
    const text = reader.longText(name);
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
