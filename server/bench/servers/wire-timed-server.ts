/**
 * The product's server with stop-watches at its last hop to an exchange: when an approved order is handed to its broker, and
 * when a request with an order leaves through the socket. Beside it a bare client of ccxt in the same process, so that both
 * have the same machine, heap and moment. Answers each message with one of its own.
 */
import { subscribe } from 'node:diagnostics_channel';
import { type CcxtClient, ccxtClient } from '../../emulators/exchange/test/ccxt-client.ts';
import { serveTimed } from './serve-timed.ts';

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
await serveTimed(() => {
  placedAt = now();
});
