/** A server with every door, a fake desk behind it, and one key of each scope. */
import { createAccessTokens } from '#api/auth/access-tokens.ts';
import { createApiKeyRegistry } from '#api/auth/api-keys.ts';
import type { SetupCodeVerifier } from '#api/auth/setup-code.ts';
import { createHttpServer } from '#api/http/http-server.ts';
import type { ApiSettings, HttpServerOptions } from '#api/http/server-options.ts';
import { toWireCommand } from '#adapters/signals/command-wire.ts';
import { createSignalReader } from '#adapters/signals/signal-reader.ts';
import { readStrictJson } from '#adapters/signals/strict-json.ts';
import type { Logger } from '#ports/logger.ts';
import { createRoute } from '#runtime/route-document.ts';
import { createWebhookRegistry } from '#runtime/webhook-registry.ts';
import { FakeDesk } from './fake-desk.ts';
import { MemoryStore } from './memory-store.ts';
import { createCountingIds, HandClock } from './test-world.ts';

export interface LoggedLine {
  readonly level: string;
  readonly fields: unknown;
  readonly message: string;
}

/** A logger that keeps its lines. */
export function createListLogger(lines: LoggedLine[]): Logger {
  const write = (level: string) => (fields: unknown, message: string) => lines.push({ level, fields, message });
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => logger,
  };
  return logger;
}

export interface TestServerChange {
  readonly settings?: Partial<ApiSettings>;
  readonly setupCode?: SetupCodeVerifier;
  readonly options?: Partial<HttpServerOptions>;
}

/** Everything a test of the doors needs. Close the server when done. */
export async function createTestServer(change: TestServerChange = {}) {
  const store = new MemoryStore();
  const clock = new HandClock();
  const ids = createCountingIds();
  const desk = new FakeDesk();
  const lines: LoggedLine[] = [];
  const webhooks = await createWebhookRegistry({ store, ids, clock });
  const apiKeys = await createApiKeyRegistry({ store, ids, clock });
  const signingKey = () => ({ kind: 'key', key: Buffer.alloc(32, 7) }) as const;
  const accessTokens = createAccessTokens({ apiKeys, clock, signingKey });
  const reader = createSignalReader();
  const settings: ApiSettings = {
    trustedProxies: [],
    allowedIps: [],
    tradingViewOnly: false,
    language: 'auto',
    signalMaxAgeMs: 60_000,
    ...change.settings,
  };
  const current = { settings };
  const server = await createHttpServer({
    desk,
    webhooks,
    apiKeys,
    accessTokens,
    setupCode: change.setupCode ?? { redeem: (code) => code === 'right' },
    readSignal: (reading) => reader.read(reading),
    toWireCommand,
    readJson: readStrictJson,
    clock,
    ids,
    logger: createListLogger(lines),
    settings: () => current.settings,
    version: '0.1.0',
    host: '127.0.0.1',
    port: 0,
    ...change.options,
  });
  const tokens = {
    read: (await apiKeys.create({ name: 'reader', scope: 'read' })).token,
    trade: (await apiKeys.create({ name: 'trader', scope: 'trade' })).token,
    admin: (await apiKeys.create({ name: 'admin', scope: 'admin' })).token,
  };
  const { webhook, secret } = await webhooks.create({ name: 'alerts', route: createRoute(['paper']) });
  const bearer = (scope: keyof typeof tokens) => ({ authorization: `Bearer ${tokens[scope]}` });
  return {
    server,
    app: server.app,
    desk,
    store,
    clock,
    ids,
    lines,
    webhooks,
    apiKeys,
    tokens,
    bearer,
    webhook,
    secret,
    current,
  };
}

export type TestServer = Awaited<ReturnType<typeof createTestServer>>;
