/** What an inbox row keeps of a signal: its commands and the route as they were when it arrived, so a restart decides the same. */
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { decodePlain, encodePlain } from '#engine/plain-codec.ts';

export interface SignalDetail {
  readonly format?: string;
  readonly commands: readonly SignalCommand[];
  readonly ignoredFields: readonly string[];
  /** Absent when the text was refused before a route mattered. */
  readonly route?: Route;
  readonly error?: Reason;
}

const COMMAND_DECIMALS: ReadonlySet<string> = new Set([
  'quantity',
  'price',
  'signalPrice',
  'stopPrice',
  'trailDistance',
  'activationPrice',
  'visibleQuantity',
  'weights',
  'stopLoss',
  'takeProfit',
  'value',
  'portion',
  'targetQuantity',
  'leverage',
  'deviation',
  'defaultQuantity',
]);

/** The route written down last: a webhook's route is the same object for each of its signals. */
let newest: { readonly route: Route; readonly text: string } | undefined;

function encodeRoute(route: Route): string {
  if (newest?.route !== route) newest = { route, text: encodePlain(route) };
  return newest.text;
}

/** The detail as an inbox row keeps it. */
export function encodeDetail({ route, ...detail }: SignalDetail): string {
  const text = encodePlain(detail);
  return route === undefined ? text : `${text.slice(0, -1)},"route":${encodeRoute(route)}}`;
}

/** What {@link encodeDetail} wrote. Throws when the text is damaged. */
export function decodeDetail(text: string): SignalDetail {
  const stored = decodePlain(text, COMMAND_DECIMALS) as SignalDetail & { route?: { symbolMap: [string, string][] } };
  if (stored.route === undefined) return stored;
  return { ...stored, route: { ...stored.route, symbolMap: new Map(stored.route.symbolMap) } };
}

/** Whether a command is for this account of its route: it names it, or names none that is ours. */
export function isMeantFor({ account: named }: SignalCommand, account: string, { accounts }: Route): boolean {
  return named === undefined || named === account || !accounts.includes(named);
}

/** The route of an order that a person or program sends for one account: to the letter, at once. */
export function directRoute(account: string, maxAgeMs: number): Route {
  return {
    accounts: [account],
    mode: 'trade',
    symbolMap: new Map<string, string>(),
    levelUnit: 'price',
    riskUnit: 'lots',
    allowedActions: [],
    windows: [],
    maxAgeMs,
    exact: true,
  };
}
