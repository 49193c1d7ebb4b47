/** The part of the desk that is about signals: take them in, rehearse them, show them with their trails. */
import { isoTime } from '#domain/iso-time.ts';
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { needsSymbol, resolveCommandSymbol } from '#engine/routing/command-symbol.ts';
import { step } from '#engine/step.ts';
import type { Clock } from '#ports/clock.ts';
import type { Inbox, InboxRow, InboxStatus } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import type { DecisionView, SignalDetailView, SignalView } from '#views/shapes.ts';
import { decisionViews, signalReason, signalStatus, trailEntry } from '#views/signal-view.ts';
import type { AccountRunner } from './account-runner.ts';
import type { SignalQuery, SignalSubmission } from './desk.ts';
import type { OrderDesk } from './order-desk.ts';
import { readTrail } from './read-trail.ts';
import { decodeDetail, isMeantFor } from './signal-detail.ts';

export interface SignalDeskOptions {
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly orders: () => OrderDesk;
  readonly commandWire: (command: SignalCommand) => Record<string, unknown>;
}

/** Formats in which an account is one of ours; in the others it names something at the system they were made for. */
const OWN_ACCOUNT_NAMES: ReadonlySet<string> = new Set(['signalbox', 'mt5', 'mt5_chinese', 'generic']);
const ORDERS_OF_SIGNAL_MAX = 500;
/** Statuses that an inbox row has by itself; the others follow from what was decided. */
const ROW_STATUSES: readonly InboxStatus[] = ['accepted', 'refused', 'rehearsed', 'quarantined'];

export class SignalDesk {
  readonly #options: SignalDeskOptions;

  constructor(options: SignalDeskOptions) {
    this.#options = options;
  }

  /** Why no account of the route can ever carry the signal out; undefined when one may. */
  impossible({ parsed, route }: SignalSubmission): Reason | undefined {
    const runners = this.#runnersOf(route);
    if (runners.length === 0) return { code: 'ACCOUNT_UNKNOWN', values: { account: route.accounts.join(', ') } };
    for (const command of parsed.commands) {
      const { account } = command;
      if (account !== undefined && OWN_ACCOUNT_NAMES.has(parsed.format) && !route.accounts.includes(account)) {
        return { code: 'ACCOUNT_UNKNOWN', values: { account } };
      }
      const problems = runners.map((runner) => obstacle(runner, command, route));
      const first = problems[0];
      if (first !== undefined && problems.every((problem) => problem !== undefined)) return first;
    }
    return undefined;
  }

  /** Why a symbol that the route maps to, or takes by default, is known at none of its accounts; undefined when all are. */
  routeProblem(route: Route): Reason | undefined {
    const runners = this.#runnersOf(route);
    const symbols = [...route.symbolMap.keys(), ...(route.defaultSymbol === undefined ? [] : [route.defaultSymbol])];
    for (const symbol of symbols) {
      const problems = runners.map((runner) => symbolProblem(runner, { action: 'buy', symbol }, route));
      const [first] = problems;
      if (first === undefined || problems.includes(undefined)) continue;
      const { target, ...values } = first.values;
      return { code: first.code, values: target === undefined ? values : { ...values, symbol: target } };
    }
    return undefined;
  }

  #runnersOf(route: Route): AccountRunner[] {
    return route.accounts.map((account) => this.#options.runners.get(account)).filter((runner) => runner !== undefined);
  }

  /** Steps a copy of each account's state; nothing of it is kept, and nothing is placed. */
  rehearse(commands: readonly SignalCommand[], route: Route): readonly DecisionView[] {
    const now = this.#options.clock.now();
    const decisions: DecisionView[] = [];
    for (const account of route.accounts) {
      const runner = this.#options.runners.get(account);
      if (runner === undefined) {
        const reason = { code: 'ACCOUNT_UNKNOWN', values: { account } };
        decisions.push({ account, command: 0, outcome: 'denied', orderIds: [], reason, checks: [] });
        continue;
      }
      const state = runner.rehearsalState();
      const about = { signalId: 'rehearsal', source: 'rehearsal', route, receivedAt: now, now };
      for (const [index, command] of commands.entries()) {
        if (!isMeantFor(command, account, route)) continue;
        wantPriceOf(runner, command, route);
        const { events } = step(state, { kind: 'execute', index, command, ...about });
        decisions.push(...decisionViews(events.map((event) => ({ accountId: account, event }))));
      }
    }
    return decisions;
  }

  async signal(signalId: string): Promise<SignalDetailView | undefined> {
    const row = await this.#options.inbox.find(signalId);
    if (row === undefined) return undefined;
    // Orders first: the trail read after them tells at least as much as they show.
    const orders = await this.#options.orders().list({ signalId, limit: ORDERS_OF_SIGNAL_MAX });
    const events = await readTrail(this.#options.journal, signalId);
    const decisions = decisionViews(events);
    const view = this.#view(row, decisions);
    return { ...view, orders: orders.toReversed(), decisions, trail: events.map(trailEntry) };
  }

  /**
   * So many rows as asked for, the newest first; of a status that only decisions give, all rows that were decided: who asks
   * leaves out the others, and pages by what it was given, so that no row hides those behind it.
   */
  async signals(query: SignalQuery): Promise<readonly (SignalView & { readonly position: number })[]> {
    const { status } = query;
    const stored = ROW_STATUSES.find((known) => known === status) ?? (status === undefined ? undefined : 'done');
    const rows = await this.#options.inbox.list({
      limit: query.limit,
      ...(query.source === undefined ? {} : { source: query.source }),
      ...(query.beforePosition === undefined ? {} : { beforePosition: query.beforePosition }),
      ...(stored === undefined ? {} : { status: stored }),
    });
    return await Promise.all(rows.map((row) => this.#listed(row)));
  }

  async #listed(row: InboxRow): Promise<SignalView & { readonly position: number }> {
    const events = row.status === 'done' ? await readTrail(this.#options.journal, row.signalId) : [];
    return { ...this.#view(row, decisionViews(events)), position: row.position };
  }

  #view(row: InboxRow, decisions: readonly DecisionView[]): SignalView {
    const detail = decodeDetail(row.detail);
    const error = detail.error ?? signalReason(decisions);
    const webhookId = row.source.startsWith('hook:') ? row.source.slice('hook:'.length) : undefined;
    return {
      id: row.signalId,
      source: row.source,
      ...(webhookId === undefined ? {} : { webhookId }),
      receivedAt: isoTime(row.receivedAt),
      status: signalStatus(row.status, decisions),
      ...(detail.format === undefined ? {} : { format: detail.format }),
      text: row.text,
      commands: detail.commands.map((command) => this.#options.commandWire(command)),
      ignoredFields: detail.ignoredFields,
      ...(error === undefined ? {} : { error }),
    };
  }
}

/** What is rehearsed is often sent next: its price is asked for where it has to be. */
function wantPriceOf(runner: AccountRunner, command: SignalCommand, route: Route): void {
  const resolved = resolveCommandSymbol(runner.state.volatile.settings.directory, command, route);
  if (resolved?.kind === 'resolved') runner.wantPrice(resolved.instrument.id);
}

/**
 * Why the account can't carry the command out. One that never came up is waited for where its venue may answer yet; while it
 * has no list of instruments, that is what is wrong, and not the name.
 */
function obstacle(runner: AccountRunner, command: SignalCommand, route: Route): Reason | undefined {
  const { venueProblem, isCompared, state } = runner;
  if (venueProblem !== undefined && !isCompared && venueProblem.code !== 'VENUE_UNREACHABLE') return venueProblem;
  const problem = symbolProblem(runner, command, route);
  const knowsNone = state.volatile.settings.directory.all().length === 0;
  return problem?.code === 'SYMBOL_UNKNOWN' && knowsNone ? (venueProblem ?? problem) : problem;
}

/** Why the account can't know which instrument the command means; undefined when it does, or the command needs none. */
function symbolProblem(runner: AccountRunner, command: SignalCommand, route: Route): Reason | undefined {
  const resolved = resolveCommandSymbol(runner.state.volatile.settings.directory, command, route);
  if (resolved === undefined) return needsSymbol(command) ? { code: 'SYMBOL_MISSING', values: {} } : undefined;
  if (resolved.kind === 'resolved') return undefined;
  return { code: resolved.code, values: { ...resolved.values } };
}
