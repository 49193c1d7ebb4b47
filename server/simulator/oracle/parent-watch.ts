/**
 * Orders that the server carries out by others, looked at by the venue's own books: what the venue has accepted of one has
 * filled, and may still fill, no more than it is. And by the journal: nothing is signed for one that is to end, nor anything
 * new while the fate of another child is open; and none has ended while a child of it may still fill.
 */
import { add, type Decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { isParentOver } from '#domain/parent-order.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { TrueOrder, VenueTruth } from '../venue/venue-truth.ts';
import { amountOf, type Fact, type JournalFacts, leavesAtLeast } from './journal-facts.ts';

export interface ParentWatchOptions {
  readonly truth: VenueTruth;
  /** With the fact that is being taken in. */
  readonly facts: Pick<JournalFacts, 'orders'>;
  readonly faults: FaultPlan;
  readonly say: (sentence: string) => void;
}

/** Faults after which the venue itself fills more than it was asked for. */
const FILLS_MORE = ['over_fill', 'absurd_report'] as const;

/** After these the fate of an order is known. */
const SETTLES: ReadonlySet<string> = new Set([
  'order_accepted',
  'order_filled',
  'order_rejected',
  'order_canceled',
  'order_expired',
]);

export class ParentWatch {
  readonly #options: ParentWatchOptions;
  readonly #quantities = new Map<string, Decimal>();
  readonly #parentOf = new Map<string, string>();
  /** Children of which nobody knows what has become. */
  readonly #unknown = new Set<string>();
  readonly #toEnd = new Set<string>();

  constructor(options: ParentWatchOptions) {
    this.#options = options;
  }

  /** Takes in what the journal says of them. */
  take({ kind, orderId, parentOrderId, request, state, attempt = 1 }: Fact): void {
    if (orderId === undefined) return;
    if (kind === 'parent_moved' && state !== undefined && isParentOver(state)) this.#ended(orderId, state);
    if (kind === 'parent_created') this.#quantities.set(orderId, amountOf(request?.quantity));
    else if (kind === 'parent_cancel_asked') this.#toEnd.add(orderId);
    else if (kind === 'order_created' && parentOrderId !== undefined && this.#quantities.has(parentOrderId))
      this.#parentOf.set(orderId, parentOrderId);
    if (!this.#parentOf.has(orderId)) return;
    if (kind === 'order_submitting') this.#signed(orderId, attempt);
    if (kind === 'order_unknown') this.#unknown.add(orderId);
    else if (SETTLES.has(kind)) this.#unknown.delete(orderId);
  }

  #ended(parentId: string, state: string): void {
    for (const [childId, id] of this.#parentOf) {
      const child = id === parentId ? this.#options.facts.orders.get(childId) : undefined;
      if (child === undefined || child.ended !== undefined || leavesAtLeast(child) === ZERO) continue;
      this.#options.say(`I-32: ${parentId} is ${state} while its child ${childId} may still fill`);
    }
  }

  #signed(orderId: string, attempt: number): void {
    const { say } = this.#options;
    const parentId = this.#parentOf.get(orderId) ?? '';
    if (this.#toEnd.has(parentId)) say(`I-32: order ${orderId} was signed for ${parentId}, which is to end`);
    // What goes out once more was made before anybody knew.
    if (attempt > 1) return;
    for (const other of this.#unknown)
      if (other !== orderId && this.#parentOf.get(other) === parentId)
        say(`I-31: order ${orderId} was signed for ${parentId} while the fate of ${other} was open`);
  }

  /** Compares with the venue's books as they are now. */
  look(): void {
    const { truth, faults, say } = this.#options;
    if (this.#parentOf.size === 0 || FILLS_MORE.some((name) => faults.has(name))) return;
    const sums = new Map<string, Decimal>();
    const writes = new Set<number>();
    for (const order of truth.accepted) {
      const parentId = this.#parentOf.get(order.orderId);
      // A venue without ids makes two orders of one write that came twice: nobody could know.
      if (parentId === undefined || writes.has(order.writeNumber)) continue;
      writes.add(order.writeNumber);
      sums.set(parentId, add(sums.get(parentId) ?? ZERO, mostOf(order)));
    }
    for (const [parentId, sum] of sums) {
      const quantity = this.#quantities.get(parentId) ?? ZERO;
      if (sum > quantity)
        say(`I-31: the venue may fill ${formatDecimal(sum)} of ${parentId}, which is of ${formatDecimal(quantity)}`);
    }
  }
}

/** What it has filled and, while it is open, may still fill. */
function mostOf({ status, quantity, fills }: TrueOrder): Decimal {
  return status === 'open' ? quantity : fills.reduce((sum, fill) => add(sum, fill.quantity), ZERO);
}
