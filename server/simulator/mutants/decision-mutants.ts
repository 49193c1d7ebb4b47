/** Bugs in what is decided: signals, risk, limits, protection. */
import type { Mutant } from './mutant.ts';

const COMMANDS = 'engine/commands.ts';
const SUBMISSION = 'engine/submission.ts';
const PROTECTION = 'engine/protection.ts';

export const DECISION_MUTANTS: readonly Mutant[] = [
  {
    name: 'signal-decided-twice',
    file: COMMANDS,
    find: 'if (run.state.decided.has(decidedKey(input.signalId, input.index))) return;',
    replace: '',
    also: [
      {
        file: 'runtime/signal-dispatch.ts',
        find: 'if (signal.position > this.#freshFrom && !item.isRepeat) return false;',
        replace: 'if (signal.position > 0) return false;',
      },
    ],
    breaks: 'neither the engine nor the journal is asked whether a signal was decided',
  },
  {
    name: 'decided-by-signal-alone',
    file: 'engine/decided-signals.ts',
    find: 'knownKey = `${signalId}/${command}`;',
    replace: 'knownKey = signalId;',
    breaks: 'the second command of a signal counts as decided with the first',
  },
  {
    name: 'newest-signal-not-remembered',
    file: 'engine/decided-signals.ts',
    find: 'state.lastSentAt.set(key, Math.max(event.sentAt, state.lastSentAt.get(key) ?? 0));',
    replace: 'state.lastSentAt.delete(key);',
    breaks: 'an older signal is carried out after a newer one',
  },
  {
    name: 'stale-signal-executed',
    file: COMMANDS,
    find: 'if (run.now - sentAt <= input.route.maxAgeMs) return undefined;',
    replace: 'if (run.now > 0) return undefined;',
    breaks: 'a signal is carried out however old it is',
  },
  {
    name: 'deadline-of-signal-dropped',
    file: COMMANDS,
    find: 'return { ...request, sendBefore: (command.time ?? receivedAt) + route.maxAgeMs };',
    replace: 'return { ...request, sendBefore: (command.time ?? receivedAt) + route.maxAgeMs * 10 };',
    breaks: 'an order may be sent ten times as late as its signal permits',
  },
  {
    name: 'client-order-id-of-all-attempts',
    file: SUBMISSION,
    find: 'settings.deriveId([order.id, String(attempt)])',
    replace: 'settings.deriveId([order.id])',
    breaks: 'every attempt of an order has the same client order id',
  },
  {
    name: 'frozen-symbol-approved',
    file: 'engine/risk/gate.ts',
    find: 'if (!outcome.passed)\n      return',
    replace: "if (!outcome.passed && check.name !== 'symbol_frozen')\n      return",
    breaks: 'a frozen symbol does not stop an order',
  },
  {
    name: 'approval-without-a-check',
    file: 'engine/risk/gate.ts',
    find: 'if (!outcome.passed)\n      return',
    replace: 'if (!outcome.passed && opening && checks.length > 100)\n      return',
    breaks: 'the gate asks all checks and lets every order pass',
  },
  {
    name: 'messages-not-counted',
    file: SUBMISSION,
    find: 'countMessage(state, order, now);\n  run.effect',
    replace: 'void countMessage;\n  run.effect',
    breaks: 'no order counts for the message rate',
    kinds: ['storm'],
  },
  {
    name: 'stale-price-accepted',
    file: 'engine/risk/checks/reference-price.ts',
    find: 'if (now - quote.time > limits.referenceMaxAgeMs)',
    replace: 'if (now < 0)',
    breaks: 'an order is measured against a price that is long gone',
  },
  {
    name: 'limits-never-change',
    file: 'engine/step.ts',
    find: 'state.volatile.limits = input.limits;',
    replace: 'void input.limits;',
    breaks: 'a running account keeps the limits it started with',
    kinds: ['limits_change'],
  },
  {
    name: 'close-not-reduce-only',
    file: 'engine/routing/plan-close.ts',
    find: "reduceOnly: true,\n    role: 'close',",
    replace: "reduceOnly: false,\n    role: 'close',",
    breaks: 'a close may turn the position round',
  },
  {
    name: 'pending-closes-not-counted',
    file: 'engine/pending-closes.ts',
    find: "if (order === undefined || order.status === 'held' || order.request.role !== 'close') continue;",
    replace: "if (order === undefined || order.request.role === 'close') continue;",
    breaks: 'two closes on their way together close more than there is',
    world: 'gateway',
  },
  {
    name: 'protection-does-not-give-way',
    file: 'engine/pending-closes.ts',
    find: 'if (giving === ZERO) return true;',
    replace: 'if (giving >= ZERO) return true;',
    breaks: 'a close is sent while a stop-loss could take the same off the position',
    world: 'gateway',
  },
  {
    name: 'protection-not-placed-after-recovery',
    file: 'engine/recovery.ts',
    find: 'syncProtection(run, instrumentId, { retry: true });',
    replace: 'void syncProtection, void instrumentId;',
    breaks: 'after a start a position stays without its stop-loss',
  },
  {
    name: 'protection-not-placed-after-resume',
    file: COMMANDS,
    find: 'for (const instrumentId of run.state.groupIndex.instruments()) syncProtection(run, instrumentId, { retry: true });',
    replace: '',
    breaks: 'a position that was opened into a halt stays without its stop-loss when trading goes on',
    kinds: ['kill_switch', 'storm', 'report_lost', 'stall'],
  },
  {
    name: 'protection-outlives-its-position',
    file: PROTECTION,
    find: "if (!wanted) requestCancel(run, newest, 'engine');\n  else amend",
    replace: 'if (wanted) amend',
    breaks: 'a stop-loss rests on when its position is closed',
  },
  {
    name: 'unarmed-account-opens',
    file: 'engine/apply-account.ts',
    find: 'for (const layer of [serverTrading, armTrading])',
    replace: 'for (const layer of [serverTrading])',
    also: [
      {
        file: 'engine/risk/checks/trading-state.ts',
        find: "if (openingQuantity > 0n && state.armTrading.state !== 'active')",
        replace: "if (openingQuantity > 0n && state.armTrading.state === 'halted')",
      },
    ],
    breaks: 'nobody looks whether the account is armed',
    world: 'crowded',
    kinds: ['disarmed', 'storm'],
  },
  {
    name: 'cancel-does-not-tell-who',
    file: 'engine/changes.ts',
    find: "kind: 'order_cancel_requested', time: run.now, orderId: order.id, actor",
    replace: "kind: 'order_cancel_requested', time: run.now, orderId: order.id, actor: ''",
    breaks: 'the books do not say who canceled',
  },
];
