/** Bugs in what is done about orders of unknown fate: proof, resending, recovery, and what the venue says. */
import type { FaultName } from '../faults/fault-kinds.ts';
import type { Mutant } from './mutant.ts';

const UNKNOWN = 'engine/unknown.ts';
const REPORTS = 'engine/reports.ts';
const RECOVERY = 'engine/recovery.ts';
const PROVABLE_AT =
  'const provableAt = (order.signedAt ?? 0) + requestDeadlineMs + (proofDelayMs ?? 0) + CLOCK_ERROR_MS;';

/** Early doubt about an order that the venue has or is about to have, and that its answers do not show yet. */
const HIDDEN_ORDERS: readonly FaultName[] = [
  'body_unreadable',
  'crash_after_send',
  'request_late',
  'replica_stale',
  'report_lost',
  'stream_gap',
];

export const PROOF_MUTANTS: readonly Mutant[] = [
  {
    name: 'no-proof-margin',
    file: UNKNOWN,
    find: PROVABLE_AT,
    replace: 'const provableAt = 0;',
    breaks: 'a miss is a proof while the request may still be on its way',
    world: 'unique_open',
    kinds: HIDDEN_ORDERS,
  },
  {
    name: 'no-deadline-in-proof',
    file: UNKNOWN,
    find: PROVABLE_AT,
    replace: 'const provableAt = (order.signedAt ?? 0) + (proofDelayMs ?? 0) + CLOCK_ERROR_MS;',
    breaks: 'the proof does not wait for the deadline of the request',
    world: 'gateway',
    kinds: HIDDEN_ORDERS,
  },
  {
    name: 'no-lag-in-proof',
    file: UNKNOWN,
    find: PROVABLE_AT,
    replace: 'const provableAt = (order.signedAt ?? 0) + requestDeadlineMs + CLOCK_ERROR_MS;',
    breaks: 'the proof does not wait until a replica has surely seen the order',
    world: 'unique_open',
    kinds: HIDDEN_ORDERS,
  },
  {
    name: 'one-miss-suffices',
    file: UNKNOWN,
    find: 'const MISSES_NEEDED = 2;',
    replace: 'const MISSES_NEEDED = 1;',
    breaks: 'one miss is a proof',
  },
  {
    name: 'misses-need-no-distance',
    file: UNKNOWN,
    find: 'const MISS_DISTANCE_MS = 1_000;',
    replace: 'const MISS_DISTANCE_MS = 0;',
    breaks: 'two questions in one instant are two misses',
  },
  {
    name: 'proof-where-there-is-none',
    file: UNKNOWN,
    find: 'if (proofDelayMs !== undefined && known.misses >= MISSES_NEEDED',
    replace: 'if (known.misses >= MISSES_NEEDED',
    breaks: 'a venue that can prove nothing is believed',
    world: 'raw',
  },
  {
    name: 'seen-order-proven-dead',
    file: UNKNOWN,
    find: ' && order.venueOrderId === undefined) {',
    replace: ') {',
    breaks: 'an order that the venue had is proven never to have been taken',
  },
  {
    name: 'unknown-does-not-freeze',
    file: UNKNOWN,
    find: 'if (!run.state.frozen.has(instrumentId)) {',
    replace: 'if (run.state.frozen.has(instrumentId)) {',
    breaks: 'a symbol trades on while an order in it is unknown',
  },
  {
    name: 'symbol-released-too-early',
    file: UNKNOWN,
    find: "if (reason?.code !== 'OUTCOME_UNKNOWN' || unknownOrders(run, instrumentId).length > 0) return;",
    replace: "if (reason?.code !== 'OUTCOME_UNKNOWN') return;",
    breaks: 'a symbol is released while another order in it is unknown',
  },
  {
    name: 'symbol-released-with-its-position',
    file: UNKNOWN,
    find: 'if (order === undefined) return run.emit({',
    replace: 'if (order === undefined || order.attempt > 0) return run.emit({',
    breaks: 'a symbol is released because its position agrees, while an order in it is unknown',
    kinds: ['positions_behind', 'request_lost', 'stream_gap', 'graceful_restart', 'storm'],
    world: 'crowded',
  },
  {
    name: 'expired-order-sent-again',
    file: UNKNOWN,
    find: 'if (sendBefore !== undefined && run.now > sendBefore) return',
    replace: 'if (sendBefore !== undefined && run.now < 0) return',
    breaks: 'a proven dead order is sent again however old its signal is',
  },
  {
    name: 'unknown-never-asked',
    file: UNKNOWN,
    find: 'lastMissAt: 0 });\n  poll(run, order);',
    replace: 'lastMissAt: 0 });',
    breaks: 'nobody asks about an unknown order',
  },
  {
    name: 'misses-not-asked-again',
    file: UNKNOWN,
    find: "run.effect({ kind: 'poll_after', orderId: order.id, delayMs: wait });",
    replace: 'void wait;',
    breaks: 'after a miss that proves nothing nobody asks again',
  },
  {
    name: 'unreachable-not-asked-again',
    file: 'engine/query-answer.ts',
    find: 'if (!isTerminal(order.status)) pollLater(run, order);',
    replace: '',
    breaks: 'after an unreachable venue nobody asks again',
  },
  {
    name: 'refused-cancel-not-tried-again',
    file: REPORTS,
    find: 'if (isProtective(order)) pollLater(run, order);',
    replace: '',
    breaks: 'protection whose cancel was refused outlives its position',
    world: 'unique_open',
    kinds: ['credential_revoked', 'kill_switch', 'rate_limited', 'cancel_at_once'],
  },
  {
    name: 'timeout-is-rejection',
    file: REPORTS,
    find: "if (order.status === 'submitting') becomeUnknown(run, order, detail);",
    replace:
      "if (order.status === 'submitting') run.emit({ kind: 'order_rejected', time: run.now, orderId: order.id, reason: { code: 'VENUE_REJECTED', values: { venueCode: '', message: detail } } });",
    breaks: 'no answer is taken for a no',
  },
  {
    name: 'resent-after-ambiguity',
    file: REPORTS,
    find: "if (order.status === 'submitting') becomeUnknown(run, order, detail);",
    replace:
      "if (order.status === 'submitting') { run.emit({ kind: 'order_unknown', time: run.now, orderId: order.id, detail }); const verdict = judgeOrder(run, order); if (verdict.approved) signAttempt(run, order, verdict); }",
    also: [
      {
        file: REPORTS,
        find: "import { isProtective } from './protection-group.ts';",
        replace:
          "import { isProtective } from './protection-group.ts';\nimport { judgeOrder, signAttempt } from './submission.ts';",
      },
    ],
    breaks: 'an order without an answer is sent again at once under another id',
  },
  {
    name: 'resent-on-recovery',
    file: RECOVERY,
    find: "becomeUnknown(run, order, 'the server stopped before the answer came');",
    replace:
      "{ run.emit({ kind: 'order_unknown', time: run.now, orderId: order.id, detail: '' }); run.state.volatile.reconciled = true; const verdict = judgeOrder(run, order); if (verdict.approved) signAttempt(run, order, verdict); run.state.volatile.reconciled = false; }",
    also: [
      {
        file: RECOVERY,
        find: "import { becomeUnknown } from './unknown.ts';",
        replace: "import { judgeOrder, signAttempt } from './submission.ts';",
      },
    ],
    breaks: 'what was signed before a crash is sent again after it',
  },
  {
    name: 'trade-before-comparison',
    file: RECOVERY,
    find: 'run.state.volatile.reconciled = false;',
    replace: 'run.state.volatile.reconciled = true;',
    breaks: 'an account trades after a start before the venue was asked',
  },
  {
    name: 'recovered-orders-not-compared',
    file: 'runtime/compared-books.ts',
    find: '!isTerminal(status) &&',
    replace: 'isTerminal(status) &&',
    breaks: 'the comparison with the venue asks for no order',
  },
  {
    name: 'missed-trades-not-taken-up',
    file: 'runtime/venue-comparison.ts',
    find: 'for (const fill of fills ?? []) if (isNews(state(), fill)) await',
    replace: 'for (const fill of fills ?? []) if (!isNews(state(), fill)) await',
    breaks: 'the comparison with the venue leaves missed trades out',
    kinds: ['late_trade', 'report_lost', 'stream_gap', 'graceful_restart', 'venue_unreachable'],
    world: 'crowded',
  },
  {
    name: 'comparison-not-tried-again',
    file: 'runtime/venue-comparison.ts',
    find: "if (occasion === 'asked') return this.#later(RETRY_MS, 'asked');\n        return this.#later(this.#nextRecheckMs(), occasion);",
    replace: 'return;',
    breaks: 'a comparison that could not be made is not made later',
  },
];
