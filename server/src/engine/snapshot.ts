/** Snapshots: the folded part of an account's state written down, so that a start replays only what came after. */
import type { Account } from '#domain/account.ts';
import { isTerminal, type Order } from '#domain/order.ts';
import { isParentOver } from '#domain/parent-order.ts';
import { decodePlain, encodePlain } from './plain-codec.ts';
import { type AccountState, createAccountState, type EngineSettings, indexOpen } from './state.ts';

/** Changes with the shape of the state; a snapshot of another version is ignored and the journal replayed instead. */
export const SNAPSHOT_VERSION = '7';

/** The folded state as text. */
export function encodeState(state: AccountState): string {
  const { volatile: _volatile, openByInstrument: _open, openOrdinary: _ordinary, ...rest } = state;
  const { orderIdByClientId: _ids, groupIndex: _groups, liveParents: _live, ...folded } = rest;
  return encodePlain(folded);
}

/** The state that {@link encodeState} wrote, ready to have later events folded in. Throws when the text is damaged. */
export function decodeState(text: string, settings: EngineSettings): AccountState {
  const stored = decodePlain(text) as Record<string, unknown>;
  const state = createAccountState(stored['account'] as Account, settings);
  for (const [key, value] of Object.entries(stored)) {
    const target = (state as unknown as Record<string, unknown>)[key];
    if (target instanceof Map) for (const [id, member] of value as [string, unknown][]) target.set(id, member);
    else if (target instanceof Set) for (const member of value as unknown[]) target.add(member);
    else (state as unknown as Record<string, unknown>)[key] = value;
  }
  for (const order of state.orders.values()) index(state, order);
  for (const parent of state.parents.values()) {
    Object.assign(parent, { openChildIds: new Set(parent.openChildIds) });
    if (!isParentOver(parent.state)) state.liveParents.add(parent.id);
  }
  for (const group of state.groups.values()) {
    Object.assign(group, { childIds: new Set(group.childIds) });
    state.groupIndex.put(group);
    for (const id of group.childIds) if (state.orders.has(id)) state.groupIndex.addChild(group.id, id);
  }
  return state;
}

function index(state: AccountState, order: Order): void {
  Object.assign(order, { tradeIds: new Set(order.tradeIds) });
  if (order.clientOrderId !== undefined) state.orderIdByClientId.set(order.clientOrderId, order.id);
  for (let attempt = 1; attempt < order.attempt; attempt += 1) {
    state.orderIdByClientId.set(state.volatile.settings.deriveId([order.id, String(attempt)]), order.id);
  }
  if (!isTerminal(order.status)) indexOpen(state, order);
}

/** A copy that can be stepped without touching the original: for rehearsals. Prices and limits are shared, counters are not kept. */
export function cloneState(state: AccountState): AccountState {
  const copy = decodeState(encodeState(state), state.volatile.settings);
  copy.volatile.limits = state.volatile.limits;
  const { reconciled, comparedAt, differences } = state.volatile;
  Object.assign(copy.volatile, { reconciled, comparedAt, differences });
  for (const [id, quote] of state.volatile.quotes) copy.volatile.quotes.set(id, quote);
  for (const [currency, rate] of state.volatile.rates) copy.volatile.rates.set(currency, rate);
  return copy;
}
