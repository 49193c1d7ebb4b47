/**
 * Bad days at an exchange, over real sockets: lost and broken answers, dropped and silent streams, wrong keys, a venue that is
 * down at the start. Whatever happens, an order leaves once, and nothing is called refused that the venue may have.
 */
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { OrderRequest } from '#domain/order.ts';
import { approvedOrder } from './test/approved-order.ts';
import { CREDENTIALS, type EmulatedAccount, type EmulatedOptions, pause } from './test/emulated-account.ts';
import { connected, openedAccount } from './test/started-account.ts';

const SWAP = 'BTCUSDT.P';
const PATH = '/fapi/v1/order';

/** Where sockets of this process went. */
const reached = new Set<string>();
const connect = net.Socket.prototype.connect;
beforeAll(() => {
  net.Socket.prototype.connect = function seen(this: net.Socket, ...args: Parameters<typeof connect>) {
    const [first] = args as unknown[];
    const options = (Array.isArray(first) ? first[0] : first) as { host?: string; path?: string };
    if (options.path === undefined) reached.add(options.host ?? 'localhost');
    return connect.apply(this, args);
  } as typeof connect;
});
afterAll(() => {
  net.Socket.prototype.connect = connect;
});

const QUICK: NonNullable<EmulatedOptions['request']> = {
  timing: { headersMs: 400, bodyMs: 400, writeMs: 700, readMs: 1_500 },
  streams: { retryFirstMs: 50, retryLongestMs: 200, staleMs: 1_500 },
  breaker: { failuresMax: 100 },
};

const opened = async (options: Partial<EmulatedOptions> = {}): Promise<EmulatedAccount> =>
  await openedAccount({ exchange: 'binance', terms: { markets: ['swap'] }, request: QUICK, ...options });

async function started(options: Partial<EmulatedOptions> = {}): Promise<EmulatedAccount> {
  return await connected(await opened(options));
}

let count = 0;
function order(terms: Partial<OrderRequest> = {}): ApprovedOrder {
  count += 1;
  const clientOrderId = `faultsofanexchange${'abcdefghij'[count % 10] ?? 'a'}${'abcdefghij'[Math.floor(count / 10) % 10] ?? 'a'}aaaa`;
  return approvedOrder(clientOrderId, {
    instrumentId: SWAP,
    side: 'buy',
    type: 'market',
    quantity: decimal('0.002'),
    ...terms,
  });
}

const target = ({ clientOrderId }: ApprovedOrder, instrumentId = SWAP) => ({ clientOrderId, instrumentId });

async function sent(desk: EmulatedAccount): Promise<number> {
  return (await desk.requests()).filter(({ method, path }) => method === 'POST' && path === PATH).length;
}

const BROKEN_ANSWERS: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'no_answer' },
  { kind: 'reset' },
  { kind: 'status', status: 500, body: '' },
  { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
  { kind: 'status', status: 503, body: '{"code":-1001,"msg":"Internal error"}' },
  { kind: 'status', status: 504, body: '' },
  { kind: 'status', status: 524, body: '' },
  { kind: 'answer', status: 400, body: { code: -1007, msg: 'Timeout waiting for response from backend server.' } },
  { kind: 'answer', status: 400, body: { code: -987_654, msg: 'Something nobody has heard of.' } },
  { kind: 'headers_then_silence' },
  { kind: 'cut_body' },
  { kind: 'empty_body' },
  { kind: 'html_body' },
  { kind: 'empty_object' },
  { kind: 'half_json' },
  { kind: 'bad_gzip' },
];

describe('an answer that is lost or broken', () => {
  for (const booked of [true, false]) {
    it(`leaves the order ambiguous, sent once, and a question tells (${booked ? 'booked' : 'not booked'})`, async () => {
      const desk = await started();
      for (const fault of BROKEN_ANSWERS) {
        const before = await sent(desk);
        await desk.fault({ ...fault, booked, match: { method: 'POST', path: PATH } });
        const approved = order({ type: 'limit', limitPrice: decimal('30000') });
        const outcome = await desk.broker.place(approved);
        const name = JSON.stringify(fault);
        expect(outcome.kind, name).toBe('ambiguous');
        const answer = await desk.broker.query(target(approved));
        expect(answer.kind, name).toBe(booked ? 'found' : 'not_found');
        expect((await sent(desk)) - before, name).toBe(1);
        if (booked) expect((await desk.broker.cancel(target(approved))).kind).toBe('canceled');
      }
    }, 40_000);
  }

  it('is not sent again under the same id', async () => {
    const desk = await started();
    await desk.fault({ kind: 'reset', match: { method: 'POST', path: PATH } });
    const approved = order();
    expect((await desk.broker.place(approved)).kind).toBe('ambiguous');
    expect((await desk.broker.place(approved)).kind).toBe('accepted');
    expect(await sent(desk)).toBe(1);
  });

  it('is made up for by the stream: what was booked is told as accepted and filled', async () => {
    const desk = await started();
    await desk.fault({ kind: 'reset', match: { method: 'POST', path: PATH } });
    expect((await desk.broker.place(order())).kind).toBe('ambiguous');
    await desk.until(() => desk.kinds().includes('accepted') && desk.kinds().includes('fill'));
  });

  it('is refused for good only by the code of the venue', async () => {
    const desk = await started();
    const outcome = await desk.broker.place(order({ quantity: decimal('900') }));
    expect(outcome).toMatchObject({ kind: 'rejected', venueCode: '-2019' });
  });
});

describe('a deadline', () => {
  it('keeps an order from leaving after it', async () => {
    const desk = await started();
    const before = await sent(desk);
    const late = { ...order(), deadlineAt: Date.now() - 1 };
    expect(await desk.broker.place(mintApprovedOrder(late))).toMatchObject({
      kind: 'rejected',
      venueCode: 'DEADLINE_BEFORE_SEND',
    });
    expect(await sent(desk)).toBe(before);
  });
});

describe('streams', () => {
  it('come back after they were dropped, and tell what happens from then on', async () => {
    const desk = await started();
    await desk.fault({ kind: 'drop_sockets' });
    await desk.until(() => desk.kinds().includes('disconnected'));
    await desk.until(() => desk.kinds().lastIndexOf('connected') > desk.kinds().indexOf('disconnected'));
    const approved = order();
    expect((await desk.broker.place(approved)).kind).toBe('accepted');
    await desk.until(() => desk.kinds().includes('fill'));
  });

  it('that do not come up are done without: what happens is asked for, until they are there again', async () => {
    const desk = await started();
    await desk.fault({ kind: 'refuse_sockets', on: true });
    await desk.fault({ kind: 'drop_sockets' });
    await desk.until(() => desk.kinds().includes('disconnected'));
    await desk.until(() => desk.kinds().at(-1) === 'connected');
    const resting = order({ type: 'limit', limitPrice: decimal('30000') });
    await desk.broker.place(resting);
    await desk.broker.place(order());
    await desk.until(() => desk.kinds().includes('fill'));
    const { world } = desk.emulator.dialect;
    for (const live of world.orders.list({ accountId: 'main', live: true })) world.cancel(live);
    await desk.until(() => desk.kinds().includes('canceled'));
    const before = desk.kinds().filter((kind) => kind === 'connected').length;
    await desk.fault({ kind: 'refuse_sockets', on: false });
    await desk.until(() => desk.kinds().filter((kind) => kind === 'connected').length > before, 8_000);
    expect(desk.kinds().filter((kind) => kind === 'disconnected')).toHaveLength(1);
    expect(desk.kinds().filter((kind) => kind === 'fill')).toHaveLength(1);
  }, 25_000);

  it('that do not come up, and then nothing answers either: the account is down without an order that asks', async () => {
    const desk = await started({ request: { ...QUICK, streams: { ...QUICK.streams, pollMs: 50, idlePollMs: 300 } } });
    await desk.fault({ kind: 'refuse_sockets', on: true });
    await desk.fault({ kind: 'drop_sockets' });
    await desk.until(() => desk.kinds().includes('disconnected'));
    await desk.until(() => desk.kinds().at(-1) === 'connected');
    await desk.fault({ kind: 'reset', booked: false, count: 1_000 });
    await desk.until(() => desk.kinds().at(-1) === 'disconnected', 8_000);
    expect(desk.events.at(-1)).toMatchObject({ code: 'VENUE_UNREACHABLE' });
    await desk.clearFaults();
    await desk.until(() => desk.kinds().at(-1) === 'connected', 8_000);
  }, 25_000);

  it('that fall silent are taken for dead', async () => {
    const desk = await started({ request: { ...QUICK, timing: { ...QUICK.timing, pingMs: 300 } } });
    await desk.fault({ kind: 'silent_sockets', on: true });
    await desk.until(() => desk.kinds().includes('disconnected'), 8_000);
    await desk.fault({ kind: 'silent_sockets', on: false });
    await desk.until(() => desk.kinds().at(-1) === 'connected', 8_000);
    expect((await desk.broker.place(order())).kind).toBe('accepted');
  }, 25_000);

  it('that lose an event are made up for by what the answer says', async () => {
    const desk = await started();
    await desk.fault({ kind: 'stream_lost', count: 10 });
    const approved = order();
    expect((await desk.broker.place(approved)).kind).toBe('accepted');
    await desk.until(() => desk.kinds().includes('fill'));
  });

  it('that live and tell nothing are made anew', async () => {
    const desk = await started();
    await desk.fault({ kind: 'stream_lost', count: 1_000 });
    for (let index = 0; index < 3; index += 1) await desk.broker.place(order());
    await desk.until(() => desk.kinds().includes('disconnected'));
    await desk.until(() => desk.kinds().at(-1) === 'connected');
    expect(desk.kinds().filter((kind) => kind === 'fill')).toHaveLength(3);
  });

  it('that tell twice, late or in the wrong order tell each fill once', async () => {
    const desk = await started();
    await desk.fault({ kind: 'stream_duplicated', count: 20 });
    await desk.fault({ kind: 'stream_reordered', count: 20 });
    for (let index = 0; index < 5; index += 1) await desk.broker.place(order());
    await desk.until(() => desk.events.filter(({ kind }) => kind === 'fill').length >= 5);
    await pause(900);
    const ids = desk.events.flatMap((event) => (event.kind === 'fill' ? event.tradeId : []));
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });
});

describe('an account that can not be used', () => {
  it('with wrong keys says so once and asks no more', async () => {
    const desk = await opened({ grant: { secret: 'anotherSecret00000000000000000' } });
    await desk.start();
    const codes = desk.events.flatMap((event) => (event.kind === 'disconnected' ? event.code : []));
    expect(codes).toEqual(['ACCOUNT_CREDENTIALS_REFUSED']);
    const asked = (await desk.requests()).length;
    await pause(2_500);
    expect((await desk.requests()).length).toBe(asked);
    expect((await desk.broker.place(order())).kind).toBe('rejected');
    expect((await desk.requests()).length).toBe(asked);
  });

  it('from an address that is not allowed says so once', async () => {
    const desk = await opened({ grant: { ipAllowed: false } });
    await desk.start();
    expect(desk.events.at(-1)).toMatchObject({ kind: 'disconnected', code: 'ACCOUNT_CREDENTIALS_REFUSED' });
  });

  it('with a key that may withdraw is not used', async () => {
    const desk = await opened({ grant: { permissions: { withdraw: true } } });
    await desk.start();
    expect(desk.events.at(-1)).toMatchObject({ kind: 'disconnected', code: 'ACCOUNT_KEY_CAN_WITHDRAW' });
    expect(desk.kinds()).not.toContain('connected');
  });

  it.each([
    ['is not answered', { kind: 'status', status: 503, body: '' }],
    ['is answered with nothing', { kind: 'empty_object' }],
  ])(
    'with a key of which nobody knows what it may do, because that %s, waits until it is known',
    async (_how, fault) => {
      const desk = await opened({ grant: { permissions: { withdraw: true } } });
      await desk.fault({ ...fault, count: 6, match: { path: '/sapi/v1/account/apiRestrictions' } });
      await desk.start();
      expect(desk.events.at(-1)).toMatchObject({ kind: 'disconnected', code: 'VENUE_UNREACHABLE' });
      await desk.until(() => desk.events.at(-1)?.kind === 'disconnected' && desk.events.length > 1, 10_000);
      await desk.until(() => JSON.stringify(desk.events.at(-1)).includes('ACCOUNT_KEY_CAN_WITHDRAW'), 10_000);
      expect(desk.kinds()).not.toContain('connected');
    },
    25_000,
  );

  it('in another position mode than agreed is not used', async () => {
    const desk = await opened();
    await desk.fault({ kind: 'position_mode', account: 'main', mode: 'hedge' });
    await desk.start();
    expect(desk.events.at(-1)).toMatchObject({
      kind: 'disconnected',
      code: 'ACCOUNT_POSITION_MODE_DIFFERS',
      values: { venueMode: 'hedging', mode: 'netting' },
    });
  });
});

describe('an exchange that is down at the start', () => {
  it('does not hold the start up, says why, and the account comes up by itself', async () => {
    const desk = await opened();
    await desk.fault({ kind: 'status', status: 503, body: '', count: 3 });
    await desk.start();
    expect(desk.events.at(-1)).toMatchObject({ kind: 'disconnected', code: 'VENUE_UNREACHABLE' });
    expect(await desk.broker.place(order())).toMatchObject({ kind: 'rejected' });
    await desk.until(() => desk.kinds().includes('connected'), 15_000);
    expect((await desk.broker.place(order())).kind).toBe('accepted');
  }, 25_000);
});

describe("the venue's clock", () => {
  it('is what requests are signed with, however wrong our own is', async () => {
    const desk = await opened();
    await desk.fault({ kind: 'clock_skew', ms: 90_000 });
    await desk.start();
    await desk.until(() => desk.kinds().includes('connected'));
    expect((await desk.broker.place(order())).kind).toBe('accepted');
  });

  it('is measured anew when the venue refuses a timestamp', async () => {
    const desk = await started();
    await desk.fault({ kind: 'clock_skew', ms: 60_000 });
    const refused = { kind: 'rejected', reason: { code: 'VENUE_TIMESTAMP_REFUSED' } };
    expect(await desk.broker.place(order())).toMatchObject(refused);
    await pause(300);
    expect((await desk.broker.place(order())).kind).toBe('accepted');
  });
});

describe('a venue that does not answer any more', () => {
  it('is given a rest by all but closing orders, cancels and questions', async () => {
    const desk = await started({ request: { ...QUICK, breaker: { failuresMax: 3, openMs: 1_500 } } });
    const resting = order({ type: 'limit', limitPrice: decimal('30000') });
    await desk.broker.place(resting);
    await desk.broker.place(order());
    await desk.fault({ kind: 'reset', booked: false, count: 3, match: { method: 'POST', path: PATH } });
    for (let index = 0; index < 3; index += 1) expect((await desk.broker.place(order())).kind).toBe('ambiguous');
    const before = await sent(desk);
    expect(await desk.broker.place(order())).toMatchObject({ kind: 'rejected', venueCode: 'VENUE_SUSPENDED' });
    expect(await sent(desk)).toBe(before);
    expect((await desk.broker.cancel(target(resting))).kind).toBe('canceled');
    expect((await desk.broker.place(order({ side: 'sell', reduceOnly: true, role: 'close' }))).kind).toBe('accepted');
  });

  it('is tried by one order after its rest', async () => {
    const desk = await started({ request: { ...QUICK, breaker: { failuresMax: 1, openMs: 500 } } });
    await desk.fault({ kind: 'reset', booked: false, match: { method: 'POST', path: PATH } });
    await desk.broker.place(order());
    expect((await desk.broker.place(order())).kind).toBe('rejected');
    await pause(600);
    expect((await desk.broker.place(order())).kind).toBe('accepted');
  });

  it('that bans for a while is left alone for as long', async () => {
    const desk = await started();
    await desk.fault({ kind: 'rate_limited', retryAfterS: 2, match: { method: 'POST', path: PATH } });
    expect((await desk.broker.place(order())).kind).not.toBe('accepted');
    const at = Date.now();
    const asked = (await desk.requests()).length;
    const answer = desk.broker.place({ ...mintApprovedOrder({ ...order(), deadlineAt: Date.now() + 500 }) });
    await pause(700);
    expect((await desk.requests()).length).toBe(asked);
    expect(await answer).toMatchObject({ kind: 'rejected', venueCode: 'DEADLINE_BEFORE_SEND' });
    expect(Date.now() - at).toBeLessThan(10_000);
  });
});

describe('what may never be seen', () => {
  it('is in no event and no line: keys, secrets, signatures', async () => {
    const desk = await started();
    for (const fault of [{ kind: 'html_body' }, { kind: 'reset' }, { kind: 'status', status: 503, body: '' }]) {
      await desk.fault({ ...fault, count: 2 });
      await desk.broker.query(target(order()));
      await desk.fault({ ...fault, match: { method: 'POST', path: PATH } });
      await desk.broker.place(order({ side: 'sell' }));
    }
    const text = JSON.stringify([desk.events, desk.logger.lines], (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const hidden of [CREDENTIALS.apiKey.reveal(), CREDENTIALS.secret.reveal(), 'signature=']) {
      expect(text).not.toContain(hidden);
    }
  }, 20_000);
});

describe('all of it', () => {
  it('happened on this machine: no socket of these tests led anywhere else', () => {
    expect(reached.size).toBeGreaterThan(0);
    expect([...reached].filter((host) => host !== '127.0.0.1' && host !== 'localhost')).toEqual([]);
  });
});
