/** Binance spot's WebSocket API: the account's stream by a signed subscription, and orders placed over the socket. */
import type { KeyOwner } from '../core/exchange-world.ts';
import { type Access, NativeRefusal } from '../door/dialect.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { authenticateSocket } from './binance-auth.ts';
import type { BinanceContext, Params } from './binance-params.ts';
import { spotEvents } from './spot-events.ts';
import { askSpot, cancelSpot, placeSpot } from './spot-order-routes.ts';

interface SocketCall {
  readonly context: BinanceContext;
  readonly session: SocketSession;
  readonly params: Params;
  readonly owner: KeyOwner;
}

interface Method {
  readonly access: Access;
  readonly run: (call: SocketCall) => unknown;
}

const METHODS: Readonly<Record<string, Method>> = {
  ping: { access: 'public', run: () => ({}) },
  time: { access: 'public', run: ({ context }) => ({ serverTime: context.world.clock.now() }) },
  'userDataStream.subscribe.signature': { access: 'read', run: subscribe },
  'userDataStream.unsubscribe': { access: 'public', run: () => ({}) },
  'order.place': {
    access: 'trade',
    run: ({ context, owner, params }) => placeSpot(context, owner.account, params),
  },
  'order.cancel': {
    access: 'trade',
    run: ({ context, owner, params }) => cancelSpot(context, owner.account, params),
  },
  'order.status': { access: 'read', run: ({ context, owner, params }) => askSpot(context, owner.account, params) },
};

const HOSTS = ['ws-api.binance.com', 'ws-api.testnet.binance.vision'];

export function webSocketApi(context: BinanceContext): SocketRoute {
  return { path: '/ws-api/v3', hosts: HOSTS, open: (session) => openApi(context, session) };
}

function openApi(context: BinanceContext, session: SocketSession): SocketHandlers {
  return {
    message: (text) => {
      session.send(answerTo(context, session, text));
    },
  };
}

function answerTo(context: BinanceContext, session: SocketSession, text: string): unknown {
  const { id, method, params } = readCall(text);
  const known = METHODS[method];
  const fail = (status: number, error: unknown) => ({ id, status, error });
  if (known === undefined) return fail(400, { code: -1000, msg: 'Unknown method.' });
  const owner = known.access === 'public' ? NOBODY : authenticateSocket(context.world, params, known.access);
  if (known.access !== 'public') session.verdict('code' in owner ? `refused ${owner.code}` : 'valid');
  if ('code' in owner) return fail(owner.code === -2015 ? 401 : 400, owner);
  try {
    return { id, status: 200, result: known.run({ context, session, params, owner }), rateLimits: [] };
  } catch (error) {
    if (error instanceof NativeRefusal) return fail(error.answer.status, error.answer.body);
    throw error;
  }
}

/** Stands for the owner where a method needs none. */
const NOBODY = {} as KeyOwner;

function subscribe({ context, session, owner }: SocketCall): unknown {
  const subscriptionId = 0;
  session.onAccountEvent(owner.account.id, (event) => {
    for (const native of spotEvents(context.world, event)) session.send({ subscriptionId, event: native });
  });
  return { subscriptionId };
}

function readCall(text: string): { readonly id: unknown; readonly method: string; readonly params: Params } {
  try {
    const { id = null, method, params } = JSON.parse(text) as Record<string, unknown>;
    const given = typeof params === 'object' && params !== null ? params : {};
    const texts = Object.entries(given).map(([name, value]) => [name, String(value)] as const);
    return { id, method: typeof method === 'string' ? method : '', params: Object.fromEntries(texts) };
  } catch {
    return { id: null, method: '', params: {} };
  }
}
