/**
 * One life of an account's private streams, on a client of its own that is thrown away with it: nothing of a broken
 * connection (cached keys, half subscriptions) is carried into the next. It takes what the client parses at the moment it is
 * parsed, because ccxt's watch calls resolve only on the next message and lose one that comes in between. It is up when all
 * sockets are open and every subscription has been confirmed, and has failed when any watch call fails, a socket falls silent
 * for longer than its limit, or the exchange ends a subscription or does not confirm it in time.
 */
import type { Clock, Timer } from '#ports/clock.ts';
import { Attempt, currentAttempt, runAttempt } from './attempt.ts';
import { callMethod, type CcxtClient, type ClientSocket } from './client-surface.ts';
import { fieldsOf } from './client-values.ts';
import { readOrder, type SeenOrder } from './order-reading.ts';
import { StandingChannels } from './standing-channels.ts';
import type { StreamChannel, StreamTalk } from './stream-talk.ts';
import { readTrade, type SeenTrade } from './trade-reading.ts';

export interface ConnectionOptions {
  readonly client: CcxtClient;
  readonly channels: readonly StreamChannel[];
  readonly talk: StreamTalk;
  readonly clock: Clock;
  /** A subscription that the exchange has not confirmed by then is not there. */
  readonly confirmMs: number;
  /** A socket that has said nothing for this long, pongs included, is taken for dead. */
  readonly staleMs: number;
  readonly onOrder: (order: SeenOrder) => void;
  readonly onTrade: (trade: SeenTrade) => void;
  /** Called once; the connection is closed by then. */
  readonly onFailure: (error: unknown) => void;
}

/** Members of a ccxt socket that are watched here. */
interface WatchedSocket extends ClientSocket {
  onOpen: (...args: unknown[]) => unknown;
  onPong: (...args: unknown[]) => unknown;
  onMessage: (...args: unknown[]) => unknown;
  throttle: unknown;
}

interface SocketLife {
  openedAt: number | undefined;
  heardAt: number;
  /** When a subscription was last asked for or confirmed. */
  changedAt: number;
  readonly standing: StandingChannels;
  dialed: boolean;
}

const CHECK_MS = 50;

export class StreamConnection {
  readonly #options: ConnectionOptions;
  readonly #sockets = new Map<ClientSocket, SocketLife>();
  /** The sockets that each channel has asked for; a channel without one is still asking for its keys. */
  readonly #socketsOf = new Map<StreamChannel, Set<ClientSocket>>();
  readonly #channelOf = new WeakMap<Attempt, StreamChannel>();
  readonly #timers = new Set<Timer>();
  readonly #orders: unknown[] = [];
  readonly #trades: unknown[] = [];
  #closed = false;
  #watchdog: Timer | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#takeParsed();
    this.#watchSockets();
    this.#holdTimers();
  }

  /** Subscribes. Resolves when all streams are up; rejects after `timeoutMs`. A failure is told through `onFailure`. */
  async open(timeoutMs: number): Promise<void> {
    const { channels, clock } = this.#options;
    for (const channel of channels) void this.#watch(channel);
    const giveUpAt = clock.monotonic() + timeoutMs;
    while (!this.#isUp()) {
      if (this.#closed) throw new Error('the streams failed while they were being opened');
      if (clock.monotonic() > giveUpAt) throw new Error(this.#missing());
      await new Promise<void>((resolve) => {
        clock.after(CHECK_MS, resolve);
      });
    }
    this.#guardSilence();
  }

  /** Ends it without a failure being told. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#watchdog?.cancel();
    for (const timer of this.#timers) timer.cancel();
    await this.#options.client.close().catch(() => {});
  }

  async #watch(channel: StreamChannel): Promise<void> {
    const { client } = this.#options;
    const { method, params } = channel;
    while (!this.#closed) {
      try {
        const attempt = new Attempt({ lane: 'lookup' });
        this.#channelOf.set(attempt, channel);
        await runAttempt(
          attempt,
          async () => await callMethod(client, method, [undefined, undefined, undefined, params]),
        );
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    void this.close();
    this.#options.onFailure(error);
  }

  #isUp(): boolean {
    if (this.#closed) return false;
    return this.#options.channels.every((channel) => {
      const sockets = [...(this.#socketsOf.get(channel) ?? [])].filter((socket) => this.#sockets.get(socket)?.dialed);
      return sockets.length > 0 && sockets.every((socket) => this.#stands(socket));
    });
  }

  /** All that was asked for over it is confirmed, and a moment has passed: a login is followed by the subscription itself. */
  #stands(socket: ClientSocket): boolean {
    const { talk, clock } = this.#options;
    const life = this.#sockets.get(socket);
    if (life?.openedAt === undefined) return false;
    const isWhole =
      life.standing.areAll || (life.standing.waiting.length === 0 && talk.byAddress?.(socket.url) === true);
    return isWhole && clock.monotonic() - Math.max(life.openedAt, life.changedAt) >= CHECK_MS;
  }

  #missing(): string {
    const waiting = [...this.#sockets.values()].flatMap(({ standing }) => standing.waiting);
    const missing = waiting.length === 0 ? '' : `: ${waiting.join(', ')} not confirmed`;
    return `the streams did not come up in time${missing}`;
  }

  /** Whatever the client puts into its caches is taken as it goes in; both at the end of each message, orders first. */
  #takeParsed(): void {
    const { client } = this.#options;
    hookCache(client, 'orders', (order) => this.#orders.push(order));
    hookCache(client, 'triggerOrders', (order) => this.#orders.push(order));
    hookCache(client, 'myTrades', (trade) => this.#trades.push(trade));
    const handle = client.handleMessage.bind(client);
    client.handleMessage = (socket: ClientSocket, message: unknown) => {
      this.#hear(socket, message);
      try {
        return handle(socket, message);
      } finally {
        this.#tell();
      }
    };
  }

  /** Takes in what the message says of subscriptions. One that has ended ends the connection: the next one has it again. */
  #hear(socket: ClientSocket, message: unknown): void {
    const { talk, clock } = this.#options;
    const life = this.#sockets.get(socket);
    const news = life === undefined ? undefined : talk.says(fieldsOf(message));
    if (life === undefined || news === undefined) return;
    life.changedAt = clock.monotonic();
    const ended = life.standing.heard(news);
    // After the client has read it: a refusal that it understands tells more.
    if (ended.length > 0)
      queueMicrotask(() => this.#fail(new Error(`the exchange has ended a stream: ${ended.join()}`)));
  }

  #tell(): void {
    if (this.#closed) return;
    const { onOrder, onTrade } = this.#options;
    const orders = this.#orders.splice(0).map(readOrder);
    const trades = this.#trades.splice(0).map(readTrade);
    for (const order of orders) if (order !== undefined) onOrder(order);
    for (const trade of trades) if (trade !== undefined) onTrade(trade);
  }

  #watchSockets(): void {
    const { client } = this.#options;
    const open = client.client.bind(client);
    client.client = (url: string) => {
      const socket = open(url) as WatchedSocket;
      if (!this.#sockets.has(socket)) this.#follow(socket);
      const attempt = currentAttempt();
      const channel = attempt === undefined ? undefined : this.#channelOf.get(attempt);
      if (channel !== undefined) this.#socketsOf.set(channel, (this.#socketsOf.get(channel) ?? new Set()).add(socket));
      return socket;
    };
  }

  #follow(socket: WatchedSocket): void {
    const { clock } = this.#options;
    const life: SocketLife = {
      openedAt: undefined,
      heardAt: clock.monotonic(),
      changedAt: clock.monotonic(),
      standing: new StandingChannels(),
      dialed: false,
    };
    this.#sockets.set(socket, life);
    // A few subscriptions need no pacing, and one that waits for its turn would be missed by whoever waits for its answer.
    socket.throttle = undefined;
    const before = <T extends keyof WatchedSocket>(name: T, note: (first: unknown) => void): void => {
      const inner = (socket[name] as (...args: unknown[]) => unknown).bind(socket);
      (socket as unknown as Record<T, unknown>)[name] = (...args: unknown[]) => {
        note(args[0]);
        return inner(...args);
      };
    };
    const heard = (): void => {
      life.heardAt = clock.monotonic();
    };
    before('createConnection', () => {
      life.dialed = true;
    });
    before('onOpen', () => {
      heard();
      life.openedAt = clock.monotonic();
    });
    before('onPong', heard);
    before('onMessage', heard);
    before('send', (message) => {
      const names = this.#options.talk.asks(fieldsOf(message));
      if (names.length === 0) return;
      life.changedAt = clock.monotonic();
      life.standing.asked(names, life.changedAt);
    });
  }

  #guardSilence(): void {
    const { clock, staleMs, confirmMs } = this.#options;
    this.#watchdog = clock.after(Math.max(CHECK_MS, Math.min(staleMs, confirmMs) / 5), () => {
      if (this.#closed) return;
      const now = clock.monotonic();
      for (const { dialed, heardAt, standing } of this.#sockets.values()) {
        const silentMs = Math.round(now - heardAt);
        if (dialed && silentMs > staleMs) return this.#fail(new Error(`a stream was silent for ${silentMs} ms`));
        const overdue = standing.overdue(now - confirmMs);
        if (overdue.length > 0) return this.#fail(new Error(`the exchange has not confirmed ${overdue.join(', ')}`));
      }
      this.#guardSilence();
    });
  }

  /** The client renews its keys by timers that know no end; here they end with the connection. */
  #holdTimers(): void {
    const { client } = this.#options;
    client.delay = (delayMs: number, method: (...args: unknown[]) => Promise<unknown>, ...args: unknown[]) => {
      const timer = this.#options.clock.after(delayMs, () => {
        this.#timers.delete(timer);
        if (this.#closed) return;
        method.apply(client, args).catch((error: unknown) => this.#fail(error));
      });
      this.#timers.add(timer);
    };
  }
}

interface Cache {
  append(item: unknown): unknown;
}

/** Hears of every item that the client appends to that cache, which it makes when it first needs it. */
function hookCache(client: CcxtClient, name: string, heard: (item: unknown) => void): void {
  let cache = client[name] as Cache | undefined;
  Object.defineProperty(client, name, {
    configurable: true,
    enumerable: true,
    get: () => cache,
    set: (made: Cache | undefined) => {
      cache = made;
      if (made === undefined || typeof made.append !== 'function') return;
      const append = made.append.bind(made);
      Object.defineProperty(made, 'append', {
        configurable: true,
        enumerable: false,
        value: (item: unknown) => {
          heard(item);
          return append(item);
        },
      });
    },
  });
}
