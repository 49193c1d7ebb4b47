/**
 * The guard of answers: where an exchange always sends a list, a success without that list says nothing. The client reads it as
 * an empty one, which would be a claim about an account: flat, without orders, without money. So the body is looked at before the
 * client makes anything of it, and the question fails as one whose answer could not be read; it may be asked again.
 */
import type { CcxtClient } from './client-surface.ts';

/** Where the list stands in the answer to a question. */
export interface ListPlace {
  /** Of the production URL, from its first slash on; `*` stands for one segment. */
  readonly path: string;
  /** The way to the list in the body: `data.orders`, a number for an item; empty: the body is the list. */
  readonly at: string;
  /** `list_or_null`: the exchange is known to write null for an empty one. `fields`: no list, but fields of which some are there. */
  readonly is?: 'list_or_null' | 'fields';
}

export class UnreadableAnswer extends Error {
  constructor(path: string) {
    super(`the answer of ${path} lacks what it always shows`);
    this.name = 'UnreadableAnswer';
  }
}

/** Whether a call failed because of that. */
export const isUnreadable = ({ error }: { readonly error: unknown }): boolean => error instanceof UnreadableAnswer;

/** Several questions whose answers have their list in the same place; the paths are one text, blanks between them. */
export const listsAt = (at: string, paths: string, is?: ListPlace['is']): readonly ListPlace[] =>
  paths
    .split(/\s+/)
    .filter((path) => path !== '')
    .map((path) => ({ path, at, ...(is === undefined ? {} : { is }) }));

/** The place that is known for a question; undefined where nothing is. */
export function listPlaceOf(places: readonly ListPlace[], path: string): ListPlace | undefined {
  return places.find((place) => isPath(place.path, path));
}

function isPath(pattern: string, path: string): boolean {
  if (!pattern.includes('*')) return pattern === path;
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index]);
}

/** Whether the body has what the question always brings. */
export function hasItsList({ at, is }: ListPlace, body: unknown): boolean {
  let value = body;
  for (const step of at.split('.')) {
    if (step === '') continue;
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (is === 'fields') return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return Array.isArray(value) || (value === null && is === 'list_or_null');
}

/** Makes the client fail where it would take an answer without its list for an empty one. The venue's own errors come first. */
export function guardLists(client: CcxtClient, places: readonly ListPlace[]): void {
  const handle = client.handleErrors.bind(client);
  client.handleErrors = (...args: unknown[]) => {
    const handled = handle(...args);
    const [status, , url, method, , , body] = args as [number, string, string, string, unknown, unknown, unknown];
    if (method !== 'GET' || status < 200 || status > 299) return handled;
    const { pathname } = new URL(url);
    const place = listPlaceOf(places, pathname);
    if (place !== undefined && !hasItsList(place, body)) throw new UnreadableAnswer(pathname);
    return handled;
  };
}
