/** A whole server for a test, with an exchange of our own in the place of the real ones, on a directory of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { ExchangeCredentials } from '#domain/account.ts';
import { decimal } from '#domain/decimal.ts';
import { secret } from '#domain/secret.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Logger } from '#ports/logger.ts';
import type { Actor, ExchangeAccountCreation } from '#runtime/desk.ts';
import { waitUntil } from '../../../test/process/door-client.ts';
import { loadConfig } from '../config/load-config.ts';
import { type RunningServer, startServer } from '../start-server.ts';
import { OwnExchange } from './own-exchange.ts';

export const ME: Actor = { kind: 'api_key', id: 'me' };
export const KEYS: ExchangeCredentials = { apiKey: secret('an-api-key-1234'), secret: secret('its-secret') };
export const MAIN: ExchangeAccountCreation = {
  id: 'main',
  name: 'Main',
  exchange: 'binance',
  environment: 'live',
  positionMode: 'netting',
  terms: { markets: ['spot', 'swap'], marginMode: 'cross' },
  credentials: KEYS,
};

export const logged: string[] = [];
const keep = (fields: object, message: string): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
const LOGGER: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => LOGGER };

export const LIMITS = 'risk: { accounts: { main: { allowed_symbols: ["*"] } } }\n';

export let directory: string;
export let exchange: OwnExchange;
export let server: RunningServer;

export async function start(settings?: string): Promise<void> {
  if (settings !== undefined) writeFileSync(join(directory, 'signalbox.yaml'), settings);
  const loaded = loadConfig({ dataDirectory: directory, environment: {} });
  if (loaded.kind !== 'loaded') throw new Error('the settings are wrong');
  server = await startServer({
    dataDirectory: directory,
    loaded,
    logger: LOGGER,
    version: 'test',
    port: 0,
    onFatal: (detail) => void logged.push(detail),
    openExchange: exchange.open,
  });
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-exchange-'));
  exchange = new OwnExchange();
  logged.length = 0;
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

export const reasonOf = (result: { readonly kind: string; readonly reason?: { readonly code: string } }): string =>
  result.reason?.code ?? result.kind;

export async function addMain(change: Partial<ExchangeAccountCreation> = {}): Promise<void> {
  const added = await server.desk.addExchangeAccount(ME, { ...MAIN, ...change });
  if (added.kind === 'failed') throw new Error(added.reason.code);
}

export const wish = (account: string, command: SignalCommand) =>
  server.desk.submitOrder({
    actor: ME,
    account,
    command,
    text: '',
    bodyHash: String(Math.random()),
    idempotencyKey: String(Math.random()),
    waitMs: 5_000,
  });

export const sized = { quantity: decimal('0.01'), quantityUnit: 'units' } as const;

export async function buy(account: string, symbol = 'BTCUSDT') {
  const result = await wish(account, { action: 'buy', symbol, ...sized, orderType: 'market' });
  if (result.kind === 'failed') throw new Error(result.reason.code);
  const [order] = result.value.orders;
  return { status: order?.status, code: order?.reason?.code ?? result.value.reason?.code, order };
}

/** Buys in two halves, an hour apart; answers when the first is there. */
export async function spread(account: string): Promise<void> {
  const terms = { orderType: 'twap', durationMs: 7_200_000, slices: 2 } as const;
  await wish(account, { action: 'buy', symbol: 'BTCUSDT', ...sized, ...terms, quantity: decimal('0.02') });
  await waitUntil(
    async () => server.desk.account(account),
    (shown) => shown?.positions === 1,
  );
}

export const close = (account: string) => wish(account, { action: 'close', symbol: 'BTCUSDT' });
