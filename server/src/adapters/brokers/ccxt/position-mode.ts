/**
 * Whether an account keeps one position in a contract or one for each side, asked as each exchange tells it.
 */
import { AccountNotUsable } from './account-problems.ts';
import { fieldsOf } from './client-values.ts';
import type { ClientCall, ExchangeProfile } from './profile.ts';
import type { ModeQuestion, Params, QuestionProfile } from './question-profile.ts';

/** A contract that everybody has. */
export const PERPETUAL = 'BTC/USDT:USDT';

/** A client that has the question tells it in one word. */
export const unifiedMode = (params: Params = {}): ModeQuestion => ({
  calls: [{ method: 'fetchPositionMode', args: [undefined, params] }],
  hedged: (answer) => [flagOf(fieldsOf(answer).hedged)],
});

/** Which modes the answers speak of: `true` for a position for each side. */
export function positionModesIn(
  { positionMode }: Pick<QuestionProfile, 'positionMode'>,
  answers: readonly unknown[],
): ReadonlySet<boolean> {
  const modes = answers.flatMap((answer) => positionMode?.hedged(answer) ?? []);
  return new Set(modes.filter((mode) => mode !== undefined));
}

export interface AgreedMode {
  readonly profile: Pick<ExchangeProfile, 'questions' | 'title'>;
  readonly hedged: boolean;
  readonly read: (call: ClientCall) => Promise<unknown>;
}

/** Rejects when the account is in another position mode than it is set up with here; false where the answer does not tell. */
export async function checkPositionMode({ profile: { questions, title }, hedged, read }: AgreedMode): Promise<boolean> {
  const answers: unknown[] = [];
  for (const call of questions.positionMode?.calls ?? []) answers.push(await read(call));
  const modes = positionModesIn(questions, answers);
  if (!modes.has(!hedged)) return answers.length === 0 || modes.size > 0;
  const [mode, venueMode] = hedged ? ['hedging', 'netting'] : ['netting', 'hedging'];
  const values = { exchange: title, venueMode, mode };
  throw new AccountNotUsable('ACCOUNT_POSITION_MODE_DIFFERS', 'the position mode is another one', values);
}

export const flagOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** By the exchange's own words for one position in each contract, and for one on each side. */
export function modeAmong(value: unknown, [oneWay, hedged]: readonly [string, string]): boolean | undefined {
  if (value === oneWay) return false;
  return value === hedged ? true : undefined;
}
