/**
 * Every request the emulator saw, and every message over a socket (method `WS`), so that a test or a person can look at it
 * field by field. Secrets are never in it.
 */
import type { DoorRequest } from './door-request.ts';

export interface LoggedRequest {
  readonly number: number;
  /** The exchange's clock, ms UTC. */
  readonly time: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parameters in the order in which they were sent, query first. */
  readonly params: readonly (readonly [string, string])[];
  readonly body: string;
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** `none` on public routes, `valid`, or what was wrong with it. */
  signature: string;
  /** What was answered; absent: nothing. */
  status?: number;
  /** Whether the exchange carried the request out. */
  booked: boolean;
  /** The fault that was played. */
  fault?: string;
}

export interface Secrets {
  readonly headers: readonly string[];
  readonly params: readonly string[];
}

const KEPT_MAX = 10_000;
const HIDDEN = '…';
const MESSAGE_SECRETS = ['apiKey', 'signature', 'sign', 'passphrase', 'accessKey', 'jwt', 'listenKey', 'token'];
/** Hexadecimal or base64 text so long that it is a key or a signature, and tokens in three parts. */
const SECRET_LOOK = /^((?=.*\d)[A-Za-z0-9+/=_-]{24,}|[\w-]+\.[\w-]+\.[\w-]{20,})$/;

export class RequestLog {
  readonly #entries: LoggedRequest[] = [];
  readonly #secrets: Secrets;
  #count = 0;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** Writes the request down; the entry is completed while it is served. */
  open(request: DoorRequest, time: number): LoggedRequest {
    this.#count += 1;
    const hidden = new Set(this.#secrets.params);
    const hide = (name: string, value: string): string => (hidden.has(name) ? HIDDEN : value);
    const isForm = request.json === undefined && request.rawBody !== '';
    const sent = [...pairs(request.rawQuery), ...(isForm ? pairs(request.rawBody) : [])];
    const entry: LoggedRequest = {
      number: this.#count,
      time,
      method: request.method,
      host: request.host,
      path: request.path,
      query: Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, hide(name, value)])),
      params: sent.map(([name, value]) => [name, hide(name, value)] as const),
      body: isForm ? sentText(pairs(request.rawBody), hide) : request.rawBody,
      json: request.json,
      headers: this.#headers(request),
      signature: 'none',
      booked: false,
    };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_MAX) this.#entries.shift();
    return entry;
  }

  /** Oldest first; `after`: only those with a higher number. */
  list(after = 0): readonly LoggedRequest[] {
    return this.#entries.filter((entry) => entry.number > after);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Writes a socket's opening down, or a message that came over it. */
  openMessage(request: DoorRequest, time: number, text?: string): LoggedRequest {
    const entry = this.open({ ...request, method: 'WS', rawBody: '', json: undefined }, time);
    if (text === undefined) entry.status = 101;
    else Object.assign(entry, { json: this.#withoutSecrets(withoutLogin(messageOf(text))), booked: true });
    return entry;
  }

  /** Fields with secret names, and whatever looks like a key or a signature where fields have no names. */
  #withoutSecrets(value: unknown): unknown {
    if (typeof value === 'string') return SECRET_LOOK.test(value) ? HIDDEN : value;
    if (Array.isArray(value)) return value.map((item) => this.#withoutSecrets(item));
    if (typeof value !== 'object' || value === null) return value;
    const hidden = new Set([...this.#secrets.params, ...MESSAGE_SECRETS]);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, hidden.has(name) ? HIDDEN : this.#withoutSecrets(item)]),
    );
  }

  #headers(request: DoorRequest): Readonly<Record<string, string>> {
    const hidden = new Set(this.#secrets.headers);
    const shown = Object.entries(request.headers).map(([name, value]) => [name, hidden.has(name) ? HIDDEN : value]);
    return Object.fromEntries(shown);
  }
}

/** A login may list its key and signature without names. */
function withoutLogin(message: unknown): unknown {
  const isLogin = typeof message === 'object' && message !== null && 'op' in message && message.op === 'auth';
  return isLogin && 'args' in message ? { ...message, args: HIDDEN } : message;
}

function messageOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function pairs(text: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(text)];
}

function sentText(sent: readonly (readonly [string, string])[], hide: (name: string, value: string) => string): string {
  return sent.map(([name, value]) => `${name}=${hide(name, value)}`).join('&');
}
