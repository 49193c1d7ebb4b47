/** `events`: everything that happened, oldest first, and with `--follow` what happens from now on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { eventPage } from '@signalbox/contract/rest/events.ts';
import type { z } from 'zod';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionGiven, optionNumber, optionText } from './invocation.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import { TrailLines } from './trail-lines.ts';
import type { Order } from './wire-shapes.ts';

type Page = z.infer<typeof eventPage>;
type FeedEvent = Page['events'][number];

const LOOK_EVERY_MS = 500;
const PAGE_MAX = 1000;
const ORDERS_KNOWN = '500';

/** Prints a page of events, or the page as the API gives it; with `--follow` line by line, until interrupted. */
export async function runEvents(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const connection = connect(invocation);
  const limit = optionNumber(invocation, 'limit', { minimum: 1, maximum: PAGE_MAX }) ?? PAGE_MAX;
  const given = optionNumber(invocation, 'after', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
  const account = optionText(invocation, 'account');
  const isFollowing = optionGiven(invocation, 'follow');
  const wanted = { account, limit };
  const page = await (given === undefined ? newest(connection, wanted) : read(connection, { ...wanted, after: given }));
  if (terminal.isJson && !isFollowing) {
    terminal.json(page);
    return EXIT.ok;
  }
  const print = createPrinter(invocation, await createLines(invocation, connection));
  for (const event of page.events) print(event);
  if (!isFollowing && page.events.length === 0) terminal.line(terminal.text(TEXTS.none));
  for (let { after } = page; isFollowing; ) {
    const next = await read(connection, { ...wanted, after });
    for (const event of next.events) print(event);
    if (next.events.length === 0) await delay(LOOK_EVERY_MS);
    after = next.after;
  }
  return EXIT.ok;
}

interface Wanted {
  readonly account: string | undefined;
  readonly limit: number;
}

/** The newest events, so many. Sequences have gaps, and others may be of other accounts: it is looked back until there are enough. */
async function newest(connection: ServerConnection, { account, limit }: Wanted): Promise<Page> {
  let page = await ask(connection, 0, 1);
  const { lastSequence } = page;
  const span = account === undefined ? limit : PAGE_MAX;
  let events: readonly FeedEvent[] = [];
  let from = lastSequence;
  while (from > 0 && events.length < limit) {
    const end = from;
    from = Math.max(0, from - span);
    page = await ask(connection, from, span);
    const before = page.events.filter(({ sequence }) => sequence <= end);
    events = [...before.filter((event) => isOf(event, account)), ...events];
    if (account === undefined) break;
  }
  return { ...page, events: events.slice(-limit), after: lastSequence };
}

/** The events after a sequence, so many where there are, of the account alone where one was named. */
async function read(
  connection: ServerConnection,
  { account, limit, after }: Wanted & { readonly after: number },
): Promise<Page> {
  if (account === undefined) return ask(connection, after, limit);
  const events: FeedEvent[] = [];
  for (let from = after; ; ) {
    const page = await ask(connection, from, PAGE_MAX);
    for (const event of page.events) {
      if (isOf(event, account)) events.push(event);
      if (events.length === limit) return { ...page, events, after: event.sequence };
    }
    if (page.events.length < PAGE_MAX) return { ...page, events };
    from = page.after;
  }
}

const isOf = (event: FeedEvent, account: string | undefined): boolean =>
  account === undefined || event.account === account;

function ask(connection: ServerConnection, after: number, limit: number): Promise<Page> {
  return connection.get<Page>('/api/v1/events', { after: String(after), limit: String(limit) });
}

/** Lines that know the newest orders by their tickets; the beginning of an order may lie before the page. */
async function createLines({ terminal }: Invocation, connection: ServerConnection): Promise<TrailLines> {
  const lines = new TrailLines(terminal);
  if (terminal.isJson) return lines;
  const orders = await connection.get<readonly Order[]>('/api/v1/orders', { limit: ORDERS_KNOWN });
  for (const { id, ticket } of orders) lines.know(id, ticket);
  return lines;
}

function createPrinter({ terminal }: Invocation, lines: TrailLines): (event: FeedEvent) => void {
  return (event) => {
    if (terminal.isJson) return terminal.json(event);
    const { orderId } = event.data;
    const [line = ''] = lines.entry({ ...event, orderId: typeof orderId === 'string' ? orderId : undefined });
    terminal.line(`${String(event.sequence).padStart(8)}  ${event.account}  ${line}`);
  };
}
