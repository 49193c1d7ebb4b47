/**
 * What keeps everybody from the venue for a while: no way to it, maintenance, a credential that is no longer valid, a
 * terminal that restarts. Each request is an opportunity for it to begin.
 */
import type { FaultName } from '../faults/fault-kinds.ts';
import type { VenueOptions } from './venue-options.ts';

export interface WeatherListener {
  /** Streams break, and can be had again at `backAtMs` (virtual). */
  linesDown(detail: string, backAtMs: number): void;
  terminalDies(): void;
  terminalReturns(isRenumbered: boolean): void;
}

export class Weather {
  readonly #options: VenueOptions;
  readonly #listener: WeatherListener;
  #unreachableUntil = 0;
  #closedUntil = 0;
  #revokedUntil = 0;

  constructor(options: VenueOptions, listener: WeatherListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Nothing passes in either direction. */
  get isUnreachable(): boolean {
    return this.#options.kernel.now < this.#unreachableUntil;
  }

  /** Every request is turned away undone with 503. */
  get isClosed(): boolean {
    return this.#options.kernel.now < this.#closedUntil;
  }

  /** Every request is turned away undone for lack of permission. */
  get isRevoked(): boolean {
    return this.#options.kernel.now < this.#revokedUntil;
  }

  /** When the venue can be asked again, virtual ms; in the past: now. */
  get clearAtMs(): number {
    return Math.max(this.#unreachableUntil, this.#closedUntil);
  }

  /** It may change now. */
  tempt(): void {
    const { faults, kind } = this.#options;
    if (faults.strikes('venue_unreachable')) {
      this.#unreachableUntil = this.#until('venue_unreachable', 2_000, 40_000);
      this.#listener.linesDown('the venue can not be reached', this.#unreachableUntil);
    }
    if (faults.strikes('credential_revoked')) this.#revokedUntil = this.#until('credential_revoked', 5_000, 60_000);
    const hasTerminal = kind === 'gateway' || kind === 'raw';
    if (faults.strikes('maintenance')) this.#close('maintenance', 30_000);
    if (hasTerminal && faults.strikes('terminal_renumbers')) this.#close('terminal_renumbers', 6_000);
  }

  /** Whatever keeps anybody away ends now; terminals come back by themselves. */
  clear(): void {
    this.#unreachableUntil = 0;
    this.#closedUntil = 0;
    this.#revokedUntil = 0;
  }

  /** A bridge needs two seconds to come back: longer than a terminal is busy with what it was given. */
  #close(name: 'maintenance' | 'terminal_renumbers', longestMs: number): void {
    const { kernel } = this.#options;
    const until = this.#until(name, 2_000, longestMs);
    this.#closedUntil = Math.max(this.#closedUntil, until);
    this.#listener.linesDown(name, this.#closedUntil);
    this.#listener.terminalDies();
    kernel.after(until - kernel.now, () => this.#listener.terminalReturns(name === 'terminal_renumbers'));
  }

  #until(name: FaultName, leastMs: number, mostMs: number): number {
    const { kernel, faults } = this.#options;
    return kernel.now + faults.detail(name).skewed(leastMs, mostMs);
  }
}
