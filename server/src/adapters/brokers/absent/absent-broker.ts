/**
 * The broker of an account whose venue can not even be tried: its keys can not be opened, or its adapter is not there. It
 * says why, and otherwise proves nothing: the account is shown, keeps its books, and trades nothing.
 */
import type { Reason } from '#domain/order.ts';
import type { Broker, BrokerCapabilities } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';

const CAPABILITIES: BrokerCapabilities = {
  orderTypes: [],
  timesInForce: [],
  postOnly: false,
  reduceOnly: false,
  amend: false,
  oneCancelsOther: false,
  positionModes: ['netting', 'hedging'],
  clientOrderIdUnique: 'none',
};

/** A broker that is out of reach for `reason`, for good. */
export function createAbsentBroker(reason: Reason, clock: Clock): Broker {
  const detail = reason.values['detail'] ?? reason.code;
  const unproven = (clientOrderId: string) =>
    Promise.resolve({ kind: 'ambiguous', clientOrderId, detail, time: clock.now() } as const);
  const unknown = (): Promise<never> => Promise.reject(new Error(detail));
  return {
    capabilities: CAPABILITIES,
    start(listener) {
      const { code, values } = reason;
      listener({ kind: 'disconnected', detail, code, values, time: clock.now() });
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
    instruments: () => Promise.resolve([]),
    place: ({ clientOrderId }) => unproven(clientOrderId),
    cancel: ({ clientOrderId }) => unproven(clientOrderId),
    amend: ({ clientOrderId }) => unproven(clientOrderId),
    query: () => Promise.resolve({ kind: 'unreachable', detail }),
    openOrders: unknown,
    fillsSince: unknown,
    positions: unknown,
    balances: unknown,
  };
}
