/**
 * The product's server with a stop-watch at the last hop: each alert carries in its comment when it was sent (ms with
 * fractions, wall clock of this machine), and here is when its order reaches the broker. Prints the latencies when told.
 */
import { serveTimed } from './serve-timed.ts';

const latencies: number[] = [];
process.on('message', () => process.send?.(latencies.splice(0)));
await serveTimed(({ request }) => {
  const sentAt = Number(request.comment);
  if (request.comment !== undefined && sentAt > 0) latencies.push(performance.timeOrigin + performance.now() - sentAt);
});
