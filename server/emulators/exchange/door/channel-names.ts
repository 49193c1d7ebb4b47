/**
 * Of which channel a message over a socket is, whatever protocol it is in: the exchanges name channels in a few fields, some
 * of them in compressed messages or in Protocol Buffers whose first field is the channel.
 */
import { gunzipSync } from 'node:zlib';
import { type Fields, fieldsIn, objectOf } from './call-fields.ts';

const GZIP = [0x1f, 0x8b] as const;
const FIRST_FIELD_TEXT = 0x0a;

/** The names a message goes by; none for one that is of no channel. */
export function channelsIn(message: unknown): readonly string[] {
  if (message instanceof Uint8Array && message[0] === FIRST_FIELD_TEXT)
    return [Buffer.from(message.subarray(2, 2 + (message[1] ?? 0))).toString('utf8')];
  const { channel, topic, ch, e, stream, arg, event, data } = fieldsOf(message);
  const names = [channel, topic, ch, e, stream, objectOf(arg)['channel'], objectOf(event)['e'], objectOf(data)['e']];
  return names.filter((name) => typeof name === 'string');
}

/** Whether a message confirms or refuses a subscription, and brings nothing of its channel. */
export function isReceipt(message: unknown): boolean {
  const { event, action, op } = fieldsOf(message);
  return [event, action, op].some((word) => typeof word === 'string' && /^(?:un)?sub(?:scribe)?$/.test(word));
}

/** Whether what a client sent asks to be told of a channel whose name begins so. */
export function asksFor(text: string, channel: string): boolean {
  const { op, action, type, method } = fieldsOf(text);
  const isAsking = [op, action, type, method].some((word) => typeof word === 'string' && /(?:^|\.)sub/i.test(word));
  return isAsking && text.includes(channel);
}

/** `orders` is that channel alone; with a `*` at its end all that begin so. */
export const isChannel = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function fieldsOf(message: unknown): Fields {
  if (message instanceof Uint8Array) {
    const isPacked = GZIP.every((byte, index) => message[index] === byte);
    return isPacked ? fieldsIn(gunzipSync(message).toString('utf8')) : {};
  }
  return typeof message === 'string' ? fieldsIn(message) : objectOf(message);
}
