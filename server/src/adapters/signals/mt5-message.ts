/**
 * The Chinese command in the `message` of an MT5 body. It says everything: a field beside it may repeat what it says, and one
 * that says anything else about the order is a conflict, for nobody can tell which of the two is meant.
 */
import { ZERO } from '#domain/decimal.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { fieldNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { readChineseCommand } from './mt5-chinese.ts';
import { ACTIONS, CLOSE_TYPES, FIELDS, ORDER_TYPE, ORDER_TYPES, STOP_LOSS, TAKE_PROFIT } from './mt5-fields.ts';
import { refuse } from './signal-refusal.ts';

/** They say in the words of other formats what the command says in its own. */
const FOREIGN_KEYS = fieldNames(
  'qty quantity size amount lots contracts side direction order_action ticker pair instrument limit_price stop_price',
);

/** Reads the command of the message. Refuses a field beside it that says otherwise. */
export function readMessage(reader: FieldReader): SignalCommand {
  const command = readChineseCommand(reader.longText(FIELDS.message) ?? '');
  checkWords(reader, command);
  checkNumbers(reader, command);
  const foreign = reader.firstOf(FOREIGN_KEYS);
  if (foreign !== undefined) refuseBeside(foreign);
  return command;
}

function checkWords(reader: FieldReader, command: SignalCommand): void {
  const { action, symbol, orderType, ticket, magic, account } = command;
  const words: readonly (readonly [FieldNames, string | undefined, string | undefined])[] = [
    [FIELDS.action, reader.choice(ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN'), action],
    [FIELDS.close_type, reader.choice(CLOSE_TYPES, FIELDS.close_type, 'SIGNAL_FIELD_INVALID'), action],
    [ORDER_TYPE, reader.choice(ORDER_TYPES, ORDER_TYPE, 'SIGNAL_FIELD_INVALID'), orderType],
    [FIELDS.symbol, reader.text(FIELDS.symbol)?.toUpperCase(), symbol?.toUpperCase()],
    [FIELDS.ticket, reader.text(FIELDS.ticket), ticket],
    [FIELDS.magic, reader.text(FIELDS.magic), magic],
    [FIELDS.account, reader.text(FIELDS.account), account],
  ];
  for (const [names, beside, said] of words) {
    if (beside !== undefined && beside !== said) refuseBeside(reader.firstOf(names) ?? '');
  }
}

function checkNumbers(reader: FieldReader, command: SignalCommand): void {
  const numbers: readonly (readonly [FieldNames, Decimal | undefined])[] = [
    [FIELDS.volume, command.quantity],
    [FIELDS.price, command.price ?? command.signalPrice],
    [STOP_LOSS, command.stopLoss],
    [TAKE_PROFIT, command.takeProfit],
    [FIELDS.deviation, command.deviation],
  ];
  for (const [names, said] of numbers) {
    const beside = reader.unsignedDecimal(names);
    // 0 is MT5's word for none.
    if (beside !== undefined && beside !== (said ?? ZERO)) refuseBeside(reader.firstOf(names) ?? '');
  }
}

function refuseBeside(field: string): never {
  return refuse('SIGNAL_FIELD_CONFLICT', { field, other: 'message' });
}
