/** One try to put leverage and margin mode of a swap in force, and what is said where the venue won't have them. */
import { formatDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import { textOfError } from './account-problems.ts';
import type { CallResult } from './client-transport.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { causeOf, failureVerdict } from './outcome.ts';
import { toldByVenue } from './refusal-report.ts';
import { termsCalls } from './terms-calls.ts';

/** Some venues refuse to set what is set already. */
const ALREADY = /-4046\b|-4059\b|\b110025\b|\b110026\b|\b110043\b|No need to change|not (been )?modified/i;

/** Undefined when they are in force; otherwise why not. Never rejects. */
export async function putInForce(
  desk: AccountDesk,
  { instrument, market }: ListedInstrument,
): Promise<Reason | undefined> {
  const { connection, account, venue } = desk;
  const obstacle = await otherMode(desk, instrument.id);
  if (obstacle !== undefined) return obstacle;
  const { leverage } = account;
  const calls = termsCalls(venue.profile.questions, { symbol: market.symbol, leverage, account: connection.terms });
  for (const call of calls) {
    const result = await connection.call(call, { lane: 'create' });
    if (result.kind === 'answer') continue;
    const text = `${result.attempt.body ?? ''} ${String(result.error)}`;
    if (ALREADY.test(text)) continue;
    return refusal(desk, instrument.id, result);
  }
  return undefined;
}

/** Where the margin mode is one for the whole account, it is not ours to set, and must be the agreed one. */
async function otherMode(desk: AccountDesk, symbol: string): Promise<Reason | undefined> {
  const { connection, account, venue } = desk;
  const values = { symbol, marginMode: account.marginMode, venue: venue.profile.title };
  try {
    const venueMode = await connection.otherMarginMode();
    return venueMode === undefined
      ? undefined
      : { code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values: { ...values, venueMode } };
  } catch (error) {
    return notSet(desk, symbol, connection.redact(textOfError(error)));
  }
}

/** What the venue refused for the moment, and not the terms themselves, is told as that. */
function refusal(desk: AccountDesk, symbol: string, result: Extract<CallResult, { kind: 'failure' }>): Reason {
  const { connection, venue } = desk;
  const verdict = failureVerdict(desk.heard(result));
  const said = verdict.kind === 'verdict' ? verdict : undefined;
  const cause = said === undefined ? undefined : causeOf(said.verdict);
  if (cause === 'clock') void connection.remeasureClock();
  const passing =
    said === undefined
      ? undefined
      : toldByVenue(venue.profile.title, { venueCode: said.code, message: said.message, cause });
  if (passing?.reason !== undefined) return passing.reason;
  const detail = said === undefined ? connection.redact(String(result.error)) : `${said.code} ${said.message}`;
  return notSet(desk, symbol, detail);
}

function notSet({ account, venue }: AccountDesk, symbol: string, detail: string): Reason {
  const { leverage, marginMode } = account;
  const asked = { marginMode, ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }) };
  return { code: 'EXCHANGE_LEVERAGE_NOT_SET', values: { symbol, ...asked, venue: venue.profile.title, detail } };
}
