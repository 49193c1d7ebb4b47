/**
 * The parts put together: the accounts are brought up over the opened store, and the doors are opened last. Stopping goes
 * the other way round. This file and all it imports is loaded while the store opens.
 */
import { join } from 'node:path';
import { type CombinedMarketData, createCombinedMarketData } from '#adapters/market-data/combined-market-data.ts';
import { createSimulatedMarket } from '#adapters/market-data/simulated-market.ts';
import { createLogNotifier } from '#adapters/notifiers/log-notifier.ts';
import { toWireCommand } from '#adapters/signals/command-wire.ts';
import { createSignalReader } from '#adapters/signals/signal-reader.ts';
import { readStrictJson } from '#adapters/signals/strict-json.ts';
import type { SqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { openHaltLatch } from '#adapters/system/halt-latch.ts';
import { createSecretBox } from '#adapters/system/secret-box.ts';
import { createSystemIds } from '#adapters/system/system-ids.ts';
import { createApiKeyRegistry } from '#api/auth/api-keys.ts';
import { createSetupCode } from '#api/auth/setup-code.ts';
import { createHttpServer } from '#api/http/http-server.ts';
import { chooseLanguage } from '#api/http/language.ts';
import { createProblem } from '#api/http/problem-answer.ts';
import type { Account } from '#domain/account.ts';
import type { Reason } from '#domain/order.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import type { EngineSettings } from '#engine/state.ts';
import type { Clock } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';
import type { TradeLog } from '#ports/logger.ts';
import type { Notifier } from '#ports/notifier.ts';
import { AccountRunner, type DurableEvent } from '#runtime/account-runner.ts';
import { LiveDesk } from '#runtime/live-desk.ts';
import type { OpenedAccount, RunnerHooks } from '#runtime/account-book.ts';
import { createWebhookRegistry } from '#runtime/webhook-registry.ts';
import { type Config, limitsFor } from './config/config.ts';
import { problemReason } from './config/config-problem.ts';
import { openCcxtVenue } from './ccxt-venue.ts';
import { CACHE_DIRECTORY, SECRET_KEY_FILE, TRADING_STATE_FILE } from './data-files.ts';
import { EXCHANGES } from './exchange-catalogue.ts';
import { ExchangeVenues } from './exchange-venues.ts';
import { type AccountVenue, openVenue } from './open-venue.ts';
import { ensureAccess, ensureAccount } from './first-start.ts';
import { openAccessTokens } from './open-access-tokens.ts';
import { orderDocument } from './order-document.ts';
import { tradeLogEntry } from './trade-log-entry.ts';
import type { RunningServer, StartOptions } from './running-server.ts';

/** How long after signing a venue may still accept an order, where its broker does not say. */
const REQUEST_DEADLINE_MS = 2_000;

/** So many mistakes of a configuration are shown as health; the log has them all. */
const CONFIG_PROBLEMS_MAX = 20;

/** What is there before the parts are loaded. */
export interface Foundation {
  readonly options: StartOptions;
  readonly clock: Clock;
  readonly storage: SqliteStore;
}

/** What the parts share. */
interface Parts extends Foundation {
  readonly ids: Ids;
  /** Of all paper accounts. */
  readonly market: CombinedMarketData;
  readonly exchanges: ExchangeVenues;
  readonly notifier: Notifier;
  /** The configuration in force. */
  readonly config: () => Config;
  /** What is wrong with the configuration that was saved last. */
  readonly configProblems: () => readonly Reason[];
}

/** Makes the parts and starts them. Rejects when an account or the port can't be opened; all but the store is closed then. */
export async function bringUp({ options, clock, storage }: Foundation): Promise<RunningServer> {
  let config = options.loaded.config;
  const { seed, tickMs } = config.market.simulated;
  const market = createCombinedMarketData(createSimulatedMarket({ clock, seed: String(seed), tickMs }));
  const notifier = createLogNotifier(options.logger, (code, values) => sentenceOf({ code, values }, config));
  let configProblems: readonly Reason[] = [];
  const parts: Parts = {
    options,
    clock,
    ids: createSystemIds(),
    storage,
    market,
    exchanges: new ExchangeVenues({
      open: options.openExchange ?? openCcxtVenue,
      clock,
      logger: options.logger,
      cacheDirectory: join(options.dataDirectory, CACHE_DIRECTORY),
      breaker: { failuresMax: config.venue.suspendAfterFailures, openMs: config.venue.suspendMs },
    }),
    notifier,
    config: () => config,
    configProblems: () => configProblems,
  };
  try {
    const running = await startParts(parts);
    return {
      ...running,
      applyConfig(changed) {
        config = changed;
        configProblems = [];
        running.desk.applyLimits();
      },
      refuseConfig(problems) {
        configProblems = problems.slice(0, CONFIG_PROBLEMS_MAX).map(problemReason);
      },
    };
  } catch (error) {
    await market.stop();
    throw error;
  }
}

async function startParts(parts: Parts): Promise<Omit<RunningServer, 'applyConfig' | 'refuseConfig'>> {
  const { clock, storage, market } = parts;
  await market.start();
  await ensureAccount(storage.store, clock);
  const desk = createDesk(parts);
  await desk.start();
  const { close, ...doors } = await openDoors(parts, desk);
  return {
    ...doors,
    desk,
    async stop() {
      await close();
      await desk.stop();
      await market.stop();
      await storage.close();
    },
  };
}

function createDesk(parts: Parts): LiveDesk {
  const { options, clock, storage, config } = parts;
  return new LiveDesk({
    ...storage,
    clock,
    logger: options.logger,
    latch: openHaltLatch(join(options.dataDirectory, TRADING_STATE_FILE)),
    version: options.version,
    intakeSettings: () => intakeSettings(config()),
    standingProblems: parts.configProblems,
    limitsFor: (accountId) => limitsFor(config(), accountId),
    commandWire: toWireCommand,
    openAccount: (account, hooks) => openAccount(parts, account, hooks),
    secretBox: createSecretBox({
      file: join(options.dataDirectory, SECRET_KEY_FILE),
      ...(options.secretKey === undefined ? {} : { environment: options.secretKey.reveal() }),
    }),
    exchanges: EXCHANGES,
    hasOwnLimits: (accountId) => config().risk.accounts.has(accountId),
    ...(options.trades === undefined ? {} : { onDurable: recordTrades(options.trades) }),
  });
}

/** The account at its venue, with its prices. */
async function openAccount(parts: Parts, account: Account, hooks: RunnerHooks): Promise<OpenedAccount> {
  const { options, clock, storage, market, exchanges } = parts;
  const { logger, createBroker } = options;
  const access = { clock, logger, journal: storage.journal, paperMarket: market, exchanges, createPaper: createBroker };
  const venue = await openVenue(account, hooks, access);
  return { ...venue, runner: await createRunner(parts, { account, hooks, venue }) };
}

interface RunnerParts {
  readonly account: Account;
  readonly hooks: RunnerHooks;
  readonly venue: AccountVenue;
}

async function createRunner(parts: Parts, { account, hooks, venue }: RunnerParts): Promise<AccountRunner> {
  const { options, clock, ids, storage, notifier } = parts;
  const { broker, market } = venue;
  const { requestDeadlineMs = REQUEST_DEADLINE_MS } = broker.capabilities;
  const settings: EngineSettings = {
    directory: createInstrumentDirectory(venue.instruments),
    traits: { ...broker.capabilities, requestDeadlineMs },
    deriveId: (names) => ids.derive(names),
  };
  const runner: AccountRunner = new AccountRunner({
    account,
    settings,
    broker,
    clock,
    journal: storage.journal,
    logger: options.logger,
    orderDocument: (order) =>
      orderDocument(order, {
        instrument: runner.state.volatile.settings.directory.byId(order.request.instrumentId),
        simulated: market.source === 'simulated',
      }),
    onEvents: hooks.onEvents,
    prime: hooks.prime,
    ...(market.watch === undefined ? {} : { watch: market.watch.bind(market) }),
    ...(market.watchFunding === undefined ? {} : { watchFunding: market.watchFunding.bind(market) }),
    isKilled: hooks.isKilled,
    compareEveryMs: () => parts.config().venue.compareEveryMs,
    stops: hooks.stops,
    notify: (notice) => void notifier.notify({ ...notice, id: ids.random() }),
    onFatal: options.onFatal,
    onPhase: (phase) => options.hooks?.onPhase(phase),
    onPlace: (order) => {
      options.hooks?.onPhase('place');
      options.hooks?.onPlace?.(order);
    },
  });
  return runner;
}

type Doors = Pick<RunningServer, 'url' | 'first' | 'setupCode'> & { readonly close: () => Promise<void> };

/** Makes what the first start must have, and opens the HTTP door. */
async function openDoors({ options, clock, ids, storage, config }: Parts, desk: LiveDesk): Promise<Doors> {
  const { dataDirectory, logger, version } = options;
  const { store } = storage;
  const access = { store, ids, clock };
  const [apiKeys, webhooks] = await Promise.all([createApiKeyRegistry(access), createWebhookRegistry(access)]);
  const { maxAgeMs } = config().webhook;
  // Only a server that had no key takes a set-up code.
  const setupCode = apiKeys.list().length === 0 ? createSetupCode({ ids, clock }) : undefined;
  const ensuring = ensureAccess({ dataDirectory, store, clock, apiKeys, webhooks, maxAgeMs });
  const reader = createSignalReader();
  const { host, port, bodyLimitBytes } = config().server;
  const creating = createHttpServer({
    desk,
    webhooks,
    apiKeys,
    accessTokens: openAccessTokens({ dataDirectory, config: config(), apiKeys, clock }),
    setupCode: setupCode ?? { redeem: () => false },
    readSignal: (reading) => reader.read(reading),
    toWireCommand,
    readJson: readStrictJson,
    clock,
    ids,
    logger,
    settings: () => apiSettings(config()),
    version,
    host,
    port: options.port ?? port,
    bodyLimitBytes,
  });
  const [first, http] = await Promise.all([ensuring, creating]);
  return { url: await http.listen(), first, setupCode, close: () => http.close() };
}

/** The reason as the one reads it who runs the server. */
const sentenceOf = (reason: Reason, { language }: Config): string =>
  createProblem(reason, { language: chooseLanguage(undefined, language) }).detail;

/** Writes into the trade log what it tells of the events. */
function recordTrades(trades: TradeLog): (event: DurableEvent) => void {
  return (event) => {
    const entry = tradeLogEntry(event);
    if (entry !== undefined) trades.record(entry);
  };
}

function intakeSettings({ webhook }: Config) {
  return {
    duplicateWindowMs: webhook.duplicateWindowMs,
    explicitKeyWindowMs: webhook.explicitIdMs,
    futureToleranceMs: webhook.futureToleranceMs,
    pendingMax: webhook.pendingLimit,
  };
}

function apiSettings({ server, webhook, language }: Config) {
  return {
    trustedProxies: server.trustedProxies,
    allowedIps: server.allowedIps,
    tradingViewOnly: webhook.tradingViewOnly,
    language,
    signalMaxAgeMs: webhook.maxAgeMs,
    ...(server.publicUrl === undefined ? {} : { publicUrl: server.publicUrl }),
  };
}
