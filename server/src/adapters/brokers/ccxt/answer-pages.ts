/**
 * Lists that an exchange tells page by page: how all of them are read, and the marks by which a page says how to go on. A list
 * that can't be read to its end is not read at all where less would be a claim.
 */
import type { ExchangeMarket } from './exchange-name.ts';
import { type Fields, fieldsOf, listOf, textOf } from './client-values.ts';
import type { ClientCall, ListCall } from './profile.ts';
import type { Params, QuestionProfile } from './question-profile.ts';

const PAGES_MAX = 20;

export interface Pages<T> {
  readonly first: ClientCall;
  readonly read: (call: ClientCall) => Promise<unknown>;
  readonly items: (answer: unknown) => readonly T[];
  readonly nameOf: (item: T) => string;
  /** The call for the page after this one; undefined: it was the last. */
  readonly next: (call: ClientCall, answer: unknown) => ClientCall | undefined;
}

/** All that the pages show, each item once. `isWhole`: the last page was reached. Rejects as `read` does. */
export async function readPages<T>({ first, read, items, nameOf, next }: Pages<T>): Promise<{
  readonly items: readonly T[];
  readonly isWhole: boolean;
}> {
  const found = new Map<string, T>();
  let call: ClientCall | undefined = first;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: unknown = await read(call);
    const before = found.size;
    for (const item of items(answer)) found.set(nameOf(item), item);
    call = next(call, answer);
    if (call === undefined) return { items: [...found.values()], isWhole: true };
    // A page that shows nothing new is the last, whatever it says of the next.
    if (found.size === before) return { items: [...found.values()], isWhole: page > 0 };
  }
  return { items: [...found.values()], isWhole: false };
}

interface OrdersPage {
  readonly market: ExchangeMarket;
  readonly list: ListCall;
  readonly answer: unknown;
}

/** The call for the page of open orders after `answer`; undefined where that was the last. */
export function nextOrdersCall(
  { nextOrders }: QuestionProfile,
  { market, list, answer }: OrdersPage,
): ClientCall | undefined {
  const items = listOf(answer).map(fieldsOf);
  const { method, args } = list.call;
  if (list.pageSize === undefined || items.length < list.pageSize) return undefined;
  const params = fieldsOf(args[3]);
  const more = nextOrders?.({ market, items, params });
  return more === undefined ? undefined : { method, args: [args[0], args[1], args[2], { ...params, ...more }] };
}

export const marked = (name: string, mark: string | number | undefined): Params | undefined =>
  mark === undefined ? undefined : { [name]: mark };

export const following = (name: string, params: Fields): Params => ({ [name]: Number(params[name] ?? 1) + 1 });

export const told = (items: readonly Fields[], name: string): string | undefined =>
  items.map(({ info }) => textOf(fieldsOf(info)[name])).find((mark) => mark !== undefined);

/** The smallest of the exchange's own numbers. */
export function leastOf(items: readonly Fields[], name: string): string | undefined {
  let least: bigint | undefined;
  for (const { info } of items) {
    const text = textOf(fieldsOf(info)[name]);
    if (text === undefined || !/^\d{1,30}$/.test(text)) continue;
    const number = BigInt(text);
    if (least === undefined || number < least) least = number;
  }
  return least?.toString();
}

export function oldestOf(items: readonly Fields[]): number | undefined {
  const times = items.map(({ timestamp }) => Number(timestamp)).filter((time) => time > 0);
  return times.length === 0 ? undefined : Math.min(...times);
}
