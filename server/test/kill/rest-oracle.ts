/**
 * What must hold once the server is up again and nothing moves any more: every signal has come to an end, every order too
 * or rests, and server, journal and venue agree about fills, positions, orders and money to the last digit.
 */
import { formatDecimal, type Decimal } from '#domain/decimal.ts';
import type { Account } from '#domain/account.ts';
import { isTerminal, type OrderStatus } from '#domain/order.ts';
import { applyEvent } from '#engine/apply.ts';
import { decodeEvent } from '#engine/codec.ts';
import { type AccountState, createAccountState, type EngineSettings } from '#engine/state.ts';
import type { DoorClient } from '../process/door-client.ts';
import type { CrashImage } from './crash-image.ts';
import { type AccountRecords, type ReadEvent, recordsByAccount, signed } from './oracle.ts';

/** Where an order may stay for long. Nothing else is an end. */
const AT_REST: ReadonlySet<string> = new Set([
  'denied',
  'held',
  'accepted',
  'partially_filled',
  'filled',
  'canceled',
  'rejected',
  'expired',
]);
const RESTING: ReadonlySet<string> = new Set(['accepted', 'partially_filled']);

const PASSING_REASONS: ReadonlySet<string> = new Set(['ACCOUNT_RECONCILING', 'SYMBOL_FROZEN']);

interface Refold {
  readonly state: AccountState;
  readonly statuses: ReadonlyMap<string, OrderStatus>;
}

const refolded = new WeakMap<AccountRecords, Refold>();

/** The account, folded from its first record, without any snapshot; once for each image. */
function refold(records: AccountRecords): Refold {
  const fold = refolded.get(records) ?? foldRecords(records);
  refolded.set(records, fold);
  return fold;
}

function foldRecords({ own }: AccountRecords): Refold {
  const state = createAccountState({} as Account, {} as EngineSettings);
  const statuses = new Map<string, OrderStatus>();
  for (const { body } of own) {
    const event = decodeEvent(body);
    applyEvent(state, event);
    if (!('orderId' in event) || event.orderId === undefined) continue;
    const order = state.orders.get(event.orderId);
    if (order !== undefined) statuses.set(event.orderId, order.status);
  }
  return { state, statuses };
}

/** An order that has come to an end has a row, written with the event that ended it; one that has not, has none. */
export function compareViews(image: CrashImage): string[] {
  const rows = new Map(image.orders.map(({ id, status }) => [id, status]));
  return recordsByAccount(image).flatMap((records) => {
    const { statuses } = refold(records);
    return [...statuses]
      .filter(([id, status]) => rows.get(id) !== (isTerminal(status) ? status : undefined))
      .map(([id, status]) => `order ${id} is ${status} in the journal and ${rows.get(id)} in its row`);
  });
}

/** What has not come to an end; empty when all has. */
export function findUnfinished(image: CrashImage): string[] {
  const signals = image.signals
    .filter(({ status, attempts }) => status === 'accepted' || (status === 'quarantined' && attempts < 3))
    .map(({ signal_id, status, attempts }) => `signal ${signal_id} is ${status} after ${attempts} starts`);
  const orders = recordsByAccount(image)
    .flatMap((records) => [...refold(records).statuses])
    .filter(([, status]) => !AT_REST.has(status))
    .map(([id, status]) => `order ${id} is ${status}`);
  return [...signals, ...orders, ...recordsByAccount(image).flatMap(unheardVenue)];
}

/** What the venue did and the server has not heard of. */
function unheardVenue({ account, own, venue }: AccountRecords): string[] {
  const applied = new Set(own.filter(({ kind }) => kind === 'order_filled').map(({ facts }) => facts.tradeId));
  const missing = venue.filter(({ kind, facts }) => kind === 'fill' && !applied.has(facts.tradeId));
  return missing.map(({ facts }) => `${account}: trade ${facts.tradeId} was never applied`);
}

/** Compares journal, venue and what the doors say. */
export async function compareAtRest(image: CrashImage, client: DoorClient): Promise<string[]> {
  const found: string[] = [];
  for (const records of recordsByAccount(image)) {
    const { account } = records;
    const say = (sentence: string): void => void found.push(`${account}: ${sentence}`);
    const { state, statuses } = refold(records);
    compareOpenOrders(records, statuses, say);
    comparePositions(state, records.venue, say);
    findUnprotected(state, say);
    const [shown, positions] = await Promise.all([
      client.get(`/api/v1/accounts/${account}`),
      client.get(`/api/v1/positions?account=${account}`),
    ]);
    for (const name of ['balance', 'realizedPnl', 'fees'] as const) {
      const replayed = formatDecimal(state[name]);
      if (shown.body[name] !== replayed) say(`${name} is shown as ${shown.body[name]}; its replay gives ${replayed}`);
    }
    if (shown.body.unknownOrders !== 0) say(`${shown.body.unknownOrders} orders are unknown`);
    const replayed = [...state.positions.values()].filter(({ quantity }) => quantity !== 0n);
    compareShown(replayed, positions.body as readonly ShownPosition[], say);
  }
  return found;
}

type Say = (sentence: string) => void;
interface ShownPosition {
  readonly id: string;
  readonly side: string;
  readonly quantity: string;
}

function compareOpenOrders({ own, venue }: AccountRecords, statuses: ReadonlyMap<string, string>, say: Say): void {
  const orderOf = new Map<string, string>();
  for (const { kind, facts } of own) {
    if (kind === 'order_submitting') orderOf.set(facts.clientOrderId ?? '', facts.orderId ?? '');
  }
  const theirs = new Set([...openAtVenue(venue)].map((clientOrderId) => orderOf.get(clientOrderId) ?? clientOrderId));
  for (const [id, status] of statuses) {
    if (RESTING.has(status) && !theirs.has(id)) say(`order ${id} is ${status} here and not open at the venue`);
    if (!RESTING.has(status) && theirs.has(id)) say(`order ${id} is ${status} here and open at the venue`);
  }
}

/**
 * What an entry with a stop-loss has filled and nothing has closed yet is guarded by stops that rest. A stop that risk or
 * the venue refused for good is reported as an alarm; to be still recovering is no such reason.
 */
function findUnprotected(state: AccountState, say: Say): void {
  for (const position of state.positions.values()) {
    const groups = [...state.groups.values()].filter(
      ({ positionId, side, stopLoss }) =>
        positionId === position.id && stopLoss !== undefined && (side === 'buy') === position.quantity > 0n,
    );
    const stops = groups
      .flatMap(({ childIds }) => [...childIds].map((id) => state.orders.get(id)))
      .filter((order) => order?.request.role === 'stop_loss');
    const refused = stops.filter((order) => order?.status === 'denied' || order?.status === 'rejected');
    const isFinal = refused.some((order) => !PASSING_REASONS.has(order?.reason?.code ?? ''));
    let wanted = 0n;
    for (const { filled, closedByLeg } of groups) {
      wanted += closedByLeg.reduce((left: bigint, closed) => left - closed, filled);
    }
    const held = position.quantity < 0n ? -position.quantity : position.quantity;
    let guarded = 0n;
    for (const stop of stops) {
      if (stop !== undefined && RESTING.has(stop.status)) guarded += stop.request.quantity - stop.filledQuantity;
    }
    const due = wanted < held ? wanted : held;
    if (guarded >= due || isFinal) continue;
    const seen = stops.map((stop) => `${stop?.id} ${stop?.status} ${stop?.reason?.code ?? ''}`).join(', ');
    say(
      `${position.id}: stops guard ${text(guarded)} of ${text(due)}; groups ${groups.length}, stops: ${seen || 'none'}`,
    );
  }
}

function openAtVenue(venue: readonly ReadEvent[]): ReadonlySet<string> {
  const leaves = new Map<string, bigint>();
  const filled = new Map<string, bigint>();
  for (const { kind, facts } of venue) {
    const { clientOrderId = '' } = facts;
    if (kind === 'accepted') leaves.set(clientOrderId, unsigned(facts));
    if (kind === 'amended' && leaves.has(clientOrderId)) {
      leaves.set(clientOrderId, unsigned(facts) - (filled.get(clientOrderId) ?? 0n));
    }
    if (kind === 'fill') {
      filled.set(clientOrderId, (filled.get(clientOrderId) ?? 0n) + unsigned(facts));
      leaves.set(clientOrderId, (leaves.get(clientOrderId) ?? 0n) - unsigned(facts));
    }
    if (kind === 'canceled' || kind === 'expired') leaves.delete(clientOrderId);
  }
  return new Set([...leaves].filter(([, left]) => left > 0n).map(([id]) => id));
}

const unsigned = (facts: ReadEvent['facts']): bigint => signed({ ...facts, side: 'buy' });

function comparePositions(state: AccountState, venue: readonly ReadEvent[], say: Say): void {
  const theirs = new Map<string, bigint>();
  for (const { kind, facts } of venue) {
    const { instrumentId = '' } = facts;
    if (kind === 'fill') theirs.set(instrumentId, (theirs.get(instrumentId) ?? 0n) + signed(facts));
  }
  const ours = new Map<string, bigint>();
  for (const { instrumentId, quantity } of state.positions.values()) {
    ours.set(instrumentId, (ours.get(instrumentId) ?? 0n) + quantity);
  }
  for (const id of new Set([...theirs.keys(), ...ours.keys()])) {
    const [here, there] = [ours.get(id) ?? 0n, theirs.get(id) ?? 0n];
    if (here !== there) say(`${id}: ${text(here)} here, ${text(there)} at the venue`);
  }
}

function compareShown(
  replayed: readonly { readonly id: string; readonly quantity: Decimal }[],
  shown: readonly ShownPosition[],
  say: Say,
): void {
  const asText = (id: string, quantity: string): string => `${id} ${quantity}`;
  const here = replayed.map(({ id, quantity }) => asText(id, text(quantity))).sort();
  const there = shown.map(({ id, side, quantity }) => asText(id, side === 'short' ? `-${quantity}` : quantity)).sort();
  if (here.join() !== there.join()) say(`positions are shown as ${there.join()}; their replay gives ${here.join()}`);
}

const text = (value: bigint): string => formatDecimal(value as Decimal);
