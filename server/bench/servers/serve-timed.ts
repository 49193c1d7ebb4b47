/**
 * The product's server as it is measured: silent, on a free port, over the data directory that the command line names, with
 * a listener where each approved order is handed to its broker. Says its ready line when it serves.
 */
import { createLogger } from '#adapters/system/logging/create-logger.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { type FaultHooks, startServer } from '#app/start-server.ts';
import { readyLine } from '#cli/ready-message.ts';

export async function serveTimed(onPlace: NonNullable<FaultHooks['onPlace']>): Promise<void> {
  const [dataDirectory = '.'] = process.argv.slice(2);
  const loaded = loadConfig({ dataDirectory, environment: process.env });
  if (loaded.kind === 'invalid') throw new Error('the configuration is invalid');
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
    hooks: { onPhase: () => undefined, onPlace },
  });
  process.on('SIGTERM', () => process.exit(0));
  process.stdout.write(`${readyLine(server)}\n`);
}
