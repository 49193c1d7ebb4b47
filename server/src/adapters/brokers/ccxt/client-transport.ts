/**
 * Makes a client of ccxt and puts ours between it and the socket. Every request goes through one door here: it waits for its
 * lane of the shared budget before it is signed, is turned away while the venue is suspended, is inspected when it changes
 * something, leaves at most once per attempt, and is marked as handed over right before it does. The client's clock shows the
 * venue's time. With an endpoint, production URLs stay in the client and only the sockets lead to that endpoint, so that what
 * is proven against an emulator is what runs in production.
 */
import type { Clock } from '#ports/clock.ts';
import { guardLists, type ListPlace } from './answer-lists.ts';
import {
  Attempt,
  currentAttempt,
  NoAnswerInTime,
  runAttempt,
  StoppedBeforeSending,
  type AttemptTerms,
} from './attempt.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import {
  callMethod,
  type CcxtClass,
  type CcxtClient,
  type ClientSocket,
  type Dispatcher,
  type DispatchOptions,
  type Headers,
} from './client-surface.ts';
import type { ClockOffset } from './clock-offset.ts';
import type { SandboxSwitch } from './profile.ts';
import type { RateLanes } from './rate-lanes.ts';
import type { Credentials } from './redaction.ts';

/** How long things may take on this line, ms. */
export interface LineTiming {
  /** The headers of an answer, and then each part of its body. */
  readonly headersMs: number;
  readonly bodyMs: number;
  /** All of a call that changes something; the runtime waits a little longer. */
  readonly writeMs: number;
  /** All of one question. */
  readonly readMs: number;
  /** Between pings on a stream, where the client leaves it to us; two misses end the connection. */
  readonly pingMs: number;
}

export const TIMING_DEFAULTS: LineTiming = {
  headersMs: 9_000,
  bodyMs: 9_000,
  writeMs: 12_000,
  readMs: 10_000,
  pingMs: 10_000,
};

/** What all accounts at one exchange and environment have in common. */
export interface VenueLine {
  readonly clock: Clock;
  readonly offset: ClockOffset;
  readonly lanes: RateLanes;
  readonly breaker: CircuitBreaker;
  readonly timing: LineTiming;
  /** `http://127.0.0.1:9501`: where sockets lead instead of the production hosts. */
  readonly endpoint?: string;
}

export interface ClientOptions {
  readonly exchangeClass: CcxtClass;
  readonly line: VenueLine;
  readonly options: Readonly<Record<string, unknown>>;
  readonly hasNot: readonly string[];
  /** Headers of the client's own that do not leave (broker tags). */
  readonly dropHeaders?: readonly string[];
  /** Where answers have their lists: one without it is not read. */
  readonly lists?: readonly ListPlace[];
  readonly sandbox?: SandboxSwitch;
  readonly credentials?: Credentials;
}

const PAUSE_DEFAULT_MS = 10_000;
const PAUSE_LONGEST_MS = 3_600_000;
const SERVER_ERROR = 500;
const TOO_MANY = new Set([418, 429]);

/** A client that speaks only through `line`. Nothing has been sent yet. */
export async function createClient(options: ClientOptions): Promise<CcxtClient> {
  const { exchangeClass, line, credentials, sandbox } = options;
  const client = new exchangeClass({
    number: String,
    // Our own lanes decide; the hook below is only called while this is on.
    enableRateLimit: true,
    timeout: line.timing.headersMs,
    newUpdates: false,
    options: { ...options.options, maxRetriesOnFailure: 0, adjustForTimeDifference: false },
    ...(credentials === undefined ? {} : revealed(credentials)),
  });
  for (const name of options.hasNot) client.has[name] = false;
  if (sandbox !== undefined) client[sandbox](true);
  // Whatever a client wants to print may hold keys and signed addresses.
  client.log = () => {};
  client.streaming = { ...client.streaming, keepAlive: Math.min(line.timing.pingMs, keepAliveOf(client)) };
  setTime(client, line);
  calmSockets(client);
  guardLists(client, options.lists ?? []);
  guardRequests(client, line, new Set(options.dropHeaders?.map((name) => name.toLowerCase())));
  await client.loadFetchImplementation();
  limitAnswers(client, line.timing);
  if (line.endpoint === undefined) return client;
  // An emulator that tells where its sockets are names itself, and the client wants this before it opens a plain socket.
  await callMethod(client, 'loadHttpProxyAgent', []);
  leadTo(client, new URL(line.endpoint));
  return client;
}

function revealed({ apiKey, secret, passphrase }: Credentials): Readonly<Record<string, string>> {
  const password = passphrase === undefined ? {} : { password: passphrase.reveal() };
  return { apiKey: apiKey.reveal(), secret: inLines(secret.reveal()), ...password };
}

/** A private key in lines, when it was copied out of a JSON file with its line breaks spelled out. */
const inLines = (secret: string): string =>
  secret.startsWith('-----BEGIN') ? secret.replaceAll(String.raw`\n`, '\n').replaceAll('\r', '') : secret;

function keepAliveOf(client: CcxtClient): number {
  const { keepAlive } = client.streaming;
  return typeof keepAlive === 'number' ? keepAlive : Number.POSITIVE_INFINITY;
}

/**
 * A client makes promises that nobody may be waiting for (a login's, a snapshot's). When its connection ends they are all
 * rejected, and one without a listener would end the process.
 */
function calmSockets(client: CcxtClient): void {
  const open = client.client.bind(client);
  const calmed = new WeakSet<ClientSocket>();
  client.client = (url: string) => {
    const socket = open(url);
    currentAttempt()?.sockets.add(socket);
    if (calmed.has(socket)) return socket;
    calmed.add(socket);
    socket.connected.catch(() => {});
    const promise = socket.future.bind(socket);
    socket.future = (name: string) => {
      const future = promise(name);
      future.catch(() => {});
      return future;
    };
    const send = socket.send.bind(socket);
    socket.send = (message: unknown) => {
      const sent = send(message);
      sent.catch(() => {});
      return sent;
    };
    return socket;
  };
}

function setTime(client: CcxtClient, { offset }: VenueLine): void {
  client.milliseconds = () => offset.venueNow();
  client.seconds = () => Math.floor(offset.venueNow() / 1000);
  client.microseconds = () => offset.venueNow() * 1000;
}

function guardRequests(client: CcxtClient, line: VenueLine, dropped: ReadonlySet<string>): void {
  const { lanes, breaker } = line;
  const send = client.fetch.bind(client);
  const readAnswer = client.onRestResponse.bind(client);
  client.throttle = async (cost = 1) => {
    const attempt = currentAttempt() ?? new Attempt({ lane: 'poll' });
    const { lane } = attempt.terms;
    // Before it waits, so that a suspended venue is told of at once and not after a wait.
    if (breaker.state === 'open' && !breaker.admits(lane)) attempt.stop(suspended(line));
    await lanes.acquire(lane, cost, () => attempt.stopped === undefined);
  };
  client.fetch = async (url: string, method = 'GET', signed: Headers = {}, body?: unknown) => {
    const headers = withoutHeaders(signed, dropped);
    const attempt = currentAttempt() ?? new Attempt({ lane: 'poll' });
    stopOrHandOver(attempt, line, { url, method, headers, body });
    try {
      const answer = await send(url, method, headers, body);
      breaker.succeeded();
      return answer;
    } catch (error) {
      if (attempt.status === undefined || attempt.status >= SERVER_ERROR) breaker.failed();
      else breaker.succeeded();
      throw error;
    }
  };
  client.onRestResponse = (...args: unknown[]) => {
    const [status, , , , headers, body] = args as [number, string, string, string, Headers | undefined, unknown];
    const attempt = currentAttempt();
    if (attempt !== undefined) {
      attempt.status = status;
      attempt.body = typeof body === 'string' ? body : undefined;
    }
    if (TOO_MANY.has(status)) lanes.pauseFor(pauseOf(headers));
    return readAnswer(...args);
  };
}

function withoutHeaders(headers: Headers, dropped: ReadonlySet<string>): Headers {
  if (dropped.size === 0) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name.toLowerCase())));
}

/** Throws when the request may not leave; otherwise it counts as handed over from here on. */
function stopOrHandOver(
  attempt: Attempt,
  line: VenueLine,
  request: { url: string; method: string; headers: Headers; body: unknown },
): void {
  const { lane, leaveBefore, write } = attempt.terms;
  if (attempt.stopped !== undefined) throw attempt.stopped;
  if (leaveBefore !== undefined && line.clock.now() > leaveBefore) {
    attempt.stop(new StoppedBeforeSending('TOO_LATE', 'its deadline had passed before it could leave'));
  }
  if (write !== undefined) {
    if (attempt.handedOver)
      attempt.stop(new StoppedBeforeSending('SECOND_WRITE', 'a second request of the same attempt'));
    const mismatch = write.inspect(request);
    if (mismatch !== undefined) attempt.stop(new StoppedBeforeSending('WIRE_MISMATCH', mismatch));
  }
  if (!line.breaker.admits(lane)) attempt.stop(suspended(line));
  attempt.status = undefined;
  attempt.body = undefined;
  attempt.handedOver = true;
}

function suspended({ breaker }: VenueLine): StoppedBeforeSending {
  const seconds = Math.ceil(breaker.waitMs / 1000);
  return new StoppedBeforeSending('VENUE_SUSPENDED', `the venue did not answer; it is tried again in ${seconds} s`);
}

function pauseOf(headers: Headers | undefined): number {
  const seconds = Number(headers?.['Retry-After'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, PAUSE_LONGEST_MS) : PAUSE_DEFAULT_MS;
}

/** A body that stalls after its headers would otherwise hold its socket for minutes. */
function limitAnswers(client: CcxtClient, { headersMs, bodyMs }: LineTiming): void {
  wrapDispatcher(client, (options) => ({ ...options, headersTimeout: headersMs, bodyTimeout: bodyMs }));
}

/** Leads all sockets of the client to another origin; the host they were meant for travels in a header. */
function leadTo(client: CcxtClient, endpoint: URL): void {
  wrapDispatcher(client, (options) => {
    const { host } = new URL(String(options.origin));
    return { ...options, origin: endpoint.origin, headers: withHost(options.headers, host) };
  });
  const open = client.client.bind(client);
  const led = new WeakSet<ClientSocket>();
  client.client = (url: string) => {
    const socket = open(url);
    if (!led.has(socket)) {
      led.add(socket);
      leadSocket(socket, endpoint);
    }
    return socket;
  };
}

function leadSocket(socket: ClientSocket, endpoint: URL): void {
  const connect = socket.createConnection.bind(socket);
  socket.createConnection = () => {
    const meant = socket.url;
    const target = new URL(meant);
    socket.options = {
      ...socket.options,
      agent: undefined,
      headers: { ...socket.options?.headers, 'x-original-host': target.host },
    };
    const scheme = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';
    // The client looks its sockets up by the address they were meant for: only the connection is made elsewhere.
    socket.url = `${scheme}//${endpoint.host}${target.pathname}${target.search}`;
    try {
      connect();
    } finally {
      socket.url = meant;
    }
  };
}

function withHost(headers: DispatchOptions['headers'], host: string): Record<string, string> | readonly string[] {
  if (Array.isArray(headers)) return [...(headers as readonly string[]), 'x-original-host', host];
  return { ...(headers as Record<string, string> | null | undefined), 'x-original-host': host };
}

function wrapDispatcher(client: CcxtClient, change: (options: DispatchOptions) => DispatchOptions): void {
  const inner = client.fetchDispatcher;
  if (inner === undefined) throw new Error('the client has no dispatcher to put ours before');
  client.fetchDispatcher = {
    dispatch: (options, handler) => inner.dispatch(change(options), handler),
    close: () => (inner as unknown as { close(): unknown }).close(),
    destroy: () => (inner as unknown as { destroy(): unknown }).destroy(),
  } satisfies Dispatcher;
}

/** What came of a call: its answer, or its error with what the transport saw of it. */
export type CallResult =
  | { readonly kind: 'answer'; readonly answer: unknown; readonly attempt: Attempt }
  | { readonly kind: 'failure'; readonly error: unknown; readonly attempt: Attempt };

/**
 * Runs one call with our own deadline. Never rejects. After the deadline the result is a failure with `NoAnswerInTime`; what
 * comes later is not heard.
 */
export async function callWithin(
  call: () => Promise<unknown>,
  terms: AttemptTerms,
  limit: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<CallResult> {
  const attempt = new Attempt(terms);
  const { clock, timeoutMs } = limit;
  return await new Promise((resolve) => {
    const timer = clock.after(timeoutMs, () => {
      resolve({ kind: 'failure', error: attempt.close() ?? new NoAnswerInTime(timeoutMs), attempt });
    });
    const settle = (result: CallResult): void => {
      timer.cancel();
      resolve(result);
    };
    runAttempt(attempt, async () => await call()).then(
      (answer) => settle({ kind: 'answer', answer, attempt }),
      (error: unknown) => settle({ kind: 'failure', error, attempt }),
    );
  });
}
