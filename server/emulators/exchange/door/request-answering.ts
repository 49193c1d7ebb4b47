/**
 * The life of one REST request: fault taken, limits counted, key checked, carried out, answered, written down. A fault
 * that is not `booked` strikes before the exchange did anything; one that is, after.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { writeAnswer } from './answer-writer.ts';
import { type Answer, answer, type Dialect, isAnswer, NativeRefusal, type Route } from './dialect.ts';
import type { DoorRequest } from './door-request.ts';
import type { FaultBoard, RequestFault } from './fault-board.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import type { FoundRoute, RouteTable } from './route-table.ts';

export interface RequestParts {
  readonly dialect: Dialect;
  readonly routes: RouteTable;
  readonly limiter: RateLimiter;
  readonly board: FaultBoard;
  readonly log: RequestLog;
}

/** Serves the request to its end. Never rejects. */
export async function serveRequest(parts: RequestParts, request: DoorRequest, response: ServerResponse): Promise<void> {
  const { dialect, board, log } = parts;
  const entry = log.open(request, dialect.world.clock.now());
  const fault = board.take(request);
  if (fault !== undefined) entry.fault = fault.kind;
  if (fault?.kind === 'late_arrival') await sleep(fault.delayMs);
  const given = refusalBefore(dialect, request, fault) ?? carryOut(parts, { request, entry, fault });
  if (fault?.kind === 'duplicate') carryOut(parts, { request, entry, fault });
  if (fault?.kind === 'late_answer') await sleep(fault.delayMs);
  const sent = fault === undefined ? given : instead(given, fault);
  const status = writeAnswer(response, sent, fault?.kind);
  if (status !== undefined) entry.status = status;
}

/** What a fault answers without the exchange having done anything. */
function refusalBefore(dialect: Dialect, request: DoorRequest, fault: RequestFault | undefined): Answer | undefined {
  if (fault === undefined) return undefined;
  const { retryAfterS } = fault;
  switch (fault.kind) {
    case 'rate_limited':
    case 'banned':
      return dialect.overLimit({ request, limit: undefined, retryAfterS, isBanned: fault.kind === 'banned' });
    case 'maintenance':
      return dialect.maintenance(request);
    default:
      return fault.booked ? undefined : answer(fault.status, fault.body ?? '');
  }
}

/** What goes out in place of the real answer, which has been made by then. */
function instead(given: Answer, fault: RequestFault): Answer {
  return fault.kind === 'status' || fault.kind === 'answer' ? answer(fault.status, fault.body ?? '') : given;
}

interface Serving {
  readonly request: DoorRequest;
  readonly entry: LoggedRequest;
  readonly fault: RequestFault | undefined;
}

function carryOut(parts: RequestParts, { request, entry }: Serving): Answer {
  const { dialect, routes, limiter } = parts;
  const found = findRoute(routes, request);
  if (found === undefined) return dialect.unknownRoute(request);
  const verdict = limiter.take(request, found.route, dialect.world.clock.now());
  if (verdict.kind === 'over') return dialect.overLimit({ request, ...verdict });
  const { access } = found.route;
  const auth = access === 'public' ? undefined : dialect.authenticate(request, access);
  if (auth !== undefined) entry.signature = auth.kind === 'ok' ? 'valid' : auth.verdict;
  if (auth?.kind === 'refused') return auth.answer;
  const unread = unknownParams(dialect, found.route, request);
  if (unread.length > 0 && dialect.unknownParams !== undefined) return dialect.unknownParams(request, unread);
  try {
    const owner = auth?.owner;
    const body = found.route.handle({ request, path: found.path, owner });
    entry.booked = true;
    return isAnswer(body) ? body : answer(200, body, usage(verdict.used));
  } catch (error) {
    if (error instanceof NativeRefusal) return error.answer;
    return dialect.internalError(request, error);
  }
}

/** Undefined also for a path that is no text. */
function findRoute(routes: RouteTable, request: DoorRequest): FoundRoute | undefined {
  try {
    return routes.find(request);
  } catch {
    return undefined;
  }
}

/** The names of what was sent, in query, form or JSON, that the route's documents do not know. */
function unknownParams(dialect: Dialect, { params }: Route, { params: sent, json }: DoorRequest): readonly string[] {
  if (params === undefined) return [];
  const known = new Set([...params, ...(dialect.commonParams ?? [])]);
  const bodies = Array.isArray(json) ? (json as unknown[]) : [json];
  const inJson = bodies.flatMap((body) => (typeof body === 'object' && body !== null ? Object.keys(body) : []));
  return [...Object.keys(sent), ...inJson].filter((name) => !known.has(name));
}

/** Limits are named as the headers that tell how much of them is used. */
function usage(used: ReadonlyMap<string, number>): Readonly<Record<string, string>> {
  return Object.fromEntries([...used].map(([name, count]) => [name, String(count)]));
}
