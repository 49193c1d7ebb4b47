/** What the README and the guides tell people to type exists: each command, each option, and the other way round. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS, type OperationId } from '@signalbox/contract';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '#cli/command-table.ts';
import { createProgram } from '#cli/main.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGES = [
  'README.md',
  'README.zh-CN.md',
  'docs/guides/command-line.md',
  'docs/guides/command-line.zh-CN.md',
  'docs/guides/getting-started.md',
  'docs/guides/getting-started.zh-CN.md',
  'docs/guides/alerts.md',
  'docs/guides/alerts.zh-CN.md',
  'docs/guides/configuration.md',
  'docs/guides/configuration.zh-CN.md',
  'docs/guides/api.md',
  'docs/guides/api.zh-CN.md',
  'docs/guides/emulated-orders.md',
  'docs/guides/emulated-orders.zh-CN.md',
  'docs/guides/accounts.md',
  'docs/guides/accounts.zh-CN.md',
  'docs/guides/exchanges.md',
  'docs/guides/exchanges.zh-CN.md',
  'docs/guides/emulator.md',
  'docs/guides/emulator.zh-CN.md',
  'docs/guides/trading-v2.md',
  'docs/guides/trading-v2.zh-CN.md',
];
const program = createProgram();

/** The command for each operation; empty where the command line has its own way or none is needed. */
const COMMAND_OF: Readonly<Record<OperationId, string>> = {
  listWebhooks: 'webhook list',
  createWebhook: 'webhook create',
  getWebhook: 'webhook list',
  updateWebhook: 'webhook change',
  deleteWebhook: 'webhook delete',
  rotateWebhook: 'webhook rotate',
  sendAlert: 'signal send',
  sendAlertWithPathSecret: 'signal send',
  listSignals: 'signal list',
  submitSignal: 'signal send',
  previewSignal: 'signal rehearse',
  getSignal: 'signal show',
  listOrders: 'orders',
  listFills: 'fills',
  placeOrder: 'order place',
  placeOrders: 'order batch',
  getOrder: 'order show',
  cancelOrder: 'cancel',
  amendOrder: 'order amend',
  cancelAllOrders: 'cancel-all',
  approveOrder: 'order approve',
  denyOrder: 'order deny',
  resolveOrder: 'order resolve',
  listPositions: 'positions',
  closePosition: 'position close',
  listAccountSummaries: 'account',
  listAccounts: 'account',
  armAccount: 'account arm',
  changeAccountKeys: 'account credentials',
  changeAccountTerms: 'account change',
  checkAccount: 'account add',
  listBalances: 'account balances',
  createAccount: 'account create',
  disarmAccount: 'account disarm',
  examineAccount: 'doctor',
  removeAccount: 'account remove',
  getAccount: 'account',
  resetLatch: 'account unlatch',
  listDifferences: 'account differences',
  adoptDifference: 'account adopt',
  ignoreDifference: 'account ignore',
  listInstruments: 'instruments',
  pushPrice: 'price push',
  releasePrice: 'price release',
  // For charts and programs; a person sees prices with `instruments`.
  getMarket: '',
  getTicker: 'instruments',
  getBook: '',
  listMarketTrades: '',
  listCandles: '',
  getTradingState: 'status',
  setTradingState: 'halt',
  listEvents: 'events',
  createStreamTicket: '',
  openStream: 'events',
  listKeys: 'key list',
  createKey: 'key create',
  revokeKey: 'key revoke',
  redeemSetupCode: '',
  // For programs: what a person would ask there, the command line asks of the API itself.
  createAccessToken: '',
  tradingV2MarketOrder: 'order place',
  tradingV2LimitOrder: 'order place',
  tradingV2StopOrder: 'order place',
  tradingV2Batch: 'order place',
  tradingV2CancelOrder: 'cancel',
  tradingV2CancelOrders: 'cancel-all',
  tradingV2OrderStatus: 'order show',
  tradingV2OpenOrders: 'orders',
  tradingV2OrderHistory: 'orders',
  tradingV2Positions: 'positions',
  tradingV2Position: 'positions',
  tradingV2ClosePosition: 'position close',
  tradingV2AccountInfo: 'account',
  tradingV2AccountBalance: 'account',
  tradingV2RiskCheck: 'signal rehearse',
  tradingV2SystemStatus: 'status',
  getHealth: 'status',
};

/** Everything after `signalbox` on a line or in a code span; what comes behind a pipe, a quote or a bracket is cut. */
function callsIn(text: string): string[] {
  const patterns = [/```sh\n([\s\S]*?)```/g, /`([^`\n]+)`/g, /^ {4}(.+)$/gm];
  const code = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  return code.flatMap((block) =>
    [...block.matchAll(/(?:^|npx |\| )signalbox ([^\n'"`|]*)/gm)].map((match) => (match[1] ?? '').trim()),
  );
}

/** The command that the words name, and the words that were left. */
function resolve(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  let command = program;
  let index = 0;
  for (; index < words.length; index += 1) {
    const next = command.commands.find((candidate) => candidate.name() === words[index]);
    if (next === undefined) break;
    command = next;
  }
  return { command, rest: words.slice(index) };
}

function problemOf(call: string): string | undefined {
  if (call.startsWith('COMMAND') || call.startsWith('命令')) return undefined;
  const { command, rest } = resolve(call.split(/\s+/));
  // `account` is a command by itself and has others below it.
  const isGroup = command.commands.length > 0 && command.registeredArguments.length === 0;
  if (command === program || isGroup) return 'no such command';
  const known = command.options.map((option) => option.long);
  const unknown = rest.filter((word) => word.startsWith('--')).find((word) => !known.includes(word));
  return unknown === undefined ? undefined : `no such option ${unknown}`;
}

function leaves(command: Command, path: string): string[] {
  return command.commands.flatMap((child) =>
    child.commands.length > 0 ? leaves(child, `${path} ${child.name()}`) : [`${path} ${child.name()}`.trim()],
  );
}

describe('the commands in the pages', () => {
  it.each(PAGES)('%s names commands and options that exist', (page) => {
    const calls = callsIn(readFileSync(join(ROOT, page), 'utf8'));
    const problems = calls.flatMap((call) => {
      const problem = problemOf(call);
      return problem === undefined ? [] : [`signalbox ${call}: ${problem}`];
    });
    expect(calls.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  it.each(['docs/guides/command-line.md', 'docs/guides/command-line.zh-CN.md'])('%s lists every command', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    expect(leaves(program, '').filter((path) => !text.includes(`\`signalbox ${path}`))).toEqual([]);
  });

  it('a command or an option that does not exist is found out', () => {
    expect(problemOf('signal lsit')).toBe('no such command');
    expect(problemOf('orders --opne')).toBe('no such option --opne');
  });

  it('what the API can do, a command can', () => {
    expect(Object.keys(COMMAND_OF).toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
    const commands = new Set(COMMANDS.map(({ call }) => call.replaceAll(/ [<[].*/g, '')));
    expect(Object.values(COMMAND_OF).filter((command) => command !== '' && !commands.has(command))).toEqual([]);
  });

  it('npm runs what the README says it runs', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = ['README.md', 'README.zh-CN.md'].flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(/npm (?:run (\w+)|(start|test)\b)/g)].map(
        ([, script, shortcut]) => script ?? shortcut ?? '',
      ),
    );
    expect(named).toContain('start');
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
