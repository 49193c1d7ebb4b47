/** Answers to what is no business of a route, for the exchanges that have one form of refusal for all of it. */
import type { Answer, Dialect } from './dialect.ts';
import type { DoorRequest } from './door-request.ts';

const HTTP_NOT_FOUND = 404;
const HTTP_TOO_MANY = 429;
const HTTP_INTERNAL = 500;
const HTTP_UNAVAILABLE = 503;

export interface PlainWords<E> {
  readonly errors: Readonly<Record<'route' | 'tooMany' | 'maintenance' | 'internal', E>>;
  readonly refused: (error: E, status: number, request: DoorRequest) => Answer;
}

/** Unknown addresses, too many requests (with `retry-after`), maintenance, and mistakes of our own, by the usual statuses. */
export function plainAnswers<E>({
  errors,
  refused,
}: PlainWords<E>): Pick<Dialect, 'unknownRoute' | 'overLimit' | 'maintenance' | 'internalError'> {
  return {
    unknownRoute: (request) => refused(errors.route, HTTP_NOT_FOUND, request),
    overLimit: ({ request, retryAfterS }) => ({
      ...refused(errors.tooMany, HTTP_TOO_MANY, request),
      headers: { 'retry-after': String(retryAfterS) },
    }),
    maintenance: (request) => refused(errors.maintenance, HTTP_UNAVAILABLE, request),
    internalError: (request) => refused(errors.internal, HTTP_INTERNAL, request),
  };
}
