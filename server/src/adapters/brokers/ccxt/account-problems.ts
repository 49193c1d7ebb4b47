/** What keeps an account at an exchange from being used, and how a failure of a client is told. */

/** Why an account is down, as the account's page shows it. */
export type DownCode = 'VENUE_UNREACHABLE' | UnusableCode;

/** Trying again does not help against these: a person must change something first. */
export type UnusableCode =
  | 'ACCOUNT_CREDENTIALS_REFUSED'
  | 'ACCOUNT_KEY_CAN_WITHDRAW'
  | 'ACCOUNT_POSITION_MODE_DIFFERS'
  | 'EXCHANGE_ENVIRONMENT_UNSUPPORTED';

/** A reason not to use the account, found while looking at it. */
export class AccountNotUsable extends Error {
  readonly code: UnusableCode;
  /** What the code's sentence needs. */
  readonly values: Readonly<Record<string, string>>;

  constructor(code: UnusableCode, detail: string, values: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = 'AccountNotUsable';
    this.code = code;
    this.values = values;
  }
}

/** The venue itself refused a question: asking again will not change that. */
export class VenueSaidNo extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'Error';
  }
}

const CREDENTIAL_ERRORS: ReadonlySet<string> = new Set([
  'AuthenticationError',
  'PermissionDenied',
  'AccountNotEnabled',
  'AccountSuspended',
]);

export function isCredentialsError(error: unknown): boolean {
  return error instanceof Error && CREDENTIAL_ERRORS.has(error.name);
}

/** A stream may fail with anything: an error, or the message that the venue sent. */
export function textOfError(error: unknown): string {
  if (error instanceof Error) return `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`;
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? 'an unknown failure');
}
