/**
 * The product's server with a stop-watch at the last hop: each alert carries in its comment when it was sent (ms with
 * fractions, wall clock of this machine), and here is when its order reaches the broker. Prints the latencies when told.
 */
import { createLogger } from '#adapters/system/logging/create-logger.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { startServer } from '#app/start-server.ts';
import { readyLine } from '#cli/ready-message.ts';

const dataDirectory = process.argv[2] ?? '.';
const loaded = loadConfig({ dataDirectory, environment: process.env });
if (loaded.kind === 'invalid') throw new Error('the configuration is invalid');
const latencies: number[] = [];
const server = await startServer({
  dataDirectory,
  loaded,
  logger: createLogger({ ...loaded.config.logging, console: 'off' }),
  version: 'bench',
  port: 0,
  onFatal: (detail) => {
    process.stderr.write(`${detail}\n`);
    process.exit(1);
  },
  hooks: {
    onPhase: () => undefined,
    onPlace: ({ request }) => {
      const sentAt = Number(request.comment);
      if (request.comment !== undefined && sentAt > 0)
        latencies.push(performance.timeOrigin + performance.now() - sentAt);
    },
  },
});
process.stdout.write(`${readyLine(server)}\n`);
process.on('message', () => process.send?.(latencies.splice(0)));
process.on('SIGTERM', () => process.exit(0));
