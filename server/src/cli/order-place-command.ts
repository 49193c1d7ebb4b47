/** `order place`: one order over REST, on the one path, followed to where it rests. */
import { fill } from '#app/config/bilingual.ts';
import { parseDecimal } from '#domain/decimal.ts';
import { QUANTITY_UNITS, SIGNAL_ORDER_TYPES, TIMES_IN_FORCE } from '#domain/signal.ts';
import { emulatedTermsOf, emulatedTypeOf } from './emulated-options.ts';
import type { ExitCode } from './exit-code.ts';
import {
  type Invocation,
  optionChoice,
  optionDecimal,
  optionGiven,
  optionText,
  usageError,
  waitMsOf,
} from './invocation.ts';
import { connect } from './server-connection.ts';
import { settleSignal } from './settle-signal.ts';
import { TEXTS } from './texts.ts';
import type { OrderOutcome } from './wire-shapes.ts';

const SIDES = ['buy', 'sell'] as const;
const TYPES = SIGNAL_ORDER_TYPES;

/** Places and follows. Answers ok when it rests or is filled, no when it was refused or denied. */
export async function runOrderPlace(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const waitMs = waitMsOf(invocation);
  const body = orderOf(invocation);
  const id = optionText(invocation, 'id');
  const headers = id === undefined ? {} : { 'idempotency-key': id };
  const connection = connect(invocation);
  const { body: taken } = await connection.ask<OrderOutcome>('POST', '/api/v1/orders', { body, headers });
  const { signalId, duplicate } = taken;
  return settleSignal({ terminal, connection, signalId, duplicate, waitMs });
}

/** The order as the API takes it. Without a type, the prices that were given say which it is. */
function orderOf(invocation: Invocation): Record<string, unknown> {
  const [side = '', quantity = '', symbol] = invocation.args;
  const limitPrice = optionDecimal(invocation, 'limitPrice');
  const stopPrice = optionDecimal(invocation, 'stopPrice');
  const terms = emulatedTermsOf(invocation);
  const body = {
    account: optionText(invocation, 'account'),
    symbol,
    side: sideOf(invocation, side),
    type: optionChoice(invocation, 'type', TYPES) ?? emulatedTypeOf(terms) ?? typeOf(limitPrice, stopPrice),
    quantity: quantityOf(invocation, quantity),
    quantityUnit: optionChoice(invocation, 'unit', QUANTITY_UNITS),
    limitPrice,
    stopPrice,
    stopLoss: optionDecimal(invocation, 'stopLoss'),
    takeProfit: optionDecimal(invocation, 'takeProfit'),
    timeInForce: optionChoice(invocation, 'timeInForce', TIMES_IN_FORCE),
    reduceOnly: optionGiven(invocation, 'reduceOnly') ? true : undefined,
    postOnly: optionGiven(invocation, 'postOnly') ? true : undefined,
    comment: optionText(invocation, 'comment'),
    ...terms,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function sideOf({ terminal }: Invocation, text: string): (typeof SIDES)[number] {
  const side = SIDES.find((known) => known === text);
  if (side === undefined) {
    const values = { value: text, sides: SIDES.join(' / ') };
    throw usageError(fill(TEXTS.sideInvalid, values)[terminal.language]);
  }
  return side;
}

function quantityOf({ terminal }: Invocation, text: string): string {
  if (parseDecimal(text) === undefined)
    throw usageError(fill(TEXTS.quantityInvalid, { value: text })[terminal.language]);
  return text;
}

function typeOf(limitPrice: string | undefined, stopPrice: string | undefined): (typeof TYPES)[number] {
  if (stopPrice !== undefined) return limitPrice === undefined ? 'stop' : 'stop_limit';
  return limitPrice === undefined ? 'market' : 'limit';
}
