/**
 * One client of the event stream. It is given first what it missed, then what happens, without gap or repeat: live events
 * wait in a bounded buffer while history is read, and if they outgrow it they are read as history instead. A client that
 * does not keep up is cut off rather than served from memory; it comes back with the last sequence it saw.
 */
import { type ErrorCode, renderError, type StreamMessage } from '@signalbox/contract';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Desk } from '#runtime/desk.ts';
import type { FeedEvent } from '#views/shapes.ts';
import { MarketSubscriptions } from './market-subscriptions.ts';
import { SOCKET_OPEN, type StreamSocket } from './stream-socket.ts';

export interface StreamLimits {
  readonly heartbeatMs: number;
  /** Events that may wait while history is read. */
  readonly pendingMax: number;
  readonly pageSize: number;
  /** Bytes that may wait in the socket; beyond it history pauses, and a live client is cut. */
  readonly bufferedBytesMax: number;
  /** How often a paused history looks whether the client has caught up, and how long it goes on looking. */
  readonly pauseMs: number;
  readonly pausesMax: number;
}

export const STREAM_LIMITS: StreamLimits = {
  heartbeatMs: 15_000,
  pendingMax: 5000,
  pageSize: 500,
  bufferedBytesMax: 1_048_576,
  pauseMs: 50,
  pausesMax: 200,
};

export interface EventStreamOptions {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly socket: StreamSocket;
  readonly version: string;
  /** Events after this one are wanted; absent: only what happens from now on. */
  readonly after: number | undefined;
  readonly limits: StreamLimits;
  /** Whether the key that opened the stream is still good. */
  readonly isStillAllowed: () => boolean;
}

/** The close codes of RFC 6455 and its registry that we use. */
const CLOSE = { goingAway: 1001, policy: 1008, fault: 1011, tryAgain: 1013 } as const;

/** More than any client has to say before it was greeted. */
const EARLY_MAX = 200;

let written: { readonly event: FeedEvent; readonly text: string } | undefined;

/** The message of an event. All clients are told of one event before the next, so its text is made once for all of them. */
function messageOf(event: FeedEvent): string {
  if (written?.event !== event) written = { event, text: JSON.stringify({ type: 'event', ...event }) };
  return written.text;
}

/** Starts the stream; it ends with the socket. */
export function startEventStream(options: EventStreamOptions): EventStream {
  const stream = new EventStream(options);
  stream.start();
  return stream;
}

export class EventStream {
  readonly #options: EventStreamOptions;
  #unsubscribe: () => void = () => undefined;
  #heartbeat: Timer | undefined;
  #pending: FeedEvent[] = [];
  #overflowed = false;
  #isLive = false;
  #isOver = false;
  readonly #markets: MarketSubscriptions;
  /** What the client said before it was greeted; afterwards undefined. */
  #early: string[] | undefined = [];
  #hasAnswered = true;
  /** The last sequence the client was given or does not want. */
  #sequence = 0;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    const { desk, clock, socket, limits } = options;
    this.#markets = new MarketSubscriptions({
      market: desk.market,
      clock,
      send: (message) => this.#sendLive(message),
      isBehind: () => socket.bufferedAmount > limits.bufferedBytesMax / 2,
    });
  }

  start(): void {
    const { desk, socket } = this.#options;
    socket.on('close', () => this.#end());
    socket.on('error', () => this.#end());
    socket.on('pong', () => {
      this.#hasAnswered = true;
    });
    socket.on('message', (data) => this.#hear(data.toString()));
    // Before history is read, so that nothing that happens meanwhile is missed.
    this.#unsubscribe = desk.subscribe((event) => this.#onEvent(event));
    this.#scheduleHeartbeat();
    this.#catchUp().catch(() => this.#closeFor('INTERNAL', CLOSE.fault));
  }

  /** Says goodbye: the server stops. */
  stop(): void {
    this.#end();
    this.#options.socket.close(CLOSE.goingAway, 'the server stops');
  }

  async #catchUp(): Promise<void> {
    const { desk, after, clock, limits, version } = this.#options;
    const newest = await desk.lastEventSequence();
    this.#sequence = after ?? newest;
    this.#send({
      type: 'hello',
      version,
      sequence: newest,
      after: this.#sequence,
      heartbeatMs: limits.heartbeatMs,
      simulated: desk.health().simulated,
      time: new Date(clock.now()).toISOString(),
    });
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const text of early) this.#hear(text);
    if (this.#sequence > newest) {
      this.#closeFor('STREAM_AFTER_UNKNOWN', CLOSE.policy, { after: String(this.#sequence), newest: String(newest) });
      return;
    }
    do {
      this.#overflowed = false;
      await this.#sendHistory();
    } while (this.#overflowed && !this.#isOver);
    for (const event of this.#pending) this.#sendEvent(event);
    this.#pending = [];
    this.#isLive = true;
    this.#send({ type: 'live', sequence: this.#sequence });
  }

  async #sendHistory(): Promise<void> {
    const { desk, limits } = this.#options;
    while (!this.#isOver) {
      const page = await desk.events(this.#sequence, limits.pageSize);
      if (page.length === 0) return;
      for (const event of page) this.#sendEvent(event);
      await this.#waitUntilRead();
    }
  }

  async #waitUntilRead(): Promise<void> {
    const { socket, limits, clock } = this.#options;
    for (let pauses = 0; socket.bufferedAmount > limits.bufferedBytesMax && !this.#isOver; pauses += 1) {
      if (pauses === limits.pausesMax) {
        this.#closeFor('OVERLOADED', CLOSE.tryAgain);
        return;
      }
      await new Promise<void>((resolve) => clock.after(limits.pauseMs, resolve));
    }
  }

  #hear(text: string): void {
    if (this.#isOver) return;
    if (this.#early === undefined) this.#markets.take(text);
    else if (this.#early.length < EARLY_MAX) this.#early.push(text);
  }

  #sendLive(message: StreamMessage): void {
    if (this.#isOver) return;
    this.#send(message);
    this.#cutWhenBehind();
  }

  /** A client that does not read is cut. */
  #cutWhenBehind(): void {
    const { socket, limits } = this.#options;
    // While history is read, whoever reads it waits for the client.
    if (this.#isLive && socket.bufferedAmount > limits.bufferedBytesMax) this.#closeFor('OVERLOADED', CLOSE.tryAgain);
  }

  #onEvent(event: FeedEvent): void {
    if (this.#isOver) return;
    if (this.#isLive) {
      this.#sendEvent(event);
      this.#cutWhenBehind();
      return;
    }
    if (this.#pending.length >= this.#options.limits.pendingMax) {
      // They are durable, so what does not fit here is found when history is read once more.
      this.#pending = [];
      this.#overflowed = true;
      return;
    }
    if (!this.#overflowed) this.#pending.push(event);
  }

  #sendEvent(event: FeedEvent): void {
    if (event.sequence <= this.#sequence) return;
    this.#sequence = event.sequence;
    this.#write(messageOf(event));
  }

  #send(message: StreamMessage): void {
    this.#write(JSON.stringify(message));
  }

  #write(text: string): void {
    if (this.#options.socket.readyState === SOCKET_OPEN) this.#options.socket.send(text);
  }

  #scheduleHeartbeat(): void {
    const { clock, limits } = this.#options;
    this.#heartbeat = clock.after(limits.heartbeatMs, () => this.#beat());
  }

  #beat(): void {
    const { socket, clock, isStillAllowed } = this.#options;
    if (this.#isOver) return;
    if (!isStillAllowed()) {
      this.#closeFor('UNAUTHENTICATED', CLOSE.policy);
      return;
    }
    if (!this.#hasAnswered) {
      this.#end();
      socket.terminate();
      return;
    }
    this.#hasAnswered = false;
    socket.ping();
    this.#send({ type: 'heartbeat', sequence: this.#sequence, time: new Date(clock.now()).toISOString() });
    this.#scheduleHeartbeat();
  }

  #closeFor(code: ErrorCode, closeCode: number, values: Readonly<Record<string, string>> = {}): void {
    if (this.#isOver) return;
    this.#send({ type: 'closing', code, detail: renderError(code, values, 'en') });
    this.#end();
    this.#options.socket.close(closeCode, code);
    // A client that does not read its farewell either is not waited for.
    this.#options.clock.after(this.#options.limits.pauseMs, () => this.#options.socket.terminate());
  }

  #end(): void {
    this.#isOver = true;
    this.#unsubscribe();
    this.#markets.end();
    this.#heartbeat?.cancel();
    this.#pending = [];
  }
}
