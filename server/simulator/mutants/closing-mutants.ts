/** Bugs where orders end, closes wait for room, and protection comes and goes with its position. */
import type { Mutant } from './mutant.ts';

const PROTECTION = 'engine/protection.ts';
const PENDING_CLOSES = 'engine/pending-closes.ts';
const UNKNOWN = 'engine/unknown.ts';
const WAITING_CLOSES = 'engine/waiting-closes.ts';

export const CLOSING_MUTANTS: readonly Mutant[] = [
  {
    name: 'ended-order-never-given-up',
    file: 'engine/order-end.ts',
    find: 'if (ending.misses >= MISSES_MAX) end(',
    replace: 'if (ending.misses < 0) end(',
    breaks: 'an order that the venue called ended and then forgot is asked about for ever',
  },
  {
    name: 'waiting-close-not-sent',
    file: WAITING_CLOSES,
    find: 'if (isTooLate(run, order) || hasRoom(run.state, order)) sendOrExpire(run, order);',
    replace: 'if (isTooLate(run, order)) sendOrExpire(run, order);',
    breaks: 'a close that waits for room is not sent when there is room',
    world: 'gateway',
  },
  {
    name: 'protection-does-not-come-back',
    file: WAITING_CLOSES,
    find: 'if (ended) syncProtection(run, instrumentId);',
    replace: 'void ended;',
    breaks: 'a stop-loss that gave way to a close stays away when the close ends unsent',
    world: 'gateway',
  },
  {
    name: 'protection-covers-what-closes-take',
    file: PENDING_CLOSES,
    find: 'subtract(absolute(held), pendingCloses(state, closing))',
    replace: 'absolute(held)',
    breaks: 'a stop-loss is as large as the position while a close is on its way',
    world: 'gateway',
  },
  {
    name: 'amended-protection-forgets-its-fills',
    file: PROTECTION,
    find: 'const quantity = add(child.filledQuantity, wish.quantity);',
    replace: 'const { quantity } = wish;',
    breaks: 'a stop-loss that has filled in part is amended to less than is left',
  },
  {
    name: 'close-larger-than-its-position',
    file: 'engine/risk/checks/reduce-only.ts',
    find: 'return opposite && add(request.quantity, pending) <= absolute(held)',
    replace: 'return opposite && request.quantity <= absolute(held)',
    also: [
      {
        file: 'engine/routing/plan-close.ts',
        find: 'const most = minimum(asked, subtract(absolute(position.quantity), others));',
        replace: 'const most = asked;',
      },
    ],
    breaks: 'nobody asks what others are about to close',
    world: 'gateway',
  },
  {
    name: 'doubtful-order-not-counted',
    file: PENDING_CLOSES,
    find: 'const closes = add(pendingCloses(state, request, exceptId), doubtful(state, request, exceptId));',
    replace: 'const closes = pendingCloses(state, request, exceptId);',
    breaks: 'a close takes all of a position of which an order in doubt takes a part',
    world: 'gateway',
  },
  {
    name: 'take-profit-out-of-turn',
    file: PROTECTION,
    find: "if (wish.role === 'take_profit' && isBeingTaken(state, closing))",
    replace: 'if (closing.instrumentId === id && isBeingTaken(state, closing))',
    breaks: 'a take-profit is placed while an order on its way takes its position',
    world: 'gateway',
  },
  {
    name: 'groups-protect-too-much-together',
    file: PROTECTION,
    find: 'const free = taken === undefined ? undefined : maximum(ZERO, subtract(heldBy(state, group), taken));',
    replace: 'const free = taken === undefined ? undefined : heldBy(state, group);',
    breaks: 'each of several groups protects all of the position that they share',
    world: 'gateway',
  },
  {
    name: 'unsent-take-profit-out-of-turn',
    file: UNKNOWN,
    find: "if (role === 'take_profit' && isBeingTaken(run.state, order.request)) return 'REDUCE_ONLY_WOULD_INCREASE';",
    replace: 'void isBeingTaken;',
    breaks: 'a take-profit that never arrived is sent again while an order on its way takes its position',
    world: 'gateway',
  },
  {
    name: 'denied-or-given-way-counts-as-ended',
    file: PROTECTION,
    find: "if (child.status === 'denied' || child.isCancelAsked === true) continue;",
    replace: '',
    breaks: 'protection that was denied or gave way often is not placed again when the venue ends it once',
  },
  {
    name: 'unasked-change-stays',
    file: 'engine/reports.ts',
    find: 'if (!isAsked && isProtective(order)) syncProtection(run, order.request.instrumentId);',
    replace: 'void isAsked;',
    breaks: 'a stop-loss that a late amend has changed stays so',
    world: 'raw',
  },
  {
    name: 'room-not-looked-for-again',
    file: 'engine/message-room.ts',
    find: "run.effect({ kind: 'poll_after', orderId: group.id, delayMs: Math.ceil(windowMs / LOOKS_PER_WINDOW) + 1 });",
    replace: 'void LOOKS_PER_WINDOW;',
    breaks: 'protection that waits for room for its message waits for ever',
    kinds: ['storm'],
  },
  {
    name: 'difference-not-looked-at-again',
    file: 'runtime/venue-comparison.ts',
    find: "case 'different':\n        return this.#later(this.#nextRecheckMs(), 'asked');",
    replace: "case 'different':\n        return;",
    breaks: 'a symbol whose position differed for a moment stays frozen',
  },
  {
    name: 'trial-never-ends',
    file: 'runtime/signal-probation.ts',
    find: 'this.#trial = undefined;\n    this.#release();',
    replace: 'this.#release();',
    breaks: 'what comes after a signal that is tried alone waits for ever',
  },
];
