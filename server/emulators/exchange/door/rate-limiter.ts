/** Counts requests against the exchange's limits, in fixed windows of the exchange's clock. Going on when told to wait bans. */
import type { RateLimit, Route } from './dialect.ts';
import type { DoorRequest } from './door-request.ts';

export type RateVerdict =
  | { readonly kind: 'within'; readonly used: ReadonlyMap<string, number> }
  | {
      readonly kind: 'over';
      readonly limit: RateLimit;
      readonly retryAfterS: number;
      readonly isBanned: boolean;
    };

interface Window {
  startsAt: number;
  used: number;
  refused: number;
}

/** So many refused requests in one window turn a refusal into a ban. */
const REFUSED_MAX = 20;

export class RateLimiter {
  readonly #limits: readonly RateLimit[];
  readonly #windows = new Map<string, Window>();
  /** Turned off: everything passes, nothing is counted. */
  isOn = true;

  constructor(limits: readonly RateLimit[]) {
    this.#limits = limits;
  }

  /** Counts the request, or says which limit it would pass. */
  take(request: DoorRequest, route: Route, now: number): RateVerdict {
    const used = new Map<string, number>();
    if (!this.isOn) return { kind: 'within', used };
    for (const limit of this.#limits) {
      const cost = limit.cost(request, route);
      if (cost === 0) continue;
      const window = this.#windowOf(limit, now);
      if (window.used + cost > limit.max) {
        window.refused += 1;
        const retryAfterS = Math.ceil((window.startsAt + limit.windowMs - now) / 1000);
        return { kind: 'over', limit, retryAfterS, isBanned: window.refused > REFUSED_MAX };
      }
      window.used += cost;
      used.set(limit.name, window.used);
    }
    return { kind: 'within', used };
  }

  #windowOf(limit: RateLimit, now: number): Window {
    const startsAt = Math.floor(now / limit.windowMs) * limit.windowMs;
    const known = this.#windows.get(limit.name);
    if (known !== undefined && known.startsAt === startsAt) return known;
    const window: Window = { startsAt, used: 0, refused: 0 };
    this.#windows.set(limit.name, window);
    return window;
  }
}

/** The cost of a route as it says it. */
export function weightOf(route: Route, request: DoorRequest): number {
  return typeof route.weight === 'function' ? route.weight(request) : (route.weight ?? 1);
}
