/**
 * Looks an account at an exchange over without placing anything: can the venue be reached, do the clocks agree, what may the
 * key do, is the account in the mode that was agreed, what are the smallest orders. The result is data; whoever shows it
 * finds the sentence for each code.
 */
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import { formatDecimal, ZERO } from '#domain/decimal.ts';
import { AccountConnection } from './account-connection.ts';
import { AccountNotUsable } from './account-problems.ts';
import { ccxtAccountOf } from './ccxt-account.ts';
import { readBalances, readPositions } from './account-reading.ts';
import { fieldsOf, numberOf } from './client-values.ts';
import type { SharedVenue } from './shared-venue.ts';

export const ACCOUNT_CHECKS = [
  'reachability',
  'clock',
  'credentials',
  'permissions',
  'balances',
  'position_mode',
  'margin',
  'minimums',
] as const;
export type AccountCheckName = (typeof ACCOUNT_CHECKS)[number];

export interface AccountCheck {
  readonly name: AccountCheckName;
  /** skipped: an earlier check failed, or the exchange does not tell. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** A registered code, where something is wrong. */
  readonly code?: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface ExaminedAccount {
  readonly exchange: string;
  readonly environment: string;
  readonly checks: readonly AccountCheck[];
}

export interface Examination {
  readonly account: Account;
  readonly credentials: ExchangeCredentials;
  readonly venue: SharedVenue;
}

/** Beyond this the host's clock should be set right, though requests are signed with the venue's time. */
const CLOCK_WARNING_MS = 1_000;
const CLOCK_FAILED_MS = 60_000;
const SHOWN_MAX = 8;
/** Shown as examples of the smallest order. */
const EXAMPLES = ['BTCUSDT', 'ETHUSDT', 'BTCUSDC', 'BTCUSDT.P', 'ETHUSDT.P', 'BTCUSDC.P'];

/** Examines the account. Never rejects. */
export async function examineAccount(examination: Examination): Promise<ExaminedAccount> {
  const { venue } = examination;
  const doctor = new Doctor(examination);
  const checks: AccountCheck[] = [];
  try {
    for (const check of doctor.checks()) {
      const done = await check();
      checks.push(done);
      // Without these nothing further can be asked.
      if (done.status === 'failed' && (done.name === 'reachability' || done.name === 'credentials')) break;
    }
  } finally {
    await doctor.close();
  }
  const done = new Set(checks.map(({ name }) => name));
  const skipped = ACCOUNT_CHECKS.filter((name) => !done.has(name));
  checks.push(...skipped.map((name): AccountCheck => ({ name, status: 'skipped', values: {} })));
  return { exchange: venue.profile.name, environment: venue.place.environment, checks };
}

class Doctor {
  readonly #venue: SharedVenue;
  readonly #account: ReturnType<typeof ccxtAccountOf>;
  readonly #connection: AccountConnection;

  constructor({ account, credentials, venue }: Examination) {
    this.#venue = venue;
    this.#account = ccxtAccountOf(account);
    this.#connection = new AccountConnection({ account: this.#account, credentials, venue });
  }

  checks(): readonly (() => Promise<AccountCheck>)[] {
    const named = (name: AccountCheckName, check: () => Promise<Omit<AccountCheck, 'name'>>) => async () => {
      try {
        return { name, ...(await check()) };
      } catch (error) {
        return { name, ...this.#failure(error) };
      }
    };
    return [
      named('reachability', async () => await this.#reach()),
      named('clock', async () => await this.#clock()),
      named('credentials', async () => await this.#credentials()),
      named('permissions', async () => await this.#permissions()),
      named('balances', async () => await this.#balances()),
      named('position_mode', async () => await this.#positionMode()),
      named('margin', async () => await this.#margin()),
      named('minimums', async () => await this.#minimums()),
    ];
  }

  async close(): Promise<void> {
    await this.#connection.stop();
  }

  async #reach(): Promise<Omit<AccountCheck, 'name'>> {
    const { clock } = this.#venue;
    const before = clock.monotonic();
    await this.#venue.measureClock();
    const roundTripMs = Math.round(clock.monotonic() - before);
    await this.#connection.open();
    return { status: 'ok', values: { venue: this.#venue.profile.title, roundTripMs: String(roundTripMs) } };
  }

  #clock(): Promise<Omit<AccountCheck, 'name'>> {
    const { offsetMs, uncertaintyMs } = this.#venue.line.offset;
    const values = { offsetMs: String(Math.round(offsetMs)), uncertaintyMs: String(Math.round(uncertaintyMs ?? 0)) };
    if (uncertaintyMs === undefined) return Promise.resolve({ status: 'skipped', values: {} });
    const distanceMs = Math.abs(offsetMs) - uncertaintyMs;
    const status = distanceMs > CLOCK_FAILED_MS ? 'failed' : distanceMs > CLOCK_WARNING_MS ? 'warning' : 'ok';
    return Promise.resolve({ status, ...(status === 'ok' ? {} : { code: 'VENUE_CLOCK_OFF' }), values });
  }

  async #credentials(): Promise<Omit<AccountCheck, 'name'>> {
    const [call] = this.#venue.profile.questions.balances(this.#account.markets);
    if (call !== undefined) await this.#connection.read(call, 'poll');
    return { status: 'ok', values: {} };
  }

  async #permissions(): Promise<Omit<AccountCheck, 'name'>> {
    const { withdraw, trade, ipRestricted } = (await this.#connection.permissions()) ?? {};
    const told = { trade, withdraw, ipRestricted };
    const entries = Object.entries(told).filter(([, value]) => value !== undefined);
    const values = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
    if (withdraw === true) return { status: 'failed', code: 'ACCOUNT_KEY_CAN_WITHDRAW', values };
    if (trade === false) return { status: 'failed', code: 'ACCOUNT_CREDENTIALS_REFUSED', values };
    const venue = this.#venue.profile.title;
    if (withdraw === undefined)
      return { status: 'warning', code: 'ACCOUNT_KEY_RIGHTS_UNTOLD', values: { ...values, venue } };
    if (ipRestricted === false)
      return { status: 'warning', code: 'ACCOUNT_KEY_NOT_BOUND', values: { ...values, venue } };
    return { status: 'ok', values };
  }

  async #balances(): Promise<Omit<AccountCheck, 'name'>> {
    const calls = this.#venue.profile.questions.balances(this.#account.markets);
    const answers = await Promise.all(calls.map(async (call) => await this.#connection.read(call, 'poll')));
    const balances = readBalances(answers, this.#venue.profile.perpetualWallet).slice(0, SHOWN_MAX);
    const values = Object.fromEntries(balances.map(({ currency, total }) => [currency, formatDecimal(total)]));
    return { status: balances.length === 0 ? 'warning' : 'ok', values };
  }

  async #positionMode(): Promise<Omit<AccountCheck, 'name'>> {
    if (!this.#account.markets.includes('swap')) return { status: 'skipped', values: {} };
    const isTold = await this.#connection.checkPositionMode();
    return isTold ? { status: 'ok', values: { mode: this.#account.positionMode } } : { status: 'skipped', values: {} };
  }

  async #margin(): Promise<Omit<AccountCheck, 'name'>> {
    if (!this.#account.markets.includes('swap')) return { status: 'skipped', values: {} };
    const { marginMode, leverage } = this.#account;
    await this.#connection.choosePortfolio();
    const calls = this.#venue.profile.questions.positions;
    const answers = await Promise.all(calls.map(async (call) => await this.#connection.read(call, 'poll')));
    const answer = answers.flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []));
    const agreed = { marginMode, ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }) };
    const venueMode = await this.#connection.otherMarginMode();
    if (venueMode !== undefined) {
      const values = { ...agreed, venueMode, venue: this.#venue.profile.title };
      return { status: 'failed', code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values };
    }
    const others = answer
      .map(fieldsOf)
      .filter((position) => (numberOf(position.contracts) ?? 0n) !== 0n)
      .filter(({ marginMode: mode }) => mode !== undefined && mode !== marginMode);
    const positions = String(readPositions(answer).length);
    const differing = others.map(({ symbol }) => String(symbol)).slice(0, SHOWN_MAX);
    const { needsLeverage } = this.#venue.profile.markets.swap.capabilities;
    if (needsLeverage === true && leverage === undefined) {
      const values = { ...agreed, positions, venue: this.#venue.profile.title };
      return { status: 'warning', code: 'VENUE_NEEDS_LEVERAGE', values };
    }
    if (differing.length === 0) return { status: 'ok', values: { ...agreed, positions } };
    return { status: 'warning', values: { ...agreed, positions, differing: differing.join(', ') } };
  }

  async #minimums(): Promise<Omit<AccountCheck, 'name'>> {
    const listing = await this.#venue.listing({ markets: this.#account.markets });
    const shown = EXAMPLES.flatMap((id) => listing.byId(id)?.instrument ?? []);
    const values = Object.fromEntries(
      shown.map(({ id, quantityMin, notionalMin, quoteCurrency }) => [
        id,
        [
          formatDecimal(quantityMin),
          ...(notionalMin > ZERO ? [`${formatDecimal(notionalMin)} ${quoteCurrency}`] : []),
        ].join(', '),
      ]),
    );
    return { status: 'ok', values: { instruments: String(listing.instruments.length), ...values } };
  }

  #failure(error: unknown): Omit<AccountCheck, 'name'> {
    if (error instanceof AccountNotUsable) {
      return {
        status: 'failed',
        code: error.code,
        values: { ...error.values, detail: this.#connection.redact(error.message) },
      };
    }
    const detail = this.#connection.redact(error instanceof Error ? error.message : String(error));
    return { status: 'failed', code: 'VENUE_UNREACHABLE', values: { detail } };
  }
}
