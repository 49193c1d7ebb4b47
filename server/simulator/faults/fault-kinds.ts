/**
 * The faults by name. `strongest` is the highest chance per opportunity that a seed may draw. The numbers F01–F50 are those
 * of the fault list in docs/internals/simulation.md; `site` is the part of the world that asks for the fault.
 */

export type FaultSite = 'process' | 'wire' | 'disk' | 'venue' | 'sender' | 'operator';

export interface FaultKind {
  readonly name: FaultName;
  readonly number: string;
  readonly site: FaultSite;
  readonly strongest: number;
  readonly means: string;
  /** Drawn in these worlds alone: those of the others mean what they meant before there was such a fault. */
  readonly worlds?: readonly string[];
}

const kind = <N extends string>(number: string, name: N, site: FaultSite, rest: readonly [number, string]) =>
  ({ number, name, site, strongest: rest[0], means: rest[1] }) as const;

const KINDS = [
  kind('F01', 'crash_before_commit', 'disk', [0.05, 'the process dies with a write on its way to the disk']),
  kind('F02', 'crash_before_answer', 'disk', [0.05, 'the process dies when a write is durable and nobody knows yet']),
  kind('F03', 'crash_after_commit', 'process', [0.05, 'the process dies before it acts on what is durable']),
  kind('F04', 'crash_before_send', 'process', [0.1, 'the process dies with an order signed and not sent']),
  kind('F05', 'crash_after_send', 'wire', [0.1, 'the process dies with a request on its way to the venue']),
  kind('F06', 'crash_after_reply', 'wire', [0.1, 'the process dies with an answer in hand that is not written down']),
  kind('F07', 'request_lost', 'wire', [0.3, 'a request never arrives']),
  kind('F08', 'reply_lost', 'wire', [0.3, 'an answer never arrives']),
  kind('F09', 'reply_late', 'wire', [0.3, 'an answer arrives after everybody has given up on it']),
  kind('F10', 'report_duplicated', 'wire', [0.3, 'a report of the stream arrives twice']),
  kind('F10', 'request_duplicated', 'wire', [0.15, 'the network delivers a request twice']),
  kind('F11', 'request_late', 'wire', [0.3, 'a request arrives 1 to 15 seconds late']),
  kind('F12', 'server_error_done', 'wire', [0.2, 'the venue answers 5xx and has carried the request out']),
  kind('F12', 'server_error_not_done', 'wire', [0.2, 'the venue answers 5xx and has not carried it out']),
  kind('F12', 'body_unreadable', 'wire', [0.2, 'the answer can not be read']),
  kind('F13', 'rate_limited', 'wire', [0.2, 'the venue answers 429 and has not looked at the request']),
  kind('F14', 'cancel_at_once', 'operator', [0.3, 'an order is canceled while its answer is on the way']),
  kind('F15', 'fill_before_answer', 'wire', [0.4, 'the fill comes before the answer to the order']),
  kind('F16', 'reports_out_of_order', 'wire', [0.3, 'reports overtake each other']),
  kind('F16', 'report_lost', 'wire', [0.2, 'a report of the stream never arrives']),
  kind('F17', 'fill_races_cancel', 'venue', [0.4, 'part of an order fills while its cancel is on the way']),
  kind('F18', 'cancel_says_unknown', 'venue', [0.2, 'the venue denies knowing the order it is to cancel']),
  kind('F19', 'amend_half_done', 'venue', [0.2, 'an amend is carried out and called an error']),
  kind('F20', 'over_fill', 'venue', [0.02, 'the venue reports more than was ordered']),
  kind('F20', 'absurd_report', 'venue', [0.02, 'the venue reports a quantity or price that can not be']),
  kind('F22', 'terminal_renumbers', 'venue', [0.05, 'the terminal restarts and gives its open orders other numbers']),
  kind('F23', 'maintenance', 'venue', [0.02, 'the venue answers nobody for a while']),
  kind('F24', 'clock_jump', 'process', [0.01, 'the wall clock of the machine jumps']),
  kind('F25', 'stall', 'process', [0.01, 'the process stands still for seconds']),
  kind('F26', 'disk_full', 'disk', [0.1, 'nothing can be written for a while']),
  kind('F26', 'sync_failed', 'disk', [0.01, 'the disk does not confirm a write: the process has to end']),
  kind('F27', 'database_busy', 'disk', [0.1, 'one write is turned away']),
  kind('F27', 'disk_slow', 'disk', [0.1, 'a write takes seconds']),
  kind('F29', 'commit_answer_lost', 'disk', [0.03, 'a write is durable and its answer is an error']),
  kind('F31', 'webhook_duplicated', 'sender', [0.4, 'a signal is sent again, byte for byte']),
  kind('F32', 'webhook_conflict', 'sender', [0.2, 'a key is used again with another body']),
  kind('F33', 'webhook_without_key', 'sender', [0.4, 'a signal has no key of its own']),
  kind('F34', 'storm', 'sender', [0.1, 'many signals come in one instant']),
  kind('F35', 'webhook_out_of_order', 'sender', [0.3, 'an older signal comes after a newer one']),
  kind('F36', 'stream_silent', 'wire', [0.02, 'the stream says nothing more and does not break']),
  kind('F36', 'prices_silent', 'wire', [0.05, 'no price comes for a while, and the connection does not break']),
  kind('F37', 'stream_gap', 'wire', [0.05, 'the stream breaks and comes back without what it missed']),
  kind('F38', 'replica_stale', 'venue', [0.3, 'a question is answered from an older state']),
  kind('F40', 'venue_unreachable', 'wire', [0.02, 'the venue can not be reached for a while']),
  kind('F41', 'second_owner', 'process', [0.05, 'another node takes the account over while this one still runs']),
  kind('F43', 'limits_change', 'operator', [0.3, 'the limits change while orders are on their way']),
  kind('F44', 'instrument_change', 'operator', [0.1, 'trading in an instrument is suspended, or its lot changes']),
  kind('F45', 'credential_revoked', 'venue', [0.01, 'the venue refuses everything for lack of permission']),
  kind('F46', 'notifier_down', 'process', [0.5, 'nobody can be told anything']),
  kind('F47', 'kill_switch', 'operator', [0.1, 'the kill switch is pressed, and later released']),
  kind('F48', 'graceful_restart', 'operator', [0.05, 'the server is stopped and started again']),
  kind('F49', 'out_of_memory', 'process', [0.03, 'the process dies at any point at which it waits']),
  kind('F50', 'poison_signal', 'sender', [0.03, 'a signal kills the process whenever it is looked at']),
  // Those that came later stand at the end: so the kinds and strengths that a seed draws of the others stay as they were.
  kind('F12', 'answer_never', 'wire', [0.1, 'an answer never comes and the adapter waits for it for ever']),
  kind('F23', 'order_forgotten', 'venue', [
    0.5,
    'the venue comes back from a restart without an order that was open, or a raw one that had ended',
  ]),
] as const satisfies readonly unknown[];

/** Faults of the worlds that are asked for by name, whatever else these are about. */
const LATER = ['crowded', 'emulated', 'tied'] as const;

const LATER_KINDS = [
  {
    ...kind('F38', 'positions_behind', 'venue', [0.9, 'positions are told from an older state than trades are']),
    worlds: LATER,
  },
  {
    ...kind('F17', 'late_trade', 'venue', [0.9, 'a terminal learns of a trade when it has called its order ended']),
    worlds: ['crowded'],
  },
  {
    ...kind('F47', 'disarmed', 'operator', [0.1, 'the account is disarmed, and armed again later']),
    worlds: LATER,
  },
] as const satisfies readonly unknown[];

export type FaultName = (typeof KINDS | typeof LATER_KINDS)[number]['name'];

export const FAULT_KINDS: readonly FaultKind[] = [...KINDS, ...LATER_KINDS];
