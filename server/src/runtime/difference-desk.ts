/** Where a venue holds another position than the books: what differs at an account, and a person's word on it. */
import type { AccountView, DifferenceView } from '#views/shapes.ts';
import { differenceViews } from '#views/difference-view.ts';
import type { AccountRunner } from './account-runner.ts';
import type { Actor, Result } from './desk.ts';

/** adopt: our position becomes the venue's. ignore: the difference is as it should be, until it is another one. */
export type DifferenceDecision = 'adopt' | 'ignore';

const INPUT_OF = { adopt: 'adopt_position', ignore: 'ignore_difference' } as const;

export interface DifferenceDeskOptions {
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly account: (accountId: string) => AccountView | undefined;
}

export class DifferenceDesk {
  readonly #options: DifferenceDeskOptions;

  constructor(options: DifferenceDeskOptions) {
    this.#options = options;
  }

  /** What the newest comparison found to differ; ACCOUNT_UNKNOWN. */
  list(account: string): Result<readonly DifferenceView[]> {
    const runner = this.#options.runners.get(account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    return { kind: 'ok', value: differenceViews(runner.state) };
  }

  /** Carries out a person's decision; DIFFERENCE_NOT_FOUND or DIFFERENCE_CHANGED when it means nothing now. */
  async decide(
    actor: Actor,
    of: { readonly account: string; readonly symbol: string },
    decision: DifferenceDecision,
  ): Promise<Result<AccountView>> {
    const { account, symbol: instrumentId } = of;
    const runner = this.#options.runners.get(account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const input = { kind: INPUT_OF[decision], instrumentId, actor: `${actor.kind}:${actor.id}` };
    const result = await runner.submit(input);
    if (result.kind === 'unavailable') return failed('STORAGE_UNAVAILABLE', { detail: result.detail });
    if (result.refusal !== undefined) return { kind: 'failed', reason: result.refusal };
    const view = this.#options.account(account);
    return view === undefined ? failed('ACCOUNT_UNKNOWN', { account }) : { kind: 'ok', value: view };
  }
}

function failed(code: string, values: Record<string, string>): Extract<Result<never>, { kind: 'failed' }> {
  return { kind: 'failed', reason: { code, values } };
}
