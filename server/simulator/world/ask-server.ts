/** How people of a world ask a server for something: in its life, and an answer that breaks is the end of the process. */
import type { Life } from '../kernel/life.ts';
import type { WorldParts } from './parts.ts';

export function askServer({ crash }: WorldParts, life: Life, ask: () => Promise<unknown>): void {
  life.deliver(() => {
    ask().catch((error: unknown) => crash(life, `the desk broke: ${String(error)}`));
  });
}
