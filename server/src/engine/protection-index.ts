/**
 * Where protection groups are found without a walk over all of them: by instrument and by position, and those of which
 * something has changed since they were last compared with their wish. Derived from the groups, kept in step by the
 * fold, never part of a snapshot. Groups come oldest first, as they do in the state.
 */
import { add, type Decimal, maximum, negate, subtract, ZERO } from '#domain/decimal.ts';
import { type ProtectionGroup, protectedBy } from './protection-group.ts';

interface Member {
  readonly serial: number;
  readonly instrumentId: string;
  readonly positionId: string;
  /** What it still protects: of a long position above zero, of a short one below. */
  protects: Decimal;
}

interface PositionGroups {
  readonly ids: Set<string>;
  /** What all of them protect together, on either side. */
  long: Decimal;
  short: Decimal;
}

const NONE: ReadonlySet<string> = new Set();

export class ProtectionIndex {
  readonly #members = new Map<string, Member>();
  readonly #byInstrument = new Map<string, Set<string>>();
  readonly #byPosition = new Map<string, PositionGroups>();
  readonly #changed = new Map<string, Set<string>>();
  #serial = 0;

  /** Takes in a group, or what has become of it: after each change of what it wants or protects. */
  put(group: ProtectionGroup): void {
    const { id, instrumentId, positionId } = group;
    let member = this.#members.get(id);
    if (member !== undefined && (member.positionId !== positionId || member.instrumentId !== instrumentId)) {
      this.remove(id);
      member = undefined;
    }
    if (member === undefined) {
      this.#serial += 1;
      member = { serial: this.#serial, instrumentId, positionId, protects: ZERO };
      this.#members.set(id, member);
      setIn(this.#byInstrument, instrumentId).add(id);
      const known = this.#byPosition.get(positionId);
      if (known === undefined) this.#byPosition.set(positionId, { ids: new Set([id]), long: ZERO, short: ZERO });
      else known.ids.add(id);
    }
    const protects = maximum(ZERO, protectedBy(group));
    this.#count(member, group.side === 'buy' ? protects : negate(protects));
    this.touch(id);
  }

  #count(member: Member, protects: Decimal): void {
    const position = this.#byPosition.get(member.positionId);
    if (position === undefined) return;
    if (member.protects > ZERO) position.long = subtract(position.long, member.protects);
    else position.short = add(position.short, member.protects);
    if (protects > ZERO) position.long = add(position.long, protects);
    else position.short = subtract(position.short, protects);
    member.protects = protects;
  }

  remove(groupId: string): void {
    const member = this.#members.get(groupId);
    if (member === undefined) return;
    this.#count(member, ZERO);
    const { instrumentId, positionId } = member;
    this.#members.delete(groupId);
    removeFrom(this.#byInstrument, instrumentId, groupId);
    removeFrom(this.#changed, instrumentId, groupId);
    const position = this.#byPosition.get(positionId);
    position?.ids.delete(groupId);
    if (position?.ids.size === 0) this.#byPosition.delete(positionId);
  }

  /** Something about the group or one of its orders is not what it was: it is to be compared with its wish. */
  touch(groupId: string): void {
    const member = this.#members.get(groupId);
    if (member !== undefined) setIn(this.#changed, member.instrumentId).add(groupId);
  }

  /** The groups of a position, oldest first. */
  ofPosition(positionId: string): Iterable<string> {
    return this.#byPosition.get(positionId)?.ids ?? NONE;
  }

  /** The groups of an instrument, oldest first. */
  ofInstrument(instrumentId: string): Iterable<string> {
    return this.#byInstrument.get(instrumentId) ?? NONE;
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
  takeChanged(instrumentId: string): string[] {
    const changed = this.#changed.get(instrumentId);
    if (changed === undefined) return [];
    this.#changed.delete(instrumentId);
    return this.inOrder([...changed]);
  }

  /** Sorts groups, oldest first. */
  inOrder(groupIds: string[]): string[] {
    if (groupIds.length < 2) return groupIds;
    return groupIds.sort((left, right) => this.#serialOf(left) - this.#serialOf(right));
  }

  #serialOf(groupId: string): number {
    return this.#members.get(groupId)?.serial ?? 0;
  }
}

function setIn(sets: Map<string, Set<string>>, key: string): Set<string> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const made = new Set<string>();
  sets.set(key, made);
  return made;
}

function removeFrom(sets: Map<string, Set<string>>, key: string, member: string): void {
  const known = sets.get(key);
  known?.delete(member);
  if (known?.size === 0) sets.delete(key);
}
