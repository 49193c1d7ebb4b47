/**
 * Our client order id in the exchange's form. Ours has 24 lower-case base32 characters and fits everywhere as it is, except
 * where the exchange counts orders by an integer: there it is 53 bits of its hash, the same for ever, so that nothing has to
 * be stored to find an order again.
 */
import { createHash } from 'node:crypto';
import { field, textField } from './native-codes.ts';
import type { ClientOrderIdRule } from './profile.ts';

/** What every exchange takes as it is; the ids that we make are among it. */
const SENDABLE = /^[a-z0-9]{1,32}$/;
const BITS = 53n;

/** The id as it travels. Throws a RangeError for what can not have been made by us. */
export function nativeClientOrderId(clientOrderId: string, rule: ClientOrderIdRule): string {
  if (!SENDABLE.test(clientOrderId) || clientOrderId.length > rule.lengthMax) {
    throw new RangeError(`not a client order id of ours: ${clientOrderId.slice(0, 64)}`);
  }
  return rule.form === 'integer53' ? integerOf(clientOrderId) : clientOrderId;
}

/** 1 to 2^53 - 1: exact in every JSON parser. */
function integerOf(clientOrderId: string): string {
  const digest = createHash('sha256').update(`client-order-id:${clientOrderId}`).digest();
  const value = digest.readBigUInt64BE() >> (64n - BITS);
  return (value === 0n ? 1n : value).toString();
}

/**
 * The client order ids that an order of the client names, in its unified form or in the exchange's own (`info`): a trigger order
 * has its id in another field, and the client leaves that one out. Empty when it names none.
 */
export function clientOrderIdsIn(order: unknown, rule: ClientOrderIdRule): readonly string[] {
  const info = field(order, 'info');
  const named = [
    textField(order, 'clientOrderId'),
    textField(info, rule.field),
    textField(info, rule.conditionalField),
  ];
  return named.filter((id) => id !== undefined);
}
