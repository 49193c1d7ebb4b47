/**
 * What must hold when the faults have stopped and everything has had its time: nothing was lost, nothing happened twice,
 * and the state, the journal, the money and the venue's books say the same.
 */
import { type Decimal, formatDecimal, isZero, ZERO } from '#domain/decimal.ts';
import { isInFlight, isTerminal } from '#domain/order.ts';
import { applyEvent } from '#engine/apply.ts';
import { decodeForFold } from '#engine/codec.ts';
import { encodeState } from '#engine/snapshot.ts';
import { type AccountState, createAccountState } from '#engine/state.ts';
import type { DiskContents } from '../disk/disk-contents.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { VenueTruth } from '../venue/venue-truth.ts';
import type { Message } from '../world/sender.ts';
import { SOURCE } from '../world/sender.ts';
import { ACCOUNT_ID, accountOf, WALL_START_MS } from '../world/trading-terms.ts';
import { intentionsOf } from './intentions.ts';
import { amountOf, type JournalFacts } from './journal-facts.ts';
import { checkParents } from './parents-at-rest.ts';
import { checkPoison, type Deaths } from './poison-watch.ts';
import { checkProtection } from './protection-at-rest.ts';
import { checkSignalOrder } from './signal-order.ts';

export interface RestingWorld {
  readonly state: AccountState;
  readonly contents: DiskContents;
  readonly truth: VenueTruth;
  readonly facts: JournalFacts;
  readonly messages: readonly Message[];
  /**
   * How often each signal that kills has killed. With no death: one that was counted and not yet decided when the process died of
   * something else, which nobody who comes after can tell from a death by it.
   */
  readonly deaths: ReadonlyMap<string, Deaths>;
  /** Wall time, ms. */
  readonly now: number;
  readonly faults: FaultPlan;
  readonly say: (sentence: string) => void;
}

/** Faults after which the account may rightly stand still or doubt its venue. */
const MAKES_DOUBT = ['over_fill', 'absurd_report', 'terminal_renumbers'] as const;

/** Looks at everything once. */
export function checkAtRest(world: RestingWorld): void {
  checkSignals(world);
  checkMessages(world);
  checkSignalOrder(world);
  checkOrders(world);
  checkTruth(world);
  checkTrades(world);
  checkPositions(world);
  checkFrozen(world);
  checkMoney(world);
  checkReservations(world);
  checkReplay(world);
  if (!hasDoubt(world.faults)) checkProtection(world);
  checkParents({ ...world, hasDoubt: hasDoubt(world.faults) || world.faults.has('clock_jump') });
  checkPoison(world);
}

/** I-05: every signal that is kept has been decided for its account, or is named as set aside. */
function checkSignals({ contents, facts, say, state }: RestingWorld): void {
  for (const { signalId, status, detail } of contents.inbox) {
    if (status === 'accepted')
      say(`I-05: signal ${signalId} still waits${state.volatile.reconciled ? '' : ' (the account is not up)'}`);
    if (status !== 'done') continue;
    const { commands } = JSON.parse(detail) as { commands: readonly unknown[] };
    for (const index of commands.keys()) {
      if (!facts.decided.has(`${signalId}/${index}`)) say(`I-05: signal ${signalId} is done and was never decided`);
    }
  }
}

/** I-01, I-04: what a sender was told holds, and one intention has led to at most one order. */
function checkMessages({ contents, facts, messages, truth, faults, say }: RestingWorld): void {
  const rowsByBody = new Map<string, string[]>();
  for (const { bodyHash, signalId, status, source } of contents.inbox) {
    if (source !== SOURCE || status === 'refused') continue;
    rowsByBody.set(bodyHash, [...(rowsByBody.get(bodyHash) ?? []), signalId]);
  }
  const rootsOf = new Map<string, string[]>();
  for (const order of facts.orders.values()) {
    if (order.signalId === undefined || order.parentOrderId !== undefined) continue;
    rootsOf.set(order.signalId, [...(rootsOf.get(order.signalId) ?? []), order.id]);
  }
  const accepted = new Set(truth.accepted.map(({ orderId }) => orderId));
  for (const message of messages) {
    const signals = rowsByBody.get(message.bodyHash) ?? [];
    const name = `alert ${message.number} (${message.command.action})`;
    for (const id of message.acknowledged) {
      if (contents.signal(id) === undefined) say(`I-04: ${name} was told that ${id} is kept, and it is not`);
    }
    if (
      message.conflictsWith !== undefined &&
      message.results.includes('accepted') &&
      message.conflictsWith.acknowledged.size > 0
    ) {
      say(`I-01: ${name} used the key of another one and was accepted`);
    }
    checkAges({ message, signals, rootsOf, facts, faults, say });
    // A close that was denied may be sent again, and closes as much as there is.
    if (message.commands.some(isClose)) continue;
    if (signals.length > 1) say(`I-01: ${name} was taken ${signals.length} times`);
    const roots = signals.flatMap((id) => rootsOf.get(id) ?? []).filter((id) => accepted.has(id));
    const orders = intentionsOf(roots.flatMap((id) => facts.orders.get(id) ?? []));
    // A target on the other side of the position closes and opens.
    const ordersMax = message.commands.reduce((sum, { action }) => sum + (action === 'target' ? 2 : 1), 0);
    if (orders > ordersMax) say(`I-01: ${name} led to ${orders} orders at the venue`);
  }
}

/** A target of nothing is a close by another name. */
const isClose = ({ action, targetPosition, reduceOnly }: Message['command']): boolean =>
  action.startsWith('close') || reduceOnly === true || (action === 'target' && targetPosition === 'flat');

/** I-05, I-29: every order has ended, rests at the venue, or is named as unknown to a person. */
function checkOrders({ state, truth, facts, say, faults }: RestingWorld): void {
  const open = new Map(
    truth.accepted.filter(({ status }) => status === 'open').map((order) => [order.clientOrderId, order]),
  );
  for (const order of state.orders.values()) {
    if (isTerminal(order.status)) continue;
    const isResting = order.status === 'accepted' || order.status === 'partially_filled';
    if (isResting && order.clientOrderId !== undefined && open.has(order.clientOrderId)) continue;
    if (order.status === 'unknown' && mayStayUnknown(faults)) continue;
    if (order.status === 'held') continue;
    say(`I-29: order ${order.id} (${order.request.role}) is ${order.status} long after the faults have stopped`);
  }
  for (const order of open.values()) {
    const ours = state.orders.get(order.orderId);
    if (ours !== undefined && !isTerminal(ours.status)) continue;
    if (hasDoubt(faults)) continue;
    say(
      `I-22: the venue still has order ${order.orderId}, which we hold for ${ours?.status ?? facts.orders.get(order.orderId)?.ended ?? 'unheard of'}`,
    );
  }
}

const mayStayUnknown = (faults: FaultPlan): boolean => faults.has('clock_jump') || hasDoubt(faults);
const hasDoubt = (faults: FaultPlan): boolean =>
  faults.injections.some(({ name }) => (MAKES_DOUBT as readonly string[]).includes(name));

/** I-15: nothing that the venue accepted is called denied, rejected or unsent. */
function checkTruth({ truth, facts, say }: RestingWorld): void {
  const counts = new Map<string, number>();
  for (const { orderId, attempt, status } of truth.accepted) {
    // What the venue forgot before anybody had seen it looks as if it had never been there, and can do nothing any more.
    if (status === 'forgotten') continue;
    const order = facts.orders.get(orderId);
    counts.set(orderId, (counts.get(orderId) ?? 0) + 1);
    const isCalledUnsent = order?.ended === 'order_expired' && order.endedBecause === 'NOT_SENT_EXPIRED';
    if (order?.ended === 'order_denied' || order?.ended === 'order_rejected' || isCalledUnsent) {
      say(`I-15: the venue accepted order ${orderId} (attempt ${attempt}), which is called ${order?.ended}`);
    }
  }
  for (const [id, count] of counts) if (count > 1) say(`I-01: the venue accepted order ${id} ${count} times`);
}

/** I-08: the trades in the journal are the venue's, no more and no less. */
function checkTrades({ truth, facts, say, faults }: RestingWorld): void {
  const theirs = new Map(
    truth.accepted.flatMap((order) => order.fills.map((fill) => [fill.tradeId, { order, fill }] as const)),
  );
  for (const [tradeId, { price, quantity, side, orderId }] of facts.trades) {
    const truth = theirs.get(tradeId);
    if (truth === undefined)
      say(`I-08: trade ${tradeId} of order ${orderId} was applied and the venue does not have it`);
    else if (
      truth.fill.quantity !== amountOf(quantity) ||
      truth.fill.price !== amountOf(price) ||
      truth.fill.side !== side
    ) {
      say(`I-08: trade ${tradeId} was applied with other numbers than the venue's`);
    } else if (truth.order.orderId !== orderId) say(`I-08: trade ${tradeId} was applied to another order`);
  }
  if (hasDoubt(faults)) return;
  for (const [tradeId, { order }] of theirs) {
    if (!facts.trades.has(tradeId)) say(`I-09: trade ${tradeId} of order ${order.orderId} never reached the books`);
  }
}

/** I-09: our positions are what the fills add up to, and the venue's. */
function checkPositions({ state, facts, truth, say, faults }: RestingWorld): void {
  for (const instrument of state.volatile.settings.directory.all()) {
    const { id } = instrument;
    const ours = state.positions.get(id)?.quantity ?? ZERO;
    const folded = facts.positions.get(id) ?? ZERO;
    const theirs = truth.position(id);
    if (ours !== folded)
      say(`I-09: the position in ${id} is ${formatDecimal(ours)}, its fills say ${formatDecimal(folded)}`);
    if (ours !== theirs && !hasDoubt(faults)) {
      say(`I-09: the position in ${id} is ${formatDecimal(ours)}, the venue has ${formatDecimal(theirs)}`);
    }
  }
}

/** I-29: a symbol of which nothing is unknown, and whose position is what the venue has, is let go. */
function checkFrozen({ state, truth, say, faults }: RestingWorld): void {
  if (hasDoubt(faults)) return;
  const unknown = [...state.orders.values()].filter(({ status }) => status === 'unknown');
  for (const [id, { code }] of state.frozen) {
    if (unknown.some(({ request }) => request.instrumentId === id)) continue;
    if ((state.positions.get(id)?.quantity ?? ZERO) === truth.position(id))
      say(`I-29: ${id} is frozen for ${code} long after that is over`);
  }
}

/** I-10: what was paid in, less what was spent, plus what is open at cost, is the balance. */
function checkMoney({ state, facts, say }: RestingWorld): void {
  let flows: bigint = accountOf().initialBalance;
  for (const { side, price, quantity, fee } of facts.trades.values()) {
    const value = (amountOf(price) * amountOf(quantity)) / 10n ** 18n;
    flows += (side === 'buy' ? -value : value) - amountOf(fee);
  }
  for (const position of state.positions.values()) flows += position.cost ?? ZERO;
  const gap = flows - state.balance;
  const ROUNDING = 1_000_000n;
  if (gap > ROUNDING || gap < -ROUNDING) {
    say(`I-10: the balance is ${formatDecimal(state.balance)}, its trades say ${formatDecimal(flows as Decimal)}`);
  }
}

/** I-12: what is held back is what the open orders hold back, and an order that ended holds nothing. */
function checkReservations({ state, say }: RestingWorld): void {
  let sum = 0n;
  for (const order of state.orders.values()) {
    sum += order.reservation;
    if (isTerminal(order.status) && !isZero(order.reservation))
      say(`I-12: order ${order.id} has ended and still reserves`);
  }
  if (sum !== state.reserved)
    say(`I-12: ${formatDecimal(state.reserved)} is reserved, the orders say ${formatDecimal(sum as Decimal)}`);
}

/** The journal, folded once more from its first record, gives the state. */
function checkReplay({ state, contents, say }: RestingWorld): void {
  const again = createAccountState(accountOf(), state.volatile.settings);
  for (const { body } of contents.streams.get(`account:${ACCOUNT_ID}`) ?? []) applyEvent(again, decodeForFold(body));
  const texts = [encodeState(again), encodeState(state)];
  if (texts[0] !== texts[1] && sorted(texts[0]) !== sorted(texts[1]))
    say('I-06: the journal, folded again, gives another state');
}

/** The same text whatever the order in which an object's fields were set. */
function sorted(json = ''): string {
  return JSON.stringify(JSON.parse(json), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}

/** I-18: the age counts from the alert's own time, whatever the order says of it. */
function checkAges(asked: {
  readonly message: Message;
  readonly signals: readonly string[];
  readonly rootsOf: ReadonlyMap<string, readonly string[]>;
  readonly facts: JournalFacts;
  readonly faults: FaultPlan;
  readonly say: (sentence: string) => void;
}): void {
  const { message, signals, rootsOf, facts, faults, say } = asked;
  if (faults.has('clock_jump')) return;
  const time = Math.max(...message.commands.map((command) => command.time ?? 0));
  for (const id of signals.flatMap((signal) => rootsOf.get(signal) ?? [])) {
    for (const submission of facts.orders.get(id)?.submissions ?? []) {
      const ageMs = submission.time - time;
      if (ageMs > message.maxAgeMs) say(`I-18: order ${id} was signed ${ageMs} ms after its alert`);
    }
  }
}

/** The comparison on its cycle has been made by then, at the latest: a trade of which no report came is known. */
const COMPARED_WITHIN_MS = 70_000;

/** What a request may take when nothing disturbs it, many times over. */
const ANSWERED_WITHIN_MS = 10_000;

/**
 * I-29: before anybody is asked, whatever the venue can prove has been proven. The market still moves, so something may
 * have been asked for a moment ago; that is not waited for in vain yet.
 */
export function checkProvable(
  { state, truth, facts, faults, say }: Pick<RestingWorld, 'state' | 'truth' | 'facts' | 'faults' | 'say'>,
  { hasProof, time }: { readonly hasProof: boolean; readonly time: number },
): void {
  if (mayStayUnknown(faults)) return;
  checkTakenUp({ truth, facts, say, time });
  // What has been asked for just now is on its way to the journal, which can't say when.
  if (state.sequence > facts.sequence) return;
  const accepted = new Set(truth.accepted.map(({ clientOrderId }) => clientOrderId));
  const forgotten = new Set(
    truth.accepted.filter(({ status }) => status === 'forgotten').map(({ clientOrderId }) => clientOrderId),
  );
  for (const { id, status, clientOrderId = '' } of state.orders.values()) {
    if (status === 'unknown' && forgotten.has(clientOrderId)) continue;
    if (!isInFlight(status) || (!hasProof && !accepted.has(clientOrderId))) continue;
    if (time - (facts.orders.get(id)?.askedAt ?? 0) < ANSWERED_WITHIN_MS) continue;
    say(`I-29: order ${id} is ${status} long after the venue could have told`);
  }
}

/** I-29: a trade whose report was lost unnoticed is known when the account has been compared with its venue again. */
function checkTakenUp({
  truth,
  facts,
  say,
  time,
}: Pick<RestingWorld, 'truth' | 'facts' | 'say'> & { readonly time: number }): void {
  for (const { orderId, fills } of truth.accepted) {
    for (const { tradeId, atMs } of fills) {
      if (facts.trades.has(tradeId) || time - WALL_START_MS - atMs < COMPARED_WITHIN_MS) continue;
      say(`I-29: trade ${tradeId} of order ${orderId} is not known long after the venue could have told`);
    }
  }
}
