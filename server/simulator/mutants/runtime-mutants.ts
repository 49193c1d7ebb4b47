/** Bugs in the loop around the engine: journal before effects, replay, lanes, inbox, kill switch, ownership. */
import type { Mutant } from './mutant.ts';

const STEPPER = 'runtime/account-stepper.ts';
const EFFECTS = 'runtime/effect-runner.ts';
const WRITER = 'runtime/stream-writer.ts';

export const RUNTIME_MUTANTS: readonly Mutant[] = [
  {
    name: 'never-compared-again',
    file: 'runtime/venue-comparison.ts',
    find: "return this.#later(this.#options.compareEveryMs(), 'routine');",
    replace: 'void this.#options.compareEveryMs();\n        return;',
    breaks: 'what the stream lost unnoticed is never found',
  },
  {
    name: 'effects-before-durable',
    file: STEPPER,
    find: '    this.#rows.note();\n    writer.write({',
    replace: '    this.#rows.note();\n    this.#finish(effects);\n    writer.write({',
    also: [
      {
        file: STEPPER,
        find: "        this.#finish(effects);\n        resolve?.({ kind: 'durable', refusal, events });\n        this.#options.onCommitted(events);",
        replace: "        resolve?.({ kind: 'durable', refusal, events });\n        this.#options.onCommitted(events);",
      },
    ],
    breaks: 'an order is sent before it is in the journal',
  },
  {
    name: 'journal-write-dropped',
    file: WRITER,
    find: 'const records = batches.flatMap((batch) => batch.records);',
    replace:
      "const records = batches.flatMap((batch) => batch.records).filter((record) => record.kind !== 'order_submitting');",
    breaks: 'that an order is being sent is not written down',
  },
  {
    name: 'failed-write-ignored',
    file: WRITER,
    find: "if (outcome.kind === 'appended') this.#succeed(batches, outcome.position);",
    replace:
      "if (outcome.kind !== 'fenced') this.#succeed(batches, outcome.kind === 'appended' ? outcome.position : 0);",
    breaks: 'a write that failed counts as done',
  },
  {
    name: 'fenced-is-unavailable',
    file: 'runtime/account-runner.ts',
    find: "if (outcome.kind === 'fenced') {",
    replace: "if (outcome.kind === 'fenced' && this.#stopped) {",
    breaks: 'a node that lost the account takes it back',
    world: 'two_nodes',
  },
  {
    name: 'kill-ignored-before-send',
    file: EFFECTS,
    find: 'if (isKilled() || late) {',
    replace: 'if (late) {\n      void isKilled;',
    breaks: 'what was approved before the kill switch is sent after it',
    kinds: ['kill_switch', 'disk_slow', 'storm', 'webhook_duplicated'],
  },
  {
    name: 'kill-ignored',
    file: EFFECTS,
    find: 'if (isKilled() || late) {',
    replace: 'if (late) {\n      void isKilled;',
    also: [
      {
        file: 'engine/risk/checks/trading-state.ts',
        find: "if (state.tradingState === 'halted' && !isCut) return",
        replace: "if (state.tradingState === 'halted' && !isCut && openingQuantity < 0n) return",
      },
    ],
    breaks: 'the kill switch stops nothing',
  },
  {
    name: 'deadline-ignored-before-send',
    file: EFFECTS,
    find: 'const late = clock.now() > order.deadlineAt;',
    replace: 'const late = clock.now() < 0;',
    breaks: 'an order is sent after its deadline',
    world: 'raw',
  },
  {
    name: 'create-retried-by-transport',
    file: EFFECTS,
    find: 'this.#report(clientOrderId, broker.place(order));',
    replace:
      "this.#report(clientOrderId, broker.place(order).then((report) => (report.kind === 'ambiguous' ? broker.place(order) : report)));",
    breaks: 'an order without an answer is sent again, under the same id',
  },
  {
    name: 'silence-is-not-noticed',
    file: EFFECTS,
    find: 'clock.after(ANSWER_TIMEOUT_MS, () =>',
    replace: 'clock.after(1_000 * ANSWER_TIMEOUT_MS, () =>',
    breaks: 'an answer that never comes is waited for for ever',
  },
  {
    name: 'question-waits-for-ever',
    file: EFFECTS,
    find: 'inTime(broker.query(effect), clock, ANSWER_TIMEOUT_MS)',
    replace: '(void clock, void inTime, broker.query(effect))',
    breaks: 'an order whose question is never answered is asked about no more',
  },
  {
    name: 'comparison-waits-for-ever',
    file: 'runtime/answer-time.ts',
    find: 'export const READ_TIMEOUT_MS = 30_000;',
    replace: 'export const READ_TIMEOUT_MS = 30_000_000;',
    breaks: 'a comparison whose question is never answered is never made',
  },
  {
    name: 'halt-not-restored',
    file: 'runtime/trading-switch.ts',
    find: 'this.#server = options.latch.read();',
    replace: "this.#server = 'active';\n    void options.latch;",
    breaks: 'a halt is forgotten by a restart',
    kinds: ['kill_switch', 'disk_full', 'out_of_memory', 'crash_after_commit', 'crash_before_answer'],
  },
  {
    name: 'halt-not-in-memory-first',
    file: 'runtime/trading-switch.ts',
    find: 'this.#server = request.state;\n      latched = this.#latch.write(request.state);',
    replace:
      'latched = this.#latch.write(request.state);\n      this.#clock.after(2_000, () => void (this.#server = request.state));',
    breaks: 'a halt takes effect seconds after it was ordered',
    kinds: ['kill_switch', 'disk_slow', 'storm'],
  },
  {
    name: 'fold-skips-a-kind',
    file: 'runtime/fold-journal.ts',
    find: 'for (const { body } of records) applyEvent(state, decodeForFold(body));',
    replace:
      "for (const record of records) if (record.kind === 'order_canceled') state.sequence += 1; else applyEvent(state, decodeForFold(record.body));",
    breaks: 'a start does not see which orders were canceled',
  },
  {
    name: 'snapshot-one-event-behind',
    file: 'engine/snapshot.ts',
    find: '  for (const order of state.orders.values()) index(state, order);',
    replace: '  state.sequence -= 1;\n  for (const order of state.orders.values()) index(state, order);',
    breaks: 'the last event before a snapshot is folded twice',
    kinds: ['graceful_restart', 'reply_lost', 'fill_races_cancel'],
  },
  {
    name: 'snapshot-of-what-is-not-durable',
    file: 'runtime/snapshot-keeper.ts',
    find: 'if (this.#options.durableSequence() !== sequence || sequence === this.#at) return;',
    replace: 'if (sequence === this.#at) return;',
    breaks: 'a snapshot holds what the journal never got',
    kinds: ['graceful_restart', 'disk_full', 'database_busy', 'disk_slow', 'storm'],
  },
  {
    name: 'poison-never-set-aside',
    file: 'runtime/signal-processor.ts',
    find: 'if (attempts > CRASHES_MAX) {',
    replace: 'if (attempts < 0) {\n      void CRASHES_MAX;',
    breaks: 'a signal that kills the process kills it for ever',
    kinds: ['poison_signal'],
  },
  {
    name: 'backlog-hardly-counted',
    file: 'runtime/signal-probation.ts',
    find: 'const SUSPECTS = 20;',
    replace: 'const SUSPECTS = 1;',
    breaks: 'a signal that kills is not counted in a life that has decided one other before it',
    kinds: ['poison_signal', 'storm'],
  },
  {
    name: 'settled-before-decided',
    file: 'runtime/signal-dispatch.ts',
    find: '    const ended = await Promise.all(',
    replace: "    await this.#options.undone.settle(signal.signalId, 'done');\n    const ended = await Promise.all(",
    breaks: 'a signal is marked as done before it is',
  },
  {
    name: 'undone-signal-not-tried-again',
    file: 'runtime/signal-dispatch.ts',
    find: 'if (!done) this.#options.clock.after(RETRY_DELAY_MS, () => void this.carryOut(signal, outcomes));',
    replace: 'void done;',
    breaks: 'what could not be carried out now is never carried out',
  },
  {
    name: 'undone-signals-not-taken-up',
    file: 'runtime/signal-processor.ts',
    find: 'const suspects = await inbox.pending(0, SUSPECTS);',
    replace: 'const suspects = (await inbox.pending(0, SUSPECTS)).slice(1);\n    if (suspects.length === 0) return;',
    breaks: 'a start leaves an undone signal in the inbox',
  },
  {
    name: 'pump-forgets-a-lane',
    file: 'runtime/lanes.ts',
    find: 'if (next === items.length) this.#lanes.delete(key);',
    replace: 'if (next <= items.length) this.#lanes.delete(key);',
    breaks: 'who waits in a lane is forgotten when it is looked at',
  },
  {
    name: 'inbox-key-ignored',
    file: 'runtime/signal-intake.ts',
    find: 'key: submission.key ?? submission.bodyHash,',
    replace: 'key: `${submission.key ?? submission.bodyHash} ${submission.receivedAt}`,',
    breaks: 'a signal that is sent again is a new one',
  },
  {
    name: 'accepted-before-kept',
    file: 'runtime/signal-intake.ts',
    find: "case 'unavailable':\n        return storageUnavailable(outcome.detail);",
    replace: "case 'unavailable':\n        return { kind: 'accepted', signalId: 'a'.repeat(24) };",
    breaks: 'a sender is told that a signal is kept when it is not',
  },
  {
    name: 'repeat-while-unwritten-not-asked-for',
    file: 'runtime/signal-dispatch.ts',
    find: 'if (outcome.result.perhapsWritten === true) this.#uncertain.add(signal.signalId);\n        return false;',
    replace:
      'if (outcome.result.perhapsWritten === true) {\n          outcomes.set(key, outcome);\n          continue;\n        }\n        return false;',
    breaks: 'a decision of which nobody knows whether it was written counts as made',
  },
  {
    name: 'halt-undoes-resume',
    file: 'runtime/trading-switch.ts',
    find: "if (!durable && request.state === 'halted' && isNewest)",
    replace: "if (!durable && request.state === 'halted')",
    breaks: 'a halt that waits for the disk comes back over the resume that followed it',
    kinds: ['kill_switch', 'disk_full', 'disk_slow'],
  },
];
