/** Asks a test server over its REST doors, as an admin unless said otherwise. */
import type { TestServer } from './test-server.ts';

export type Scope = 'read' | 'trade' | 'admin';
export type AskMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface AskOptions {
  readonly body?: unknown;
  readonly scope?: Scope | 'none';
  readonly headers?: Readonly<Record<string, string>>;
}

/** The question, bound to the server that `current` answers with. */
export function createAsk(current: () => TestServer) {
  return (method: AskMethod, url: string, options: AskOptions = {}) => {
    const { app, bearer } = current();
    const scope = options.scope ?? 'admin';
    const headers = { ...(scope === 'none' ? {} : bearer(scope)), ...options.headers };
    if (options.body === undefined) return app.inject({ method, url, headers });
    const payload = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
    return app.inject({ method, url, payload, headers: { 'content-type': 'application/json', ...headers } });
  };
}
