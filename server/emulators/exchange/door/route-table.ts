/** Finds the route of a request: exact paths at once, paths with places one after the other. */
import type { Route } from './dialect.ts';
import type { DoorRequest } from './door-request.ts';

export interface FoundRoute {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

export class RouteTable {
  readonly #exact = new Map<string, Route[]>();
  readonly #withPlaces: { readonly route: Route; readonly parts: readonly string[] }[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (route.path.includes('{')) {
        this.#withPlaces.push({ route, parts: route.path.split('/') });
        continue;
      }
      const key = `${route.method} ${route.path}`;
      this.#exact.set(key, [...(this.#exact.get(key) ?? []), route]);
    }
  }

  find(request: DoorRequest): FoundRoute | undefined {
    const exact = this.#exact.get(`${request.method} ${request.path}`)?.find((route) => isAtHost(route, request));
    if (exact !== undefined) return { route: exact, path: {} };
    const sent = request.path.split('/');
    for (const { route, parts } of this.#withPlaces) {
      if (route.method !== request.method || !isAtHost(route, request)) continue;
      const path = placesOf(parts, sent);
      if (path !== undefined) return { route, path };
    }
    return undefined;
  }
}

/** Whether a route with hosts of its own is asked under one of them; under the emulator's own address every route is. */
export function isAtHost(route: { readonly hosts?: readonly string[] }, request: DoorRequest): boolean {
  if (route.hosts === undefined) return true;
  return route.hosts.includes(request.host) || request.host === request.wireHost.replace(/:\d+$/, '');
}

function placesOf(parts: readonly string[], sent: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== sent.length) return undefined;
  const places: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = sent[index] ?? '';
    if (part.startsWith('{')) places[part.slice(1, -1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return places;
}
