/** Health over REST: the whole of it for a key, one word for the machine itself. */
import { type Handlers, ok } from './call.ts';
import type { HttpServerOptions } from './server-options.ts';

/** Handler of the health. */
export function createHealthHandlers({ desk }: Pick<HttpServerOptions, 'desk'>): Pick<Handlers, 'getHealth'> {
  return {
    getHealth({ key }) {
      const health = desk.health();
      const status = health.status === 'unhealthy' ? 503 : 200;
      if (key === undefined) return { kind: 'answer', status, body: { status: health.status, timestamp: health.time } };
      return { ...ok(health, { simulated: health.simulated }), status };
    },
  };
}
