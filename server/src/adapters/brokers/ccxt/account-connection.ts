/**
 * One account's connection to its exchange: the client with its keys, the look at the account before it is used, its
 * private streams. It comes up by itself, tries again with growing waits when the venue can't be reached, and stops trying
 * when the venue refuses the credentials or the account's settings don't fit: more requests would not change that.
 */
import { formatDecimal } from '#domain/decimal.ts';
import type { Timer } from '#ports/clock.ts';
import type { BrokerEvent } from '#ports/broker.ts';
import { AccountNotUsable, type DownCode, isCredentialsError, textOfError, VenueSaidNo } from './account-problems.ts';
import type { AttemptTerms } from './attempt.ts';
import type { CcxtAccount } from './ccxt-account.ts';
import { callMethod, type CcxtClient } from './client-surface.ts';
import { type CallResult, callWithin } from './client-transport.ts';
import { fieldsOf } from './client-values.ts';
import type { SeenOrder } from './order-reading.ts';
import type { SeenTrade } from './trade-reading.ts';
import { permissionsOf, refuseUnfit } from './key-permissions.ts';
import { failureVerdict } from './outcome.ts';
import { checkPositionMode } from './position-mode.ts';
import type { AccountTerms, ClientCall, ExchangeProfile, KeyPermissions } from './profile.ts';
import type { Lane } from './rate-lanes.ts';
import { createRedactor, type Credentials } from './redaction.ts';
import { mayBeRepeated, readFailure } from './read-failure.ts';
import type { SharedVenue } from './shared-venue.ts';
import { PrivateStreams } from './streams.ts';
import { streamChannels } from './streams-channels.ts';
import { chooseSwapPortfolio } from './swap-portfolio.ts';

export interface ConnectionListener {
  readonly onEvent: (event: BrokerEvent) => void;
  /** The markets have come from the venue, now or again. */
  readonly onMarkets: () => void;
  /** Reports have to be asked for from now on, or not any more: the streams are down alone, or up again. */
  readonly onPolling: (isOn: boolean) => void;
  /** The private streams stand from now on, or don't. */
  readonly onStreams: (stand: boolean) => void;
  readonly onOrder: (order: SeenOrder) => void;
  readonly onTrade: (trade: SeenTrade) => void;
}

export interface AccountConnectionOptions {
  readonly account: CcxtAccount;
  readonly credentials: Credentials;
  readonly venue: SharedVenue;
}

/** How long `start` waits at most for the first attempt: a server does not wait for an exchange. */
const FIRST_ATTEMPT_MS = 15_000;
const READ_TRIES = 3;
const READ_RETRY_MS = 300;
/** The windows in which exchanges count requests are mostly of a second. */
const RATE_PAUSE_MS = 1_000;

export class AccountConnection {
  readonly profile: ExchangeProfile;
  readonly redact: (text: string) => string;
  readonly #options: AccountConnectionOptions;
  #listener: ConnectionListener | undefined;
  #client: CcxtClient | undefined;
  #streams: PrivateStreams | undefined;
  #stopped = true;
  #isBusy = false;
  #retryMs: number;
  #timer: Timer | undefined;
  #toldDown: string | undefined;
  #endMarkets: () => void = () => {};
  #streamFailures = 0;
  #isPolling = false;
  #wasUp = false;

  constructor(options: AccountConnectionOptions) {
    this.#options = options;
    this.profile = options.venue.profile;
    this.#retryMs = options.venue.streams.retryFirstMs;
    this.redact = createRedactor(options.credentials);
  }

  /** The client with the account's keys; undefined until the venue was reached once. */
  get client(): CcxtClient | undefined {
    return this.#client;
  }

  get terms(): AccountTerms {
    const { positionMode, marginMode, leverage } = this.#options.account;
    return {
      hedged: positionMode === 'hedging',
      marginMode,
      ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }),
    };
  }

  /** Resolves when the account is up, or known not to be for now; it comes up by itself later. Never rejects. */
  async start(listener: ConnectionListener): Promise<void> {
    this.#listener = listener;
    this.#stopped = false;
    const { clock } = this.#options.venue;
    await new Promise<void>((resolve) => {
      const timer = clock.after(FIRST_ATTEMPT_MS, () => {
        if (this.#isBusy) this.#down('VENUE_UNREACHABLE', `${this.profile.title} has not answered yet`);
        resolve();
      });
      void this.#bringUp().finally(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#endMarkets();
    await this.#streams?.stop();
    this.#streams = undefined;
    const client = this.#client;
    this.#client = undefined;
    await client?.close().catch(() => {});
  }

  /** Makes the client with the account's keys, once the venue has told its markets. Rejects when it can't be reached. */
  async open(): Promise<void> {
    const { credentials, venue } = this.#options;
    await venue.prepare();
    if (this.#client !== undefined) return;
    const client = await venue.createClient(credentials);
    venue.markets.shareWith(client);
    this.#client = client;
    this.#listener?.onMarkets();
    this.#endMarkets = venue.markets.onLoaded(() => {
      venue.markets.shareWith(client);
      this.#listener?.onMarkets();
    });
  }

  /** The streams have missed something: they are made anew. */
  renewStreams(reason: string): void {
    this.#streams?.renew(reason);
  }

  /** One attempt of one call. Never rejects. */
  async call({ method, args }: ClientCall, terms: AttemptTerms): Promise<CallResult> {
    const client = this.#client;
    const { clock, line } = this.#options.venue;
    const timeoutMs = terms.write === undefined ? line.timing.readMs : line.timing.writeMs;
    const call = async (): Promise<unknown> => {
      if (client === undefined) throw new Error(`${this.profile.title} has not been reached yet`);
      return await callMethod(client, method, args);
    };
    const result = await callWithin(call, terms, { clock, timeoutMs });
    if (this.#isTooMuch(result)) line.lanes.pauseFor(RATE_PAUSE_MS);
    return result;
  }

  /** Refused for the rate, in an answer whose status does not say so: what is sent on at once makes it worse. */
  #isTooMuch(result: CallResult): boolean {
    if (result.kind === 'answer' || result.attempt.status === undefined) return false;
    const verdict = failureVerdict({ profile: this.profile, result, redact: this.redact });
    return verdict.kind === 'verdict' && verdict.verdict === 'rate';
  }

  /** A question that may be repeated: what passes is tried again, with growing waits. Rejects with a clean text. */
  async read(call: ClientCall, lane: Lane = 'lookup'): Promise<unknown> {
    const { clock, random } = this.#options.venue;
    for (let tries = 1; ; tries += 1) {
      const result = await this.call(call, { lane });
      if (result.kind === 'answer') return result.answer;
      const isPassing = mayBeRepeated({ profile: this.profile, result, redact: this.redact });
      if (!isPassing || tries >= READ_TRIES || this.#stopped) {
        const failure = this.#readFailure(result);
        if (failure instanceof AccountNotUsable && this.#wasUp) void this.recheckCredentials();
        throw failure;
      }
      const waitMs = READ_RETRY_MS * 2 ** tries * (0.5 + random());
      await new Promise<void>((resolve) => {
        clock.after(waitMs, resolve);
      });
    }
  }

  /** Before swap positions are asked for. */
  async choosePortfolio(): Promise<void> {
    await chooseSwapPortfolio(this.profile, this.#client, async (call) => await this.read(call));
  }

  /** The venue refused the credentials of a call: a private question decides whether it refuses them altogether. */
  async recheckCredentials(): Promise<void> {
    try {
      await this.#askBalances();
    } catch (error) {
      if (error instanceof AccountNotUsable) await this.#giveUp(error);
    }
  }

  /** The venue refused a timestamp: its clock is measured anew. */
  async remeasureClock(): Promise<void> {
    const { venue } = this.#options;
    try {
      await venue.measureClock(true);
    } catch (error) {
      venue.logger.warn({ error: this.redact(String(error)) }, 'the clock of the venue could not be measured');
    }
  }

  async #bringUp(): Promise<void> {
    if (this.#isBusy || this.#stopped) return;
    this.#isBusy = true;
    try {
      await this.#connect();
      this.#retryMs = this.#options.venue.streams.retryFirstMs;
    } catch (error) {
      if (error instanceof AccountNotUsable) await this.#giveUp(error);
      else this.#retryLater(error);
    } finally {
      this.#isBusy = false;
      // Ended meanwhile: what came up since then ends as well.
      if (this.#stopped) await this.stop();
    }
  }

  async #connect(): Promise<void> {
    const { account, venue } = this.#options;
    if (!venue.hasMarkets(account.markets)) {
      const values = {
        exchange: this.profile.title,
        environment: venue.place.environment,
        market: account.markets.join(', '),
      };
      throw new AccountNotUsable('EXCHANGE_ENVIRONMENT_UNSUPPORTED', 'the test environment lacks a market', values);
    }
    await this.open();
    await this.#inspectAccount();
    if (this.#stopped) return;
    this.#streams ??= this.#makeStreams();
    await this.#streams.start();
  }

  /** What must hold before an order may leave: the keys work and can not withdraw, the position mode is the agreed one. */
  async #inspectAccount(): Promise<void> {
    await this.#askBalances();
    await this.#askPermissions();
    if (this.#options.account.markets.includes('swap')) await this.checkPositionMode();
  }

  async #askBalances(): Promise<void> {
    for (const call of this.profile.questions.balances(this.#options.account.markets)) {
      const result = await this.call(call, { lane: 'poll' });
      if (result.kind === 'failure') throw this.#readFailure(result);
    }
  }

  /** What the key may do; undefined where the exchange tells nothing. Rejects when it does not answer. */
  async permissions(): Promise<KeyPermissions | undefined> {
    const apiKey = this.#options.credentials.apiKey.reveal();
    return await permissionsOf({
      profile: this.profile,
      apiKey,
      read: async (call, lane) => await this.read(call, lane),
    });
  }

  async #askPermissions(): Promise<void> {
    const { account, venue } = this.#options;
    if (venue.place.environment === 'sandbox') return;
    const told = await this.permissions().catch((error: unknown) => {
      if (!(error instanceof VenueSaidNo)) throw error;
      venue.logger.warn({ account: account.id, error: error.message }, 'the permissions of the key are not told');
      return undefined;
    });
    if (told !== undefined) refuseUnfit(told);
  }

  /** Rejects when the account is in another position mode than it is set up with here; false where the answer does not tell. */
  async checkPositionMode(): Promise<boolean> {
    const { profile, terms } = this;
    return await checkPositionMode({ profile, hedged: terms.hedged, read: async (call) => await this.read(call) });
  }

  /** The margin mode of the whole account, where it has one and it is another one than the agreed. Rejects if not told. */
  async otherMarginMode(lane: Lane = 'lookup'): Promise<string | undefined> {
    const call = this.profile.questions.marginMode;
    if (call === undefined) return undefined;
    const { marginMode } = fieldsOf(await this.read(call, lane));
    if (typeof marginMode !== 'string') throw new Error(`${this.profile.title} did not tell the margin mode`);
    return marginMode === this.terms.marginMode ? undefined : marginMode;
  }

  #makeStreams(): PrivateStreams {
    const { account, credentials, venue } = this.#options;
    return new PrivateStreams({
      createClient: async () => {
        const client = await venue.createClient(credentials);
        venue.markets.shareWith(client);
        // Positions are asked for, not watched: the client need not fetch them for each new connection.
        client.options.watchPositions = { fetchPositionsSnapshot: false, awaitPositionsSnapshot: false };
        return client;
      },
      channels: streamChannels(this.profile, account.markets),
      talk: this.profile.talk,
      clock: venue.clock,
      random: venue.random,
      settings: venue.streams,
      isCredentialsError,
      onOrder: (order) => this.#listener?.onOrder(order),
      onTrade: (trade) => this.#listener?.onTrade(trade),
      onUp: () => {
        this.#streamFailures = 0;
        this.#listener?.onStreams(true);
        this.#listener?.onPolling(false);
        this.#isPolling = false;
        this.#connected();
      },
      onDown: async (error) => {
        this.#listener?.onStreams(false);
        await this.#streamsDown(error);
      },
      onCredentialsRefused: (error) => {
        void this.#giveUp(new AccountNotUsable('ACCOUNT_CREDENTIALS_REFUSED', textOfError(error)));
      },
    });
  }

  /** A drop is healed by the next connection. Streams that do not come up at all are done without, where asking works. */
  async #streamsDown(error: unknown): Promise<void> {
    const { venue, account } = this.#options;
    this.#streamFailures += 1;
    if (this.#isPolling) return;
    if (this.#streamFailures > 1 || !this.#wasUp) {
      const isAnswering = await this.#askBalances().then(
        () => true,
        () => false,
      );
      if (this.#stopped || this.#isPolling || this.#streams?.isUp === true) return;
      if (isAnswering) {
        const detail = this.redact(textOfError(error));
        venue.logger.warn({ account: account.id, detail }, 'no private streams: reports are asked for');
        this.#isPolling = true;
        this.#listener?.onPolling(true);
        this.#connected();
        return;
      }
    }
    this.#down('VENUE_UNREACHABLE', textOfError(error));
  }

  /** Asking does not work any more either. The streams are tried on; a failure of theirs tries asking again. */
  pollingFailed(error: unknown): void {
    this.#isPolling = false;
    this.#down('VENUE_UNREACHABLE', textOfError(error));
  }

  #connected(): void {
    this.#toldDown = undefined;
    this.#wasUp = true;
    this.#listener?.onEvent({ kind: 'connected', time: this.#options.venue.clock.now() });
  }

  #readFailure(result: CallResult & { kind: 'failure' }): Error {
    const { error, isOfClock } = readFailure({ profile: this.profile, result, redact: this.redact });
    if (isOfClock) void this.remeasureClock();
    return error;
  }

  #retryLater(error: unknown): void {
    if (this.#stopped) return;
    const { clock, random, streams } = this.#options.venue;
    this.#down('VENUE_UNREACHABLE', textOfError(error));
    this.#timer = clock.after(this.#retryMs * (0.5 + random()), () => void this.#bringUp());
    this.#retryMs = Math.min(this.#retryMs * 2, streams.retryLongestMs);
  }

  async #giveUp(error: AccountNotUsable): Promise<void> {
    this.#down(error.code, error.message, error.values);
    await this.stop();
  }

  /** Told once for each reason, not with each attempt. */
  #down(code: DownCode, text: string, values: Readonly<Record<string, string>> = {}): void {
    if (this.#stopped || this.#toldDown === code) return;
    this.#toldDown = code;
    const detail = this.redact(text);
    const time = this.#options.venue.clock.now();
    this.#listener?.onEvent({ kind: 'disconnected', code, detail, values, time });
  }
}
