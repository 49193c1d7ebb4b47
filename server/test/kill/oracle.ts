/**
 * What must hold of the disk of a killed process, whenever it was killed. It reads the records alone and shares no code
 * with those who wrote them, except that the accounts are folded once more from the first record.
 */
import { createHash } from 'node:crypto';
import { type Decimal, decimal } from '#domain/decimal.ts';
import type { CrashImage, StoredEvent } from './crash-image.ts';

/** The fields of the records that the checks look at. */
export interface Facts {
  readonly orderId?: string;
  readonly clientOrderId?: string;
  readonly attempt?: number;
  readonly answer?: string;
  readonly signalId?: string;
  readonly parentOrderId?: string;
  readonly command?: number;
  readonly tradeId?: string;
  readonly instrumentId?: string;
  readonly positionId?: string;
  readonly side?: 'buy' | 'sell';
  readonly price?: string;
  readonly quantity?: string;
  readonly reducing?: boolean;
}

export interface ReadEvent extends StoredEvent {
  readonly facts: Facts;
}

export interface Told {
  readonly signalId: string;
  /** How many orders of its own the message may lead to at one account; undefined: as many as there are positions. */
  readonly ordersMax: number | undefined;
}

/** The records of one account and of its venue. */
export interface AccountRecords {
  readonly account: string;
  readonly own: readonly ReadEvent[];
  readonly venue: readonly ReadEvent[];
}

const ACCOUNT = 'account:';
const VENUE = 'venue:paper:';

const readImages = new WeakMap<CrashImage, readonly AccountRecords[]>();

/** The records of each account; an image is read once, whoever asks. */
export function recordsByAccount(image: CrashImage): readonly AccountRecords[] {
  const records = readImages.get(image) ?? readRecords(image);
  readImages.set(image, records);
  return records;
}

function readRecords(image: CrashImage): readonly AccountRecords[] {
  const byStream = new Map<string, ReadEvent[]>();
  for (const event of image.events) {
    const read = { ...event, facts: JSON.parse(event.body) as Facts };
    const known = byStream.get(event.stream);
    if (known === undefined) byStream.set(event.stream, [read]);
    else known.push(read);
  }
  return [...byStream.keys()]
    .filter((stream) => stream.startsWith(ACCOUNT))
    .map((stream) => {
      const account = stream.slice(ACCOUNT.length);
      return { account, own: byStream.get(stream) ?? [], venue: byStream.get(VENUE + account) ?? [] };
    });
}

/** Everything that is wrong, one sentence each. */
export function findViolations(image: CrashImage, told: readonly Told[]): string[] {
  const found = [...brokenChains(image), ...lostSignals(image, told)];
  const limits = new Map(told.map(({ signalId, ordersMax }) => [signalId, ordersMax]));
  const accounts = recordsByAccount(image);
  for (const records of accounts) {
    const say = (sentence: string): void => void found.push(`${records.account}: ${sentence}`);
    checkDecisions(records.own, limits, say);
    checkAttempts(records, say);
    checkFills(records, say);
    checkReductions(records.venue, say);
    checkAlarms(records.own, say);
  }
  found.push(...settledTooEarly(image, accounts));
  return found;
}

type Say = (sentence: string) => void;

function brokenChains({ rows }: CrashImage): string[] {
  const heads = new Map<string, { sequence: number; hash: string }>();
  const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
  for (const { stream, sequence, records, correlation, body, hash } of rows) {
    const head = heads.get(stream) ?? { sequence: 0, hash: digest(JSON.stringify(['stream', stream])) };
    const expected = digest(JSON.stringify([head.hash, sequence, records, correlation]) + body);
    if (sequence - records !== head.sequence) return [`${stream}: ${head.sequence} is followed by ${sequence}`];
    if (hash !== expected) return [`${stream}: record ${sequence} is not what was written`];
    heads.set(stream, { sequence, hash });
  }
  return [];
}

function lostSignals({ signals }: CrashImage, told: readonly Told[]): string[] {
  const kept = new Set(signals.map((row) => row.signal_id));
  return told
    .filter(({ signalId }) => !kept.has(signalId))
    .map(({ signalId }) => `signal ${signalId} was answered with 2xx and is not in the inbox`);
}

function checkDecisions(own: readonly ReadEvent[], limits: ReadonlyMap<string, number | undefined>, say: Say): void {
  const decisions = countBy(own, (event) =>
    event.kind === 'signal_decided' ? `${event.facts.signalId}/${event.facts.command}` : undefined,
  );
  for (const [key, count] of decisions) if (count > 1) say(`signal ${key} was decided ${count} times`);
  const created = countBy(own, (event) => (event.kind === 'order_created' ? event.facts.orderId : undefined));
  for (const [id, count] of created) if (count > 1) say(`order ${id} was created ${count} times`);
  const roots = countBy(own, (event) =>
    event.kind === 'order_created' && event.facts.parentOrderId === undefined ? event.facts.signalId : undefined,
  );
  for (const [signalId, count] of roots) {
    const maximum = limits.get(signalId);
    if (maximum !== undefined && count > maximum) say(`signal ${signalId} made ${count} orders`);
  }
}

/** Journaled before it is sent, sent once, and another attempt only after the venue has twice denied knowing the first. */
function checkAttempts({ own, venue }: AccountRecords, say: Say): void {
  const orderOfClientId = new Map<string, string>();
  const attempts = new Map<string, { count: number; misses: number }>();
  for (const { kind, facts, body } of own) {
    const { orderId = '', clientOrderId = '' } = facts;
    const known = attempts.get(orderId) ?? { count: 0, misses: 0 };
    if (kind === 'order_queried' && facts.answer === 'not_found') known.misses += 1;
    const isCalledUnsent = kind === 'order_expired' && body.includes('"NOT_SENT_EXPIRED"');
    if (isCalledUnsent && known.count > 0 && known.misses < 2) say(`order ${orderId} is called unsent without a proof`);
    if (kind === 'order_submitting') {
      if (orderOfClientId.has(clientOrderId)) say(`client order id ${clientOrderId} was signed twice`);
      orderOfClientId.set(clientOrderId, orderId);
      if (known.count > 0 && known.misses < 2) say(`order ${orderId} was signed again without a proof`);
      known.count += 1;
      known.misses = 0;
    }
    attempts.set(orderId, known);
  }
  checkAcceptances(venue, orderOfClientId, say);
}

function checkAcceptances(venue: readonly ReadEvent[], orderOfClientId: ReadonlyMap<string, string>, say: Say): void {
  const accepted = venue.filter(({ kind }) => kind === 'accepted');
  for (const { facts } of accepted) {
    const { clientOrderId = '', orderId } = facts;
    const signedFor = orderOfClientId.get(clientOrderId);
    if (signedFor === undefined) say(`the venue took ${clientOrderId}, which was never journaled`);
    else if (signedFor !== orderId) say(`the venue took ${clientOrderId} for another order`);
  }
  for (const [id, count] of countBy(accepted, ({ facts }) => facts.orderId)) {
    if (count > 1) say(`the venue accepted order ${id} ${count} times`);
  }
}

function checkFills({ own, venue }: AccountRecords, say: Say): void {
  const theirs = venueTrades(venue, say);
  const seen = new Set<string>();
  for (const { kind, facts } of own) {
    if (kind !== 'order_filled') continue;
    const { tradeId = '' } = facts;
    if (seen.has(tradeId)) say(`trade ${tradeId} was applied twice`);
    seen.add(tradeId);
    const original = theirs.get(tradeId);
    if (original === undefined) say(`trade ${tradeId} was applied and the venue does not have it`);
    else if (original.price !== facts.price || original.quantity !== facts.quantity || original.side !== facts.side)
      say(`trade ${tradeId} was applied with other numbers than the venue's`);
  }
}

/** The venue's trades by their id; no order may have more of them than its largest quantity. */
function venueTrades(venue: readonly ReadEvent[], say: Say): ReadonlyMap<string, Facts> {
  const trades = new Map<string, Facts>();
  const largest = new Map<string, Decimal>();
  const filled = new Map<string, bigint>();
  for (const { kind, facts } of venue) {
    const { clientOrderId = '', tradeId = '' } = facts;
    const quantity = decimal(facts.quantity ?? '0');
    if (kind === 'accepted' || kind === 'amended') {
      const most = largest.get(clientOrderId);
      largest.set(clientOrderId, most === undefined || quantity > most ? quantity : most);
    }
    if (kind !== 'fill') continue;
    if (trades.has(tradeId)) say(`the venue has trade ${tradeId} twice`);
    trades.set(tradeId, facts);
    const sum = (filled.get(clientOrderId) ?? 0n) + quantity;
    filled.set(clientOrderId, sum);
    if (sum > (largest.get(clientOrderId) ?? 0n)) say(`${clientOrderId} was filled beyond its quantity`);
  }
  return trades;
}

/** What may only make a position smaller never turns it round. */
function checkReductions(venue: readonly ReadEvent[], say: Say): void {
  const reducing = new Set<string>();
  const positions = new Map<string, bigint>();
  for (const { kind, facts } of venue) {
    const { clientOrderId = '', positionId = '' } = facts;
    if (kind === 'accepted' && facts.reducing === true) reducing.add(clientOrderId);
    if (kind !== 'fill') continue;
    const before = positions.get(positionId) ?? 0n;
    const after = before + signed(facts);
    positions.set(positionId, after);
    if (reducing.has(clientOrderId) && (after * before < 0n || size(after) > size(before))) {
      say(`${clientOrderId} was to make position ${positionId} smaller and did not`);
    }
  }
}

/** Nobody halts an account here, and this venue says nothing absurd: whatever looks so came of a mistake of ours. */
function checkAlarms(own: readonly ReadEvent[], say: Say): void {
  for (const { kind, body } of own) {
    const isMismatch = kind === 'symbol_frozen' && body.includes('"POSITION_MISMATCH"');
    if (kind === 'report_quarantined' || kind === 'trading_state_changed' || isMismatch) say(`${kind}: ${body}`);
  }
}

/** A signal is settled in the commit that decides it or after it, never before. */
function settledTooEarly({ signals }: CrashImage, accounts: readonly AccountRecords[]): string[] {
  const decided = new Set(
    accounts.flatMap(({ account, own }) =>
      own.filter(({ kind }) => kind === 'signal_decided').map(({ facts }) => `${account}/${facts.signalId}`),
    ),
  );
  const found: string[] = [];
  for (const { signal_id: signalId, status, detail } of signals) {
    if (status !== 'done') continue;
    const { route } = JSON.parse(detail) as { route?: { accounts: readonly string[] } };
    for (const account of route?.accounts ?? []) {
      if (!decided.has(`${account}/${signalId}`))
        found.push(`signal ${signalId} is settled, ${account} never decided it`);
    }
  }
  return found;
}

const size = (value: bigint): bigint => (value < 0n ? -value : value);

export function signed({ side, quantity }: Facts): bigint {
  const amount = decimal(quantity ?? '0');
  return side === 'sell' ? -amount : amount;
}

function countBy(events: readonly ReadEvent[], keyOf: (event: ReadEvent) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const key = keyOf(event);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
