/** Bugs where the server carries out an order by others: when nothing more may leave for it, and when it has ended. */
import type { Change, Mutant } from './mutant.ts';

const APPLY_PARENTS = 'engine/algos/apply-parents.ts';
const SEND_CHILD = 'engine/algos/send-child.ts';
const WORK_PARENTS = 'engine/algos/work-parents.ts';

const SHOWS_BESIDE_UNKNOWN: Change = {
  file: 'engine/algos/work-iceberg.ts',
  find: 'if (openChildren(run.state, parent).length > 0) return;',
  replace: "if (openChildren(run.state, parent).some((child) => child.status !== 'unknown')) return;",
};

export const PARENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'child-sent-again-for-nobody',
    file: 'engine/unknown.ts',
    find: "if (isUnwanted(run.state, order)) return 'PARENT_ORDER_ENDS';",
    replace: 'void isUnwanted;',
    breaks: 'a child that never arrived is sent again though its parent is to end',
    kinds: ['request_lost', 'cancel_at_once', 'fill_races_cancel'],
    world: 'emulated',
  },
  {
    name: 'child-beside-unknown',
    file: WORK_PARENTS,
    find: "if (isInFlight(status) || status === 'approved') return true;",
    replace: "if (status === 'submitting' || status === 'approved') return true;",
    also: [SHOWS_BESIDE_UNKNOWN],
    breaks: 'the next child leaves while the fate of the last one is open',
    kinds: ['request_lost', 'reply_lost', 'request_late'],
    world: 'emulated',
  },
  {
    name: 'unknown-child-forgotten',
    file: APPLY_PARENTS,
    find: 'if (child !== undefined) sum = add(',
    replace: "if (child !== undefined && child.status !== 'unknown') sum = add(",
    also: [
      {
        file: WORK_PARENTS,
        find: "if (isInFlight(status) || status === 'approved') return true;",
        replace: "if (status === 'submitting' || status === 'approved') return true;",
      },
      SHOWS_BESIDE_UNKNOWN,
    ],
    breaks: 'a child whose fate is not known counts as if it had never been',
    kinds: ['request_lost', 'reply_lost', 'request_late'],
    world: 'emulated',
  },
  {
    name: 'cancel-of-child-not-asked-again',
    file: SEND_CHILD,
    find: 'if (isTick) asked.clear();',
    replace: 'void isTick;',
    breaks: 'a child whose cancel was refused for a moment rests on, and its parent never ends',
    kinds: ['rate_limited', 'credential_revoked'],
    world: 'emulated',
  },
  {
    name: 'fill-of-child-not-counted',
    file: APPLY_PARENTS,
    find: 'parent.filledQuantity = add(parent.filledQuantity, event.quantity);',
    replace: 'if (order.tradeIds.size === 1) parent.filledQuantity = add(parent.filledQuantity, event.quantity);',
    breaks: 'of each child only its first trade counts for its parent',
    world: 'emulated',
  },
  {
    name: 'parent-ends-without-its-children',
    file: WORK_PARENTS,
    find: 'if (parent.openChildIds.size === 0) endHere(run, parent);\n  else lookAt(run, parent, run.now + CANCEL_AGAIN_MS);',
    replace: 'void CANCEL_AGAIN_MS;\n  endHere(run, parent);',
    also: [
      {
        file: APPLY_PARENTS,
        find: 'if (isParentOver(next) && parent.openChildIds.size > 0)',
        replace: 'if (isParentOver(next) && parent.openChildIds.size < 0)',
      },
    ],
    breaks: 'an order that is carried out by others counts as ended while its children may still fill',
    world: 'emulated',
  },
];
