/**
 * How far it has come: one line, written over itself on a terminal, and every few seconds a new one elsewhere. Rates by
 * CPU time are those of the runs alone; wall time says more of the machine than of the simulator.
 */
import type { Totals } from './totals.ts';

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const EVERY_MS = 5_000;
const EVERY_MS_ON_TERMINAL = 200;
const HOUR_MS = 3_600_000;

export class Progress {
  readonly #target: ProgressTarget;
  readonly #now: () => number;
  readonly #begunAt: number;
  #saidAt: number;
  #isOpen = false;

  constructor(target: ProgressTarget, now: () => number) {
    this.#target = target;
    this.#now = now;
    this.#begunAt = now();
    this.#saidAt = this.#begunAt;
  }

  /** Says it, if it is time again. */
  tell(totals: Totals): void {
    const now = this.#now();
    const isTerminal = this.#target.isTTY === true;
    if (now - this.#saidAt < (isTerminal ? EVERY_MS_ON_TERMINAL : EVERY_MS)) return;
    this.#saidAt = now;
    const line = progressLine(totals, now - this.#begunAt);
    this.#target.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    this.#isOpen = isTerminal;
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#isOpen) this.#target.write('\r\u001b[K');
    this.#isOpen = false;
  }
}

/** One line; `elapsedMs` is wall time. */
export function progressLine(totals: Totals, elapsedMs: number): string {
  const { runs, cpuMs, injections, violations } = totals;
  return [
    `${grouped(runs)} runs`,
    `${grouped(rate(runs, elapsedMs, 1_000))}/s`,
    `${grouped(rate(runs, cpuMs, 1_000))}/CPU-s`,
    `${grouped(injections)} faults`,
    `${millions(rate(injections, cpuMs, HOUR_MS))}/CPU-h`,
    `${violations} violations`,
  ].join(' · ');
}

/** How many in so much time, per `unitMs`. */
export const rate = (count: number, inMs: number, unitMs: number): number => (inMs <= 0 ? 0 : (count / inMs) * unitMs);

/** 1234567 → 1,234,567. */
export const grouped = (count: number): string => Math.round(count).toLocaleString('en-US');

export const millions = (count: number): string => `${(count / 1_000_000).toFixed(1)} M`;
