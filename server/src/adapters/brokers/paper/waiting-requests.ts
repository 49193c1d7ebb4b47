/** Requests that the venue has not answered yet, by kind and client order id; the oldest of a kind is answered first. */
import type { RequestKind, RequestOutcome } from './venue-reports.ts';

type Resolve = (outcome: RequestOutcome) => void;

export class WaitingRequests {
  readonly #waiting = new Map<string, Resolve[]>();

  /** The promise of an answer that {@link answer} will give. */
  wait(kind: RequestKind, clientOrderId: string): Promise<RequestOutcome> {
    return new Promise((resolve) => {
      const key = `${kind}:${clientOrderId}`;
      const queue = this.#waiting.get(key);
      if (queue === undefined) this.#waiting.set(key, [resolve]);
      else queue.push(resolve);
    });
  }

  /** False when nobody waits for it. */
  answer(kind: RequestKind, clientOrderId: string, outcome: RequestOutcome): boolean {
    const key = `${kind}:${clientOrderId}`;
    const queue = this.#waiting.get(key);
    const resolve = queue?.shift();
    if (queue?.length === 0) this.#waiting.delete(key);
    resolve?.(outcome);
    return resolve !== undefined;
  }

  /** Ends every wait without an answer. */
  abandon(detail: string, time: number): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, queue] of waiting) {
      const clientOrderId = key.slice(key.indexOf(':') + 1);
      for (const resolve of queue) resolve({ kind: 'ambiguous', clientOrderId, detail, time });
    }
  }
}
