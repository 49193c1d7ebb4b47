/**
 * Intake: what a door has read becomes durable, once, before anybody is told that it was accepted. What can be known to be
 * wrong at the door (too old, not permitted on this route, outside its hours) is refused here and kept as refused.
 */
import type { Reason } from '#domain/order.ts';
import { isWithin } from '#domain/schedule.ts';
import type { Clock } from '#ports/clock.ts';
import type { Inbox, InboxEntry, ReceiveOutcome } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { RefusedSubmission, SignalSubmission, SubmissionResult } from './desk.ts';
import type { DecisionView } from '#views/shapes.ts';
import type { DecisionPace } from './decision-pace.ts';
import { isClose, takesAway, wasDenied } from './denied-close.ts';
import { encodeDetail, type SignalDetail } from './signal-detail.ts';
import type { CommandOutcome, SignalProcessor } from './signal-processor.ts';

export interface IntakeSettings {
  readonly duplicateWindowMs: number;
  readonly explicitKeyWindowMs: number;
  readonly futureToleranceMs: number;
  /** Signals waiting beyond which new ones are turned away. */
  readonly pendingMax: number;
}

export interface SignalIntakeOptions {
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly processor: SignalProcessor;
  readonly clock: Clock;
  readonly pace: DecisionPace;
  /** Asked for each signal: settings change while running. */
  readonly settings: () => IntakeSettings;
  readonly rehearse: (submission: SignalSubmission) => readonly DecisionView[];
  /** Why no account of the route can ever carry the signal out (unknown account or symbol); undefined when one may. */
  readonly impossible: (submission: SignalSubmission) => Reason | undefined;
}

const MINUTE_MS = 60_000;

export class SignalIntake {
  readonly #options: SignalIntakeOptions;

  constructor(options: SignalIntakeOptions) {
    this.#options = options;
  }

  /** Makes the signal durable and sets it on its way. `onDecided` hears what became of each of its commands. */
  async submit(
    submission: SignalSubmission,
    onDecided?: (outcomes: readonly CommandOutcome[]) => void,
  ): Promise<SubmissionResult> {
    const settings = this.#options.settings();
    const refusal = this.#refusalOf(submission, settings);
    if (refusal !== undefined) {
      const signalId = await this.keepRefused({ ...submission, format: submission.parsed.format, reason: refusal });
      return { kind: 'refused', reason: refusal, ...(signalId === undefined ? {} : { signalId }) };
    }
    if (this.#options.processor.pending >= settings.pendingMax) {
      return { kind: 'unavailable', reason: { code: 'OVERLOADED', values: { pending: String(settings.pendingMax) } } };
    }
    if (submission.parsed.test === true || submission.route.mode === 'rehearse') return this.#rehearse(submission);
    return this.#accept(submission, settings, onDecided);
  }

  /** Keeps a refused text so that it can be shown. Answers its id, or undefined when it could not be kept. */
  async keepRefused(refused: RefusedSubmission): Promise<string | undefined> {
    const detail = encodeDetail({
      commands: [],
      ignoredFields: [],
      error: refused.reason,
      ...(refused.format === undefined ? {} : { format: refused.format }),
    });
    const outcome = await this.#options.inbox.receive({
      source: refused.source,
      key: `refused:${refused.bodyHash}`,
      bodyHash: refused.bodyHash,
      windowMs: MINUTE_MS,
      receivedAt: refused.receivedAt,
      status: 'refused',
      text: refused.text,
      detail,
    });
    return outcome.kind === 'unavailable' ? undefined : outcome.signalId;
  }

  #refusalOf(submission: SignalSubmission, settings: IntakeSettings): Reason | undefined {
    const { parsed, route, receivedAt } = submission;
    const maxAgeMs = parsed.maxAgeMs ?? route.maxAgeMs;
    for (const { time, action } of parsed.commands) {
      if (route.allowedActions.length > 0 && !route.allowedActions.includes(action)) {
        return { code: 'ROUTE_ACTION_FORBIDDEN', values: { action } };
      }
      if (time === undefined) continue;
      const ageMs = receivedAt - time;
      const values = { sentAt: new Date(time).toISOString(), ageMs: String(ageMs), maximumMs: String(maxAgeMs) };
      if (ageMs > maxAgeMs) return { code: 'SIGNAL_STALE', values };
      if (-ageMs > settings.futureToleranceMs) return { code: 'SIGNAL_FROM_FUTURE', values };
    }
    return closedRoute(submission) ?? this.#options.impossible(submission);
  }

  async #rehearse(submission: SignalSubmission): Promise<SubmissionResult> {
    const decisions = this.#options.rehearse(submission);
    const entry = {
      ...this.#entryOf(submission, MINUTE_MS),
      key: `rehearsed:${submission.bodyHash}`,
      status: 'rehearsed' as const,
    };
    const outcome = await this.#options.inbox.receive(entry);
    if (outcome.kind === 'unavailable') return storageUnavailable(outcome.detail);
    return { kind: 'rehearsed', signalId: outcome.signalId, decisions };
  }

  async #accept(
    submission: SignalSubmission,
    settings: IntakeSettings,
    onDecided?: (outcomes: readonly CommandOutcome[]) => void,
  ): Promise<SubmissionResult> {
    const windowMs = submission.key === undefined ? settings.duplicateWindowMs : settings.explicitKeyWindowMs;
    const detail = detailOf(submission);
    const outcome = await this.#receive(submission, this.#entryOf(submission, windowMs, detail));
    switch (outcome.kind) {
      case 'unavailable':
        return storageUnavailable(outcome.detail);
      case 'duplicate':
      case 'conflict':
        return { kind: outcome.kind, signalId: outcome.signalId };
      case 'received': {
        const { signalId, position } = outcome;
        const { source, receivedAt } = submission;
        this.#options.processor.enqueue({ signalId, position, source, receivedAt, detail }, onDecided);
        return { kind: 'accepted', signalId };
      }
    }
  }

  /** The text of a close that was denied may be sent again: in its place it is received once, by whoever comes first. */
  async #receive({ key, parsed }: SignalSubmission, entry: InboxEntry): Promise<ReceiveOutcome> {
    const first = await this.#write(entry);
    if (first.kind !== 'duplicate' || key !== undefined || !isClose(parsed.commands)) return first;
    try {
      const isOpen = await wasDenied(this.#options, first.signalId);
      return isOpen ? await this.#write({ ...entry, inPlaceOf: first.signalId }) : first;
    } catch (error) {
      if (error instanceof StoreUnavailableError) return { kind: 'unavailable', detail: error.message };
      throw error;
    }
  }

  #write(entry: InboxEntry): Promise<ReceiveOutcome> {
    const { inbox, pace, clock } = this.#options;
    pace.arrived(clock.monotonic());
    return inbox.receive(entry).finally(() => pace.answered());
  }

  #entryOf(submission: SignalSubmission, windowMs: number, detail = detailOf(submission)): InboxEntry {
    return {
      source: submission.source,
      key: submission.key ?? submission.bodyHash,
      bodyHash: submission.bodyHash,
      windowMs,
      receivedAt: submission.receivedAt,
      status: 'accepted',
      text: submission.text,
      detail: encodeDetail(detail),
    };
  }
}

/** Why the route takes nothing now that opens; closing and canceling are possible at any time. */
function closedRoute({ parsed, route, receivedAt }: SignalSubmission): Reason | undefined {
  if (route.windows.length === 0 || route.windows.some((window) => isWithin(window, receivedAt))) return undefined;
  if (takesAway(parsed.commands)) return undefined;
  const windows = route.windows.map(({ start, end, timeZone }) => `${start}–${end} ${timeZone}`).join(', ');
  return { code: 'ROUTE_CLOSED', values: { windows } };
}

function detailOf({ parsed, route }: SignalSubmission): SignalDetail {
  const limited = parsed.maxAgeMs === undefined ? route : { ...route, maxAgeMs: parsed.maxAgeMs };
  return { format: parsed.format, commands: parsed.commands, ignoredFields: parsed.ignoredFields, route: limited };
}

function storageUnavailable(detail: string): SubmissionResult {
  return { kind: 'unavailable', reason: { code: 'STORAGE_UNAVAILABLE', values: { detail } } };
}
