/**
 * Keeps an account's private streams up: a connection, and after its end another one, later and longer apart each time, with
 * jitter, so that a thousand servers do not come back in the same second. What happened in between is lost for the streams;
 * whoever hears `onUp` compares with the venue. Refused credentials end the trying: only new credentials change that.
 */
import type { Clock, Timer } from '#ports/clock.ts';
import type { CcxtClient } from './client-surface.ts';
import type { SeenOrder } from './order-reading.ts';
import type { SeenTrade } from './trade-reading.ts';
import type { StreamChannel, StreamTalk } from './stream-talk.ts';
import { StreamConnection } from './streams-connection.ts';

export interface StreamSettings {
  readonly staleMs: number;
  /** A subscription that is not confirmed by then is not there. */
  readonly confirmMs: number;
  /** What has happened so long ago and was not told is not on its way any more. */
  readonly deafMs: number;
  /** Streams that were made anew because they were deaf are not made anew for that again so soon, and each time later. */
  readonly deafApartMs: number;
  readonly openTimeoutMs: number;
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** A connection that held this long was a good one: the next wait is the first again. */
  readonly stableMs: number;
  /** Between two looks at the working orders while there are no streams. */
  readonly pollMs: number;
  /** Without working orders the line is still tried so often. */
  readonly idlePollMs: number;
}

export const STREAM_DEFAULTS: StreamSettings = {
  staleMs: 25_000,
  confirmMs: 10_000,
  deafMs: 10_000,
  deafApartMs: 60_000,
  openTimeoutMs: 15_000,
  retryFirstMs: 1_000,
  retryLongestMs: 60_000,
  stableMs: 30_000,
  pollMs: 1_000,
  idlePollMs: 10_000,
};

export interface PrivateStreamsOptions {
  readonly createClient: () => Promise<CcxtClient>;
  readonly channels: readonly StreamChannel[];
  readonly talk: StreamTalk;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly settings: StreamSettings;
  readonly isCredentialsError: (error: unknown) => boolean;
  readonly onOrder: (order: SeenOrder) => void;
  readonly onTrade: (trade: SeenTrade) => void;
  readonly onUp: () => void;
  /** Told when they were up and are no more, and when the first attempt fails. */
  readonly onDown: (error: unknown) => Promise<void>;
  /** Told once; nothing is tried after it. */
  readonly onCredentialsRefused: (error: unknown) => void;
}

export class PrivateStreams {
  readonly #options: PrivateStreamsOptions;
  #connection: StreamConnection | undefined;
  #timer: Timer | undefined;
  #stopped = true;
  #isUp = false;
  #upAt = 0;
  #retryMs: number;
  /** Grows with each connection: what an earlier one still says counts for nothing. */
  #epoch = 0;
  #told: Promise<void> = Promise.resolve();

  constructor(options: PrivateStreamsOptions) {
    this.#options = options;
    this.#retryMs = options.settings.retryFirstMs;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Resolves when the first attempt has come up or failed; further ones follow by themselves. */
  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    await this.#connect();
    await this.#told;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#isUp = false;
    this.#epoch += 1;
    this.#timer?.cancel();
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  /** Ends the present connection and makes another: somebody has found that it does not tell all it should. */
  renew(reason: string): void {
    if (this.#isUp) this.#failed(this.#epoch, new Error(reason));
  }

  async #connect(): Promise<void> {
    const { settings, clock, onUp } = this.#options;
    this.#epoch += 1;
    const epoch = this.#epoch;
    try {
      const connection = await this.#make(epoch);
      if (epoch !== this.#epoch) {
        await connection.close();
        return;
      }
      this.#connection = connection;
      await connection.open(settings.openTimeoutMs);
      if (epoch !== this.#epoch) return;
      this.#isUp = true;
      this.#upAt = clock.monotonic();
      onUp();
    } catch (error) {
      this.#failed(epoch, error);
    }
  }

  async #make(epoch: number): Promise<StreamConnection> {
    const { createClient, channels, talk, clock, settings, onOrder, onTrade } = this.#options;
    const heard = <T>(tell: (item: T) => void) => {
      return (item: T): void => {
        if (epoch === this.#epoch) tell(item);
      };
    };
    return new StreamConnection({
      client: await createClient(),
      channels,
      talk,
      clock,
      confirmMs: settings.confirmMs,
      staleMs: settings.staleMs,
      onOrder: heard(onOrder),
      onTrade: heard(onTrade),
      onFailure: (error) => this.#failed(epoch, error),
    });
  }

  #failed(epoch: number, error: unknown): void {
    if (epoch !== this.#epoch || this.#stopped) return;
    const { clock, settings, random, isCredentialsError, onDown, onCredentialsRefused } = this.#options;
    this.#epoch += 1;
    void this.#connection?.close();
    this.#connection = undefined;
    if (this.#isUp && clock.monotonic() - this.#upAt >= settings.stableMs) this.#retryMs = settings.retryFirstMs;
    this.#isUp = false;
    if (isCredentialsError(error)) {
      this.#stopped = true;
      onCredentialsRefused(error);
      return;
    }
    // Half to one and a half of the wait.
    const waitMs = this.#retryMs * (0.5 + random());
    this.#retryMs = Math.min(this.#retryMs * 2, settings.retryLongestMs);
    this.#timer = clock.after(waitMs, () => void this.#connect());
    this.#told = onDown(error);
  }
}
