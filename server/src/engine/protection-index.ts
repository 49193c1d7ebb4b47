/**
 * Where protection groups are found without a walk over all of them: by instrument, by position and by order, and those
 * of which something has changed since they were last compared with their wish. Derived from the groups, kept in step by
 * the fold, never part of a snapshot. Groups come oldest first, as they do in the state.
 */
import { add, type Decimal, maximum, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { type ProtectionGroup, protectedBy } from './protection-group.ts';

interface Member {
  readonly serial: number;
  group: ProtectionGroup;
  readonly instrument: InstrumentGroups;
  readonly position: PositionGroups;
  /** What it still protects: of a long position above zero, of a short one below. */
  protects: Decimal;
  /** Whether it is on its instrument's list of those that have changed. */
  changed: boolean;
  removed: boolean;
}

interface InstrumentGroups {
  readonly members: Set<Member>;
  changed: Member[];
}

interface PositionGroups {
  readonly members: Set<Member>;
  /** What all of them protect together, on either side. */
  long: Decimal;
  short: Decimal;
}

export class ProtectionIndex {
  readonly #members = new Map<string, Member>();
  readonly #byInstrument = new Map<string, InstrumentGroups>();
  readonly #byPosition = new Map<string, PositionGroups>();
  readonly #byChild = new Map<string, Member>();
  #serial = 0;

  /** Takes in a group, or what has become of it: after each change of what it wants or protects. */
  put(group: ProtectionGroup): void {
    const known = this.#members.get(group.id);
    const member = known !== undefined && isAtHome(known.group, group) ? known : this.#join(group);
    member.group = group;
    const protects = maximum(ZERO, protectedBy(group));
    count(member, group.side === 'buy' ? protects : negate(protects));
    touch(member);
  }

  #join(group: ProtectionGroup): Member {
    this.remove(group.id);
    this.#serial += 1;
    const instrument = this.#byInstrument.get(group.instrumentId) ?? { members: new Set(), changed: [] };
    const position = this.#byPosition.get(group.positionId) ?? { members: new Set(), long: ZERO, short: ZERO };
    this.#byInstrument.set(group.instrumentId, instrument);
    this.#byPosition.set(group.positionId, position);
    const state = { protects: ZERO, changed: false, removed: false };
    const member: Member = { serial: this.#serial, group, instrument, position, ...state };
    this.#members.set(group.id, member);
    instrument.members.add(member);
    position.members.add(member);
    return member;
  }

  remove(groupId: string): void {
    const member = this.#members.get(groupId);
    if (member === undefined) return;
    const { group, instrument, position } = member;
    count(member, ZERO);
    member.removed = true;
    this.#members.delete(groupId);
    instrument.members.delete(member);
    position.members.delete(member);
    if (instrument.members.size === 0) this.#byInstrument.delete(group.instrumentId);
    if (position.members.size === 0) this.#byPosition.delete(group.positionId);
  }

  /** Notes that an order is one of a group's stop-losses or take-profits. */
  addChild(groupId: string, orderId: string): void {
    const member = this.#members.get(groupId);
    if (member !== undefined) this.#byChild.set(orderId, member);
  }

  /** The order has left memory. */
  forgetOrder(order: Order): void {
    this.touchOrder(order);
    this.#byChild.delete(order.id);
  }

  /** An order is not what it was: its group, as the entry of which or as a part of which it was made, has changed. */
  touchOrder({ id, request }: Order): void {
    const member = request.ocoGroup === undefined ? this.#members.get(id) : this.#byChild.get(id);
    if (member !== undefined) touch(member);
  }

  /** Something about the group is not what it was: it is to be compared with its wish. */
  touch(groupId: string): void {
    const member = this.#members.get(groupId);
    if (member !== undefined) touch(member);
  }

  /** Everything that protects a position has changed. */
  touchPosition(positionId: string): void {
    for (const member of this.#byPosition.get(positionId)?.members ?? []) touch(member);
  }

  /** The groups of a position, oldest first. */
  ofPosition(positionId: string): ProtectionGroup[] {
    return groupsIn(this.#byPosition.get(positionId)?.members ?? []);
  }

  /** The groups of an instrument, oldest first. */
  ofInstrument(instrumentId: string): ProtectionGroup[] {
    return groupsIn(this.#byInstrument.get(instrumentId)?.members ?? []);
  }

  /** The instruments that have groups. */
  instruments(): string[] {
    return [...this.#byInstrument.keys()];
  }

  /** Whether the groups of a position would protect more together than the signed quantity that is held. */
  isTight(positionId: string, held: Decimal): boolean {
    const position = this.#byPosition.get(positionId);
    if (position === undefined) return false;
    return position.long > maximum(ZERO, held) || position.short > maximum(ZERO, negate(held));
  }

  /** Hands out the groups of an instrument that have changed, oldest first; they count as unchanged from then on. */
  takeChanged(instrumentId: string): ProtectionGroup[] {
    const instrument = this.#byInstrument.get(instrumentId);
    if (instrument === undefined || instrument.changed.length === 0) return [];
    const { changed } = instrument;
    instrument.changed = [];
    for (const member of changed) member.changed = false;
    if (changed.length > 1) changed.sort((left, right) => left.serial - right.serial);
    return groupsIn(changed);
  }

  /** Sorts groups, oldest first. */
  inOrder(groups: ProtectionGroup[]): ProtectionGroup[] {
    const serialOf = ({ id }: ProtectionGroup): number => this.#members.get(id)?.serial ?? 0;
    return groups.sort((left, right) => serialOf(left) - serialOf(right));
  }
}

const isAtHome = (known: ProtectionGroup, group: ProtectionGroup): boolean =>
  known.positionId === group.positionId && known.instrumentId === group.instrumentId;

function touch(member: Member): void {
  if (member.changed || member.removed) return;
  member.changed = true;
  member.instrument.changed.push(member);
}

function count(member: Member, protects: Decimal): void {
  const { position, protects: before } = member;
  if (before === protects) return;
  if (before > ZERO) position.long = subtract(position.long, before);
  else position.short = add(position.short, before);
  if (protects > ZERO) position.long = add(position.long, protects);
  else position.short = subtract(position.short, protects);
  member.protects = protects;
}

function groupsIn(members: Iterable<Member>): ProtectionGroup[] {
  const groups: ProtectionGroup[] = [];
  for (const { group, removed } of members) if (!removed) groups.push(group);
  return groups;
}
