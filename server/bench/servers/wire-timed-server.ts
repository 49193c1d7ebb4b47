/**
 * The product's server with stop-watches at its last hop to an exchange: when an approved order is handed to its broker, and
 * when a request with an order leaves through the socket. Beside it a bare client of ccxt in the same process, so that both
 * have the same machine, heap and moment. Answers each message with one of its own.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createLogger } from '#adapters/system/logging/create-logger.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { startServer } from '#app/start-server.ts';
import { readyLine } from '#cli/ready-message.ts';
import { type CcxtClient, ccxtClient } from '../../emulators/exchange/test/ccxt-client.ts';

interface BareKey {
  readonly apiKey: string;
  readonly secret: string;
}

type Request =
  | { readonly kind: 'open_bare'; readonly origin: string; readonly key: BareKey }
  | { readonly kind: 'bare'; readonly side: string }
  | { readonly kind: 'collect' };

/** One order of the server: moments of this machine's clock, ms with fractions. */
interface Times {
  readonly placedAt: number;
  readonly sentAt: number;
}

const ORDER = /^\/(?:api|fapi)\/v\d\/order/;
const now = (): number => performance.timeOrigin + performance.now();
const [dataDirectory = '.'] = process.argv.slice(2);
const loaded = loadConfig({ dataDirectory, environment: process.env });
if (loaded.kind === 'invalid') throw new Error('the configuration is invalid');

const times: Times[] = [];
let placedAt: number | undefined;
let bareAt: number | undefined;
let bareMs = 0;
subscribe('undici:client:sendHeaders', (message) => {
  const { request } = message as { readonly request: { readonly method: string; readonly path: string } };
  if (request.method !== 'POST' || !ORDER.test(request.path)) return;
  const sentAt = now();
  if (bareAt !== undefined) {
    bareMs = sentAt - bareAt;
    bareAt = undefined;
  } else if (placedAt !== undefined) {
    times.push({ placedAt, sentAt });
    placedAt = undefined;
  }
});

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
    onPlace: () => {
      placedAt = now();
    },
  },
});

let bare: CcxtClient;
async function answer(request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'open_bare':
      bare = await ccxtClient({
        exchange: 'binance',
        origin: request.origin,
        ...request.key,
        options: { fetchMarkets: { types: ['spot', 'linear'] } },
      });
      await bare.loadMarkets();
      return 'open';
    case 'bare':
      bareAt = now();
      await bare.createOrder('BTC/USDT', 'market', request.side, 0.001);
      return bareMs;
    case 'collect':
      return times.splice(0);
  }
}

process.on('message', (request: Request) => {
  answer(request).then(
    (told) => process.send?.({ told }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${readyLine(server)}\n`);
