/** An account at an exchange, as this adapter needs to know it. */
import type { Account, AccountEnvironment, ExchangeTerms, PositionMode } from '#domain/account.ts';
import type { ExchangeName } from './exchange-name.ts';

export type ExchangeEnvironment = Exclude<AccountEnvironment, 'paper'>;

/** A place where accounts can be: they share its markets, its clock, its budget of requests and its prices. */
export interface VenuePlace {
  readonly exchange: ExchangeName;
  readonly environment: ExchangeEnvironment;
  /** The address of an emulator; loopback only, and only with `emulated`. */
  readonly endpoint?: string;
}

/** The account, with its exchange's terms at hand. */
export interface CcxtAccount extends Omit<ExchangeTerms, 'endpoint'> {
  readonly id: string;
  readonly positionMode: PositionMode;
}

/** Throws for an account that has no exchange's terms: it is none of ours. */
export function ccxtAccountOf({ id, positionMode, exchange }: Account): CcxtAccount {
  if (exchange === undefined || exchange.markets.length === 0) throw new Error(`account ${id} has no markets`);
  return { ...exchange, id, positionMode };
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Why these settings can't be right, in a few words; undefined when they can. */
export function placeProblem({ environment, endpoint }: VenuePlace): string | undefined {
  if (environment !== 'emulated')
    return endpoint === undefined ? undefined : 'only an emulated account has an endpoint';
  const url = endpoint === undefined ? null : URL.parse(endpoint);
  if (url === null) return 'an emulated account needs the http address of its emulator';
  if (url.protocol !== 'http:' || !LOOPBACK.has(url.hostname))
    return 'an emulator is reached by http on this machine only';
  return undefined;
}
