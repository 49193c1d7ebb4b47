/** A client of the HTTP doors, as a program of somebody else would be: no type of the product, only what the wire says. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What comes over the wire is looked at field by field in each test.
  // oxlint-disable-next-line typescript/no-explicit-any -- the wire has no types here
  readonly body: any;
}

export interface Asked {
  readonly method?: string;
  readonly body?: string | Uint8Array | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DoorClient {
  readonly url: string;
  ask(path: string, asked?: Asked): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(path: string, body: object): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** An alert as TradingView sends it: a text and nothing else. */
  alert(path: string, text: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A client with a key of its own. Rejects only when the connection fails. */
export function createClient(url: string, key?: string): DoorClient {
  const ask = async (path: string, { method = 'GET', body, headers = {} }: Asked = {}): Promise<Answer> => {
    const isText = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: readBody(text) };
  };
  return {
    url,
    ask,
    get: (path) => ask(path),
    post: (path, body, headers = {}) => ask(path, { method: 'POST', ...(body === undefined ? {} : { body }), headers }),
    patch: (path, body) => ask(path, { method: 'PATCH', body }),
    delete: (path) => ask(path, { method: 'DELETE' }),
    alert: (path, text, headers = { 'content-type': 'text/plain; charset=utf-8' }) =>
      fetch(`${url}${path}`, { method: 'POST', body: text as string, headers }).then(async (response) => ({
        status: response.status,
        headers: response.headers,
        body: readBody(await response.text()),
      })),
  };
}

function readBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks until the answer is what was waited for, or the time is over; answers the last one. */
export async function waitUntil<T>(
  ask: () => Promise<T>,
  isIt: (answer: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isIt(answer) || performance.now() >= until) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Asks until it is so. Throws with what was found last when it never is within three quarters of a minute. */
export async function until<T>(ask: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  const found = await waitUntil(ask, isSo, 45_000);
  if (!isSo(found)) throw new Error(`it never was so: ${JSON.stringify(found)}`);
  return found;
}
