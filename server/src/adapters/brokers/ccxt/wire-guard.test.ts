import { describe, expect, it } from 'vitest';
import { EXCHANGE_NAMES, type ExchangeMarket, type ExchangeName } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { orderCall } from './order-call.ts';
import type { WireExpectation } from './profile.ts';
import { openRig, venueMarket } from './test/client-rig.ts';
import { CLIENT_ORDER_ID, type CaseTerms, orderCase, orderMatrix, SHOWN_ORDERS } from './test/order-matrix.ts';
import { inspectRequest, type SeenRequest } from './wire-guard.ts';

describe.each(EXCHANGE_NAMES)('a request of %s that was changed on its way', (name) => {
  it('is stopped, whichever field is gone, differs or was added', async () => {
    const profile = await loadExchangeProfile(name);
    const rig = await openRig(profile);
    const cases = orderMatrix(profile).filter(({ name: title }) => SHOWN_ORDERS.includes(title));
    for (const { name: title, options } of cases) {
      const call = orderCall(options);
      if (call.kind === 'denied') continue;
      rig.requests.length = 0;
      await rig.run(call.call);
      const request = rig.requests[0]!;
      const isStopped = (changed: SeenRequest) => inspectRequest(call.wire, changed, profile.hosts) !== undefined;
      expect(isStopped(request)).toBe(false);
      const checked = Object.entries(call.wire.fields).filter(([, value]) => value !== undefined);
      for (const [field] of checked) {
        expect(isStopped(changedBy(request, field, undefined)), `${title} without ${field}`).toBe(true);
        expect(isStopped(changedBy(request, field, '7')), `${title} with another ${field}`).toBe(true);
      }
      const extra = String(request.body).startsWith('[') ? '0.surprise' : 'surprise';
      expect(isStopped(changedBy(request, extra, '1')), `${title} with a surprise`).toBe(true);
      expect(isStopped({ ...request, method: 'GET' })).toBe(true);
      expect(isStopped({ ...request, url: request.url.replace('https://', 'http://') })).toBe(true);
      expect(isStopped({ ...request, url: request.url.replace(/\/\/[^/]+/, '//evil.example') })).toBe(true);
      expect(isStopped({ ...request, url: request.url.replace(call.wire.path, '/api/v3/withdraw') })).toBe(true);
    }
  });
});

/** The request with one field, by its path, set to a value or taken out. */
function changedBy(request: SeenRequest, path: string, value: string | undefined): SeenRequest {
  const { url, body } = request;
  if (typeof body === 'string' && /^[[{]/.test(body)) {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    change(parsed, path.split('.'), value);
    return { ...request, body: JSON.stringify(parsed) };
  }
  const target = new URL(url);
  const fields = typeof body === 'string' ? new URLSearchParams(body) : target.searchParams;
  if (value === undefined) fields.delete(path);
  else fields.set(path, value);
  return typeof body === 'string' ? { ...request, body: fields.toString() } : { ...request, url: target.href };
}

function change(node: Record<string, unknown>, path: readonly string[], value: string | undefined): void {
  const [key = '', ...rest] = path;
  if (rest.length > 0) change(node[key] as Record<string, unknown>, rest, value);
  else if (value === undefined) delete node[key];
  else node[key] = value;
}

interface Trap {
  readonly title: string;
  readonly exchange: ExchangeName;
  readonly kind: ExchangeMarket;
  /** What the client is asked, on purpose in the way that it misunderstands. */
  readonly call: readonly [type: unknown, side: string, price: string | undefined, params: object];
  /** What was approved, and which fields the wire must have for it. */
  readonly approved: CaseTerms;
  readonly demands?: Readonly<Record<string, string>>;
}

const spot = { kind: 'spot', side: 'sell', timeInForce: 'gtc' } as const;
const swap = { kind: 'swap', side: 'sell', timeInForce: 'gtc' } as const;
const id = { clientOrderId: CLIENT_ORDER_ID };
const STOP = '49000.2';

const TRAPS: readonly Trap[] = [
  {
    title: 'a stop of MEXC spot leaves as a market order',
    exchange: 'mexc',
    kind: 'spot',
    call: ['market', 'sell', undefined, { ...id, triggerPrice: STOP }],
    approved: { ...spot, type: 'market' },
    demands: { stopPrice: STOP },
  },
  {
    title: 'a stop-loss of MEXC swaps leaves as a market order',
    exchange: 'mexc',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, stopLossPrice: STOP, leverage: 5 }],
    approved: { ...swap, type: 'market' },
    demands: { triggerPrice: STOP },
  },
  {
    title: 'an immediate limit order of MEXC swaps rests',
    exchange: 'mexc',
    kind: 'swap',
    call: [
      'limit',
      'sell',
      '50000.1',
      { ...id, timeInForce: 'IOC', marginMode: 'cross', positionMode: 2, leverage: 5 },
    ],
    approved: { ...swap, type: 'limit', timeInForce: 'ioc' },
  },
  {
    title: 'a stop-loss of HTX spot leaves as a market sell',
    exchange: 'htx',
    kind: 'spot',
    call: ['market', 'sell', undefined, { ...id, stopLossPrice: STOP }],
    approved: { ...spot, type: 'market' },
    demands: { 'stop-price': STOP },
  },
  {
    title: 'a trigger order of HTX swaps takes the type of a plain one',
    exchange: 'htx',
    kind: 'swap',
    call: ['limit', 'sell', '50000.1', { ...id, triggerPrice: STOP }],
    approved: { ...swap, type: 'stop_limit', closing: true },
  },
  {
    title: 'an order of HTX swaps loses an id that is no number',
    exchange: 'htx',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, marginMode: 'cross' }],
    approved: { ...swap, type: 'market' },
  },
  {
    title: 'a trailing stop of Bitget spot leaves as a market sell',
    exchange: 'bitget',
    kind: 'spot',
    call: ['market', 'sell', undefined, { ...id, trailingPercent: '1' }],
    approved: { ...spot, type: 'market' },
    demands: { callbackRatio: '1' },
  },
  {
    title: 'a trailing amount of Binance leaves as a market order',
    exchange: 'binance',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, trailingAmount: '100' }],
    approved: { ...swap, type: 'market' },
  },
  {
    title: 'a stop-loss attached at Binance is an unknown field',
    exchange: 'binance',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, stopLoss: { triggerPrice: STOP } }],
    approved: { ...swap, type: 'market' },
  },
  {
    title: 'a trailing percent of Bybit leaves as a market order',
    exchange: 'bybit',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, trailingPercent: '1' }],
    approved: { ...swap, type: 'market' },
  },
  {
    title: 'a stop-loss with a take-profit of Bybit changes the position',
    exchange: 'bybit',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, stopLossPrice: STOP, takeProfitPrice: '60000' }],
    approved: { ...swap, type: 'stop', closing: true },
  },
  {
    title: 'a cost at OKX goes out as a quantity',
    exchange: 'okx',
    kind: 'spot',
    call: ['market', 'buy', undefined, { ...id, cost: '1000' }],
    approved: { ...spot, side: 'buy', type: 'market' },
  },
  {
    title: 'a trigger order of OKX lacks the id it is looked up by',
    exchange: 'okx',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, triggerPrice: STOP, marginMode: 'cross' }],
    approved: { ...swap, type: 'stop' },
  },
  {
    title: 'a market order with a price of Binance spot becomes a cost',
    exchange: 'binance',
    kind: 'spot',
    call: ['market', 'sell', '50000.1', id],
    approved: { ...spot, type: 'market' },
  },
  {
    title: 'our id is replaced at Coinbase',
    exchange: 'coinbase',
    kind: 'spot',
    call: ['limit', 'sell', '50000.1', id],
    approved: { ...spot, type: 'limit' },
  },
  {
    title: 'a trigger of Coinbase waits for the wrong direction',
    exchange: 'coinbase',
    kind: 'spot',
    call: ['limit', 'sell', '50000.1', { client_order_id: CLIENT_ORDER_ID, triggerPrice: STOP }],
    approved: { ...spot, type: 'stop_limit' },
  },
  {
    title: 'a trigger of KuCoin spot has no direction',
    exchange: 'kucoin',
    kind: 'spot',
    call: ['market', 'buy', undefined, { ...id, triggerPrice: STOP }],
    approved: { ...spot, side: 'buy', type: 'stop' },
  },
  {
    title: 'a trailing stop of KuCoin swaps leaves as a market order',
    exchange: 'kucoin',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, trailingPercent: '1', leverage: '5', marginMode: 'cross' }],
    approved: { ...swap, type: 'market' },
  },
  {
    title: 'an order of KuCoin swaps says a leverage nobody asked for',
    exchange: 'kucoin',
    kind: 'swap',
    call: ['market', 'sell', undefined, { ...id, marginMode: 'cross' }],
    approved: { ...swap, type: 'market' },
  },
];

describe('what the client drops or mistakes without a word', () => {
  it.each(TRAPS.map((trap) => [trap.title, trap] as const))('is stopped: %s', async (_title, trap) => {
    const profile = await loadExchangeProfile(trap.exchange);
    const rig = await openRig(profile);
    const { options } = orderCase(profile, trap.approved);
    const call = orderCall(options);
    if (call.kind === 'denied') throw new Error(`denied already: ${call.reason.code}`);
    const [type, side, price, params] = trap.call;
    const quantity = call.call.args[3];
    const { symbol } = venueMarket(trap.exchange, trap.kind);
    await rig.run({ method: 'createOrder', args: [symbol, type, side, quantity, price, params] });
    expect(rig.requests).toHaveLength(1);
    const wire: WireExpectation = { ...call.wire, fields: { ...call.wire.fields, ...trap.demands } };
    expect(inspectRequest(wire, rig.requests[0]!, profile.hosts)).toEqual(expect.any(String));
  });
});

describe('the guard', () => {
  const wire: WireExpectation = { method: 'POST', path: '/order', fields: { size: '0.00000012', price: '50000.1' } };
  const inspect = (body: string) =>
    inspectRequest(wire, { url: 'https://x.test/order', method: 'POST', body }, ['x.test']);

  it('compares numbers by their value, however they are written', () => {
    expect(inspect('{"size":1.2e-7,"price":50000.10}')).toBeUndefined();
    expect(inspect('size=0.000000120&price=50000.1')).toBeUndefined();
    expect(inspect('{"size":1.2e-7,"price":50000.11}')).toBe('its price differs');
  });

  it('compares digits that a binary number would lose', () => {
    const id: WireExpectation = { ...wire, fields: { id: '9007199254740993' } };
    const body = '{"id":9007199254740992}';
    expect(inspectRequest(id, { url: 'https://x.test/order', method: 'POST', body }, ['x.test'])).toBe(
      'its id differs',
    );
  });

  it('does not let a field stand twice, in the query and in the body', () => {
    const request = { url: 'https://x.test/order?price=1', method: 'POST', body: '{"size":1.2e-7,"price":50000.1}' };
    expect(inspectRequest(wire, request, ['x.test'])).toBe('its body can not be read');
  });

  it('stops a body it can not read', () => {
    expect(inspect('{"size":1')).toBe('its body can not be read');
    const request = { url: 'https://x.test/order', method: 'POST', body: new Uint8Array() };
    expect(inspectRequest(wire, request, ['x.test'])).toBe('its body can not be read');
  });

  it('tells no value of the request', () => {
    const told = inspect('{"size":1.2e-7,"price":"secret-value"}');
    expect(told).toBeDefined();
    expect(told).not.toContain('secret-value');
  });
});
