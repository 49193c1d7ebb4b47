/**
 * The line from one process to the venue: requests and answers with their ways. A request that has been written arrives
 * whether or not its process lives; an answer reaches a process through its life alone, once.
 */
import type { Life } from '../kernel/life.ts';
import { NO_REPLY, type Reply, refused } from './reply.ts';
import type { VenueOptions } from './venue-options.ts';
import type { Weather } from './weather.ts';

/** How long an adapter waits for an answer. */
export const ANSWER_TIMEOUT_MS = 5_000;
/** What comes right at its deadline comes within this time. */
const LATE_AT_MOST_MS = 5_000;
/** How long the runtime waits for an adapter. */
const RUNTIME_TIMEOUT_MS = 15_000;
/** When an adapter gives up whose time-out has failed at first: longer than an answer takes at the most. */
const HANGING_TIMEOUT_MS = 26_000;
const LATENCY_LEAST_MS = 5;
const LATENCY_MOST_MS = 300;
const EVEN_LATENCY_MS = 10;

export interface LineRequest<T> {
  readonly what: 'place' | 'cancel' | 'amend' | 'ask';
  readonly id: string;
  /** The venue's clock; absent: it is taken however late it comes. */
  readonly deadlineAt?: number | undefined;
  /** The longest that the venue is busy with it. */
  readonly processingMs: number;
  /**
   * Whether the network may bring it twice. Within one TCP connection none does: what the fault stands for is a proxy that
   * sends again, and only where an id is taken once for ever can an order survive that. Where ids are unique among open
   * orders, or where there are none, the second copy would be an order of its own whatever the sender does.
   */
  readonly mayBeDuplicated: boolean;
  /** Called where and when the request arrives. */
  readonly handle: (answer: (reply: Reply<T>) => void) => void;
}

/** One request and what its process knows of it. */
class Call<T> {
  readonly resolve: (reply: Reply<T>) => void;
  giveUpAt: number;
  isSettled = false;
  isArmed = false;
  /** The adapter's time-out has failed: it waits for ever. */
  hangs = false;

  constructor(giveUpAt: number, resolve: (reply: Reply<T>) => void) {
    this.giveUpAt = giveUpAt;
    this.resolve = resolve;
  }
}

/** How often an adapter hangs whose request was lost, where adapters hang at all. */
const LOST_AND_HANGS = 0.5;

export class Line {
  readonly #options: VenueOptions;
  readonly #weather: Weather;
  readonly #life: Life;

  constructor(options: VenueOptions, weather: Weather, life: Life) {
    this.#options = options;
    this.#weather = weather;
    this.#life = life;
  }

  /** Writes the request once. Resolves with the answer, or with none after the time an adapter waits; a dead process waits for ever. */
  send<T>(request: LineRequest<T>): Promise<Reply<T>> {
    return new Promise((resolve) => {
      const { kernel, faults, trace, crash } = this.#options;
      const call = new Call(kernel.now + this.#answerTimeoutMs, resolve);
      trace.say('wire', `> ${request.what} ${request.id}`);
      this.#weather.tempt();
      this.#bring(request, call);
      if (request.what !== 'ask' && faults.strikes('crash_after_send')) crash(this.#life, 'crash_after_send');
    });
  }

  #bring<T>(request: LineRequest<T>, call: Call<T>): void {
    const { kernel, faults } = this.#options;
    if (faults.strikes('request_lost')) return this.#lost(call);
    if (this.#weather.isUnreachable) return this.#neverAnswered(call);
    const delayMs = this.#wayThere(request);
    this.#expectAt(call, kernel.now + delayMs);
    kernel.after(delayMs, () => this.#arrive(request, call));
  }

  #arrive<T>(request: LineRequest<T>, call: Call<T>): void {
    const { kernel } = this.#options;
    if (this.#weather.isUnreachable) return this.#neverAnswered(call);
    const turnedAway = this.#turnedAway();
    if (turnedAway !== undefined) return this.#answer(request, call, turnedAway);
    this.#expectAt(call, kernel.now + request.processingMs);
    this.#perhapsTwice(request);
    request.handle((reply) => this.#answer(request, call, this.#spoiled(request, reply)));
  }

  /** What the venue's front answers without having looked at the request. */
  #turnedAway(): Reply<never> | undefined {
    const { faults } = this.#options;
    if (this.#weather.isClosed) return { kind: 'server_error', status: 503 };
    if (this.#weather.isRevoked) return refused('PERMISSION');
    if (faults.strikes('rate_limited')) return refused('RATE_LIMITED');
    return faults.strikes('server_error_not_done') ? { kind: 'server_error', status: 502 } : undefined;
  }

  /** The sender hears the answer to the first copy only. */
  #perhapsTwice<T>(request: LineRequest<T>): void {
    const { kernel, faults } = this.#options;
    if (!request.mayBeDuplicated || !faults.strikes('request_duplicated')) return;
    kernel.after(faults.detail('request_duplicated').skewed(0.1, 5_000), () => {
      if (!this.#weather.isClosed && !this.#weather.isUnreachable) request.handle(() => undefined);
    });
  }

  #spoiled<T>(request: LineRequest<T>, reply: Reply<T>): Reply<T> {
    const { faults } = this.#options;
    if (reply.kind === 'ok' && request.what !== 'ask' && faults.strikes('server_error_done'))
      return { kind: 'server_error', status: 500 };
    return faults.strikes('body_unreadable') ? { kind: 'unreadable' } : reply;
  }

  #answer<T>(request: LineRequest<T>, call: Call<T>, reply: Reply<T>): void {
    const { kernel, faults } = this.#options;
    call.hangs = faults.strikes('answer_never');
    if (call.hangs || reply.kind === 'none' || this.#weather.isUnreachable || faults.strikes('reply_lost'))
      return this.#neverAnswered(call);
    const delayMs = this.#wayBack(request, call);
    this.#expectAt(call, kernel.now + delayMs);
    kernel.after(delayMs, () => {
      if (this.#weather.isUnreachable) this.#neverAnswered(call);
      else this.#life.deliver(() => this.#take(request, call, reply));
    });
  }

  #take<T>(request: LineRequest<T>, call: Call<T>, reply: Reply<T>): void {
    if (call.isSettled) return;
    call.isSettled = true;
    const { faults, trace, crash } = this.#options;
    trace.say('wire', `< ${reply.kind} ${request.id}`);
    if (request.what !== 'ask' && reply.kind !== 'none' && faults.strikes('crash_after_reply'))
      return crash(this.#life, 'crash_after_reply');
    call.resolve(reply);
  }

  /** An adapter that may wait for ever does so here too, where no stream tells what has become of the request. */
  #lost<T>(call: Call<T>): void {
    const { faults } = this.#options;
    call.hangs = faults.has('answer_never') && faults.detail('request_lost').chance(LOST_AND_HANGS);
    this.#neverAnswered(call);
  }

  #neverAnswered<T>(call: Call<T>): void {
    this.#expectAt(call, Number.POSITIVE_INFINITY);
  }

  /** The next news of a call comes then: where that is after the adapter's patience, its end has to be seen to. */
  #expectAt<T>(call: Call<T>, atMs: number): void {
    if (call.isArmed || call.hangs || atMs < call.giveUpAt) return;
    const { kernel } = this.#options;
    call.isArmed = true;
    kernel.after(call.giveUpAt - kernel.now, () => this.#giveUp(call));
  }

  #giveUp<T>(call: Call<T>): void {
    const { kernel } = this.#options;
    if (call.isSettled || call.hangs) return;
    if (kernel.now < call.giveUpAt) {
      call.isArmed = false;
      return this.#expectAt(call, Number.POSITIVE_INFINITY);
    }
    this.#life.deliver(() => {
      if (call.isSettled) return;
      call.isSettled = true;
      call.resolve(NO_REPLY);
    });
  }

  /** Now and then a request comes right at its deadline: where lateness is among the faults at all. */
  #wayThere<T>({ deadlineAt }: LineRequest<T>): number {
    const { faults, random, wallMs } = this.#options;
    if (faults.strikes('request_late')) return faults.detail('request_late').skewed(1_000, 15_000);
    const usualMs = this.#latency();
    if (deadlineAt === undefined || faults.isOver || !faults.has('request_late') || !random.chance(0.05))
      return usualMs;
    const atDeadlineMs = deadlineAt - wallMs() + random.pick([-2, -0.5, 0, 0.5, 2, 20]);
    return atDeadlineMs >= LATENCY_LEAST_MS && atDeadlineMs < LATE_AT_MOST_MS ? atDeadlineMs : usualMs;
  }

  /** Late is after the adapter has given up; or its own time-out has failed, and it is after the runtime has given up. */
  #wayBack<T>({ what }: LineRequest<T>, call: Call<T>): number {
    const { faults, random, kernel } = this.#options;
    if (faults.strikes('reply_late')) {
      const detail = faults.detail('reply_late');
      const hangs = what !== 'ask' && detail.chance(0.4);
      const sentAt = call.giveUpAt - this.#answerTimeoutMs;
      if (!hangs) return Math.max(call.giveUpAt - kernel.now, 0) + detail.skewed(1, 8_000);
      const answeredAt = sentAt + RUNTIME_TIMEOUT_MS + detail.skewed(1, 10_000);
      call.giveUpAt = sentAt + HANGING_TIMEOUT_MS;
      return Math.max(answeredAt - kernel.now, 0);
    }
    const usualMs = this.#latency();
    if (faults.isOver || !faults.has('reply_late') || !random.chance(0.03)) return usualMs;
    const atTimeoutMs = call.giveUpAt - kernel.now + random.pick([-1, 0, 1]);
    return atTimeoutMs >= LATENCY_LEAST_MS ? atTimeoutMs : usualMs;
  }

  get #answerTimeoutMs(): number {
    return this.#options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  #latency(): number {
    const { random, hasWhims } = this.#options;
    return hasWhims === false ? EVEN_LATENCY_MS : random.skewed(LATENCY_LEAST_MS, LATENCY_MOST_MS);
  }
}
