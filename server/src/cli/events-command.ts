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
  const limit = String(optionNumber(invocation, 'limit', { minimum: 1, maximum: PAGE_MAX }));
  const given = optionNumber(invocation, 'after', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
  const isFollowing = optionGiven(invocation, 'follow');
  const page = await read(connection, { after: given ?? (await newest(connection, Number(limit))), limit });
  if (terminal.isJson && !isFollowing) {
    terminal.json(page);
    return EXIT.ok;
  }
  const print = createPrinter(invocation, await createLines(invocation, connection));
  for (const event of page.events) print(event);
  if (!isFollowing && page.events.length === 0) terminal.line(terminal.text(TEXTS.none));
  for (let { after } = page; isFollowing; ) {
    const next = await read(connection, { after, limit });
    for (const event of next.events) print(event);
    if (next.events.length === 0) await delay(LOOK_EVERY_MS);
    after = next.after;
  }
  return EXIT.ok;
}

/** Where the newest so many events begin, about: sequences have gaps. */
async function newest(connection: ServerConnection, count: number): Promise<number> {
  const { lastSequence } = await read(connection, { after: 0, limit: '1' });
  return Math.max(0, lastSequence - count);
}

function read(connection: ServerConnection, { after, limit }: { after: number; limit: string }): Promise<Page> {
  return connection.get<Page>('/api/v1/events', { after: String(after), limit });
}

/** Lines that know the newest orders by their tickets; the beginning of an order may lie before the page. */
async function createLines({ terminal }: Invocation, connection: ServerConnection): Promise<TrailLines> {
  const lines = new TrailLines(terminal);
  if (terminal.isJson) return lines;
  const orders = await connection.get<readonly Order[]>('/api/v1/orders', { limit: ORDERS_KNOWN });
  for (const { id, ticket } of orders) lines.know(id, ticket);
  return lines;
}

function createPrinter(invocation: Invocation, lines: TrailLines): (event: FeedEvent) => void {
  const { terminal } = invocation;
  const account = optionText(invocation, 'account');
  return (event) => {
    if (account !== undefined && event.account !== account) return;
    if (terminal.isJson) return terminal.json(event);
    const { orderId } = event.data;
    const [line = ''] = lines.entry({ ...event, orderId: typeof orderId === 'string' ? orderId : undefined });
    terminal.line(`${String(event.sequence).padStart(8)}  ${event.account}  ${line}`);
  };
}
