import { describe, expect, it } from 'vitest';
import { findError } from '@signalbox/contract';
import fc from 'fast-check';
import { Attempt, StoppedBeforeSending, type StopReason } from './attempt.ts';
import { nativeClientOrderId } from './client-order-id.ts';
import type { CallResult } from './client-transport.ts';
import { EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { orderCall } from './order-call.ts';
import { amendVerdict, cancelVerdict, type PlaceVerdict, placeVerdict } from './outcome.ts';
import { createRedactor } from './redaction.ts';
import { openRig } from './test/client-rig.ts';
import { nativeAnswers } from './test/native-answers.ts';
import { CLIENT_ORDER_ID, orderCase } from './test/order-matrix.ts';

const profiles = new Map(
  await Promise.all(EXCHANGE_NAMES.map(async (name) => [name, await loadExchangeProfile(name)] as const)),
);
const redact = createRedactor();
const binance = profiles.get('binance')!;

const idAt: Parameters<typeof nativeAnswers>[0] = (exchange, kind) =>
  nativeClientOrderId(CLIENT_ORDER_ID, profiles.get(exchange)!.markets[kind].clientOrderId);

function shown(verdict: PlaceVerdict): string {
  if (verdict.kind !== 'rejected') return verdict.kind;
  return ['rejected', verdict.venueCode, verdict.cause].filter((word) => word !== undefined).join(' ');
}

interface Heard {
  readonly answer?: unknown;
  readonly error?: unknown;
  readonly status?: number;
  readonly body?: string | undefined;
}

function handed({ answer, error, status, body }: Heard): CallResult {
  const attempt = new Attempt({ lane: 'create' });
  attempt.handedOver = true;
  attempt.status = status;
  attempt.body = body;
  return error === undefined ? { kind: 'answer', answer, attempt } : { kind: 'failure', error, attempt };
}

describe('what an answer means for an order', () => {
  const rows = nativeAnswers(idAt).map(
    (row) => [`${row.exchange} ${row.status} ${row.body.slice(0, 60)}`, row] as const,
  );

  it.each(rows)('%s', async (_title, { exchange, kind, status, body, said }) => {
    const profile = profiles.get(exchange)!;
    const rig = await openRig(profile);
    rig.answerWith({ status, body });
    const { options } = orderCase(profile, { kind, type: 'limit', side: 'buy', timeInForce: 'gtc' });
    const call = orderCall(options);
    if (call.kind === 'denied') throw new Error(call.reason.code);
    const heard = await rig.run(call.call);
    const id = idAt(exchange, kind);
    const kept = placeVerdict({ profile, redact, result: handed({ ...heard, status, body }) }, id);
    expect(shown(kept)).toBe(said);
    if (said === 'accepted') expect(kept).toMatchObject({ venueOrderId: expect.stringMatching(/./) });
    // Where the body was not kept, the client's error may still hold it; it may hold less, never something else.
    const lost = placeVerdict({ profile, redact, result: handed({ ...heard, status }) }, id);
    expect([said, 'ambiguous']).toContain(shown(lost));
  });
});

describe('an answer that nobody wrote down', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.json({ maxDepth: 3 }),
    fc.record({ code: fc.integer(), msg: fc.string() }).map((body) => JSON.stringify(body)),
    fc.record({ retCode: fc.integer(), retMsg: fc.string() }).map((body) => JSON.stringify(body)),
    fc
      .record({ code: fc.string(), data: fc.array(fc.record({ sCode: fc.string() })) })
      .map((body) => JSON.stringify(body)),
  );
  const statuses = fc.constantFrom(200, 400, 403, 404, 408, 409, 422, 500, 502, 503, 504, 520, 524);
  const names = fc.constantFrom('ExchangeError', 'InvalidOrder', 'InsufficientFunds', 'NetworkError', 'TypeError');

  it.each(EXCHANGE_NAMES)('never rejects an order of %s without a code, and never throws', (name) => {
    const profile = profiles.get(name)!;
    fc.assert(
      fc.property(texts, statuses, names, (body, status, errorName) => {
        const error = Object.assign(new Error(`${name} ${body}`), { name: errorName });
        const verdict = placeVerdict({ profile, redact, result: handed({ error, status, body }) }, CLIENT_ORDER_ID);
        expect(['rejected', 'ambiguous']).toContain(verdict.kind);
        if (verdict.kind !== 'rejected') return;
        expect(status).toBeLessThan(500);
        expect(body).toContain(JSON.stringify(verdict.venueCode).slice(1, -1));
      }),
      { numRuns: 300 },
    );
  });

  it.each(EXCHANGE_NAMES)('never makes an order of %s accepted without its id', (name) => {
    const profile = profiles.get(name)!;
    fc.assert(
      fc.property(texts, statuses, (body, status) => {
        const verdict = placeVerdict(
          { profile, redact, result: handed({ answer: {}, status, body }) },
          CLIENT_ORDER_ID,
        );
        expect(verdict.kind).not.toBe('accepted');
      }),
      { numRuns: 100 },
    );
  });
});

describe('what never left', () => {
  const stopped = (reason: StopReason): CallResult => {
    const attempt = new Attempt({ lane: 'create' });
    const error = new StoppedBeforeSending(reason, 'told');
    attempt.stopped = error;
    return { kind: 'failure', error, attempt };
  };

  it.each([
    ['TOO_LATE', 'DEADLINE_BEFORE_SEND'],
    ['WIRE_MISMATCH', 'REQUEST_NOT_AS_APPROVED'],
    ['VENUE_SUSPENDED', 'VENUE_SUSPENDED'],
  ] as const)('was not sent, and says why: %s', (reason, code) => {
    const verdict = placeVerdict({ profile: binance, redact, result: stopped(reason) }, CLIENT_ORDER_ID);
    expect(verdict).toMatchObject({ kind: 'not_sent', reason: { code } });
    expect(findError(code)).toBeDefined();
  });

  it('was not sent when the client refused to build it', async () => {
    const rig = await openRig(binance);
    const { error } = await rig.run({
      method: 'createOrder',
      args: ['BTC/USDT', 'limit', 'buy', '0.02', undefined, {}],
    });
    const result: CallResult = { kind: 'failure', error, attempt: new Attempt({ lane: 'create' }) };
    const verdict = placeVerdict({ profile: binance, redact, result }, CLIENT_ORDER_ID);
    expect(verdict).toMatchObject({ kind: 'not_sent', reason: { code: 'REQUEST_NOT_BUILT' } });
    expect(findError('REQUEST_NOT_BUILT')).toBeDefined();
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('was not sent without a connection: %s', (word) => {
    const error = Object.assign(new Error(`connect ${word} 1.2.3.4:443`), { name: 'NetworkError' });
    const verdict = placeVerdict({ profile: binance, redact, result: handed({ error }) }, CLIENT_ORDER_ID);
    expect(verdict).toMatchObject({ kind: 'not_sent', reason: { code: 'REQUEST_NOT_CONNECTED' } });
    expect(findError('REQUEST_NOT_CONNECTED')).toBeDefined();
  });

  it('is not said of a second request that was stopped after a first had left', () => {
    const result = stopped('SECOND_WRITE');
    result.attempt.handedOver = true;
    expect(placeVerdict({ profile: binance, redact, result }, CLIENT_ORDER_ID).kind).toBe('ambiguous');
  });
});

describe('what came back broken', () => {
  it.each([
    ['NetworkError', 'binance POST https://api.binance.com/api/v3/order other side closed'],
    ['RequestTimeout', 'binance POST https://api.binance.com/api/v3/order request timed out (9000 ms)'],
    ['NoAnswerInTime', 'no answer within 5000 ms'],
    ['SocketError', 'other side closed'],
    ['TypeError', "Cannot read properties of undefined (reading 'code')"],
    ['Error', 'incorrect header check'],
    ['InsufficientFunds', 'binance thinks so, without any answer'],
    ['InvalidOrder', 'binance thinks so, without any answer'],
    ['OrderNotFound', 'binance {"code":-2013,"msg":"Order does not exist."}'],
  ])('leaves the order unknown: %s', (name, message) => {
    const error = Object.assign(new Error(message), { name });
    expect(placeVerdict({ profile: binance, redact, result: handed({ error }) }, CLIENT_ORDER_ID).kind).toBe(
      'ambiguous',
    );
  });

  it.each(['<html><body>welcome</body></html>', '{"orderId":"C02__1', ''])(
    'leaves the order unknown where the client takes the whole answer for an id: %j',
    (id) => {
      const result = handed({ answer: { id }, status: 200, body: id });
      expect(placeVerdict({ profile: binance, redact, result }, CLIENT_ORDER_ID).kind).toBe('ambiguous');
    },
  );

  it('leaves the order unknown when the client takes a refused key for a flood', () => {
    const body = '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}';
    const error = Object.assign(new Error(`binance ${body}`), { name: 'DDoSProtection' });
    const result = handed({ error, body, status: 401 });
    expect(placeVerdict({ profile: binance, redact, result }, CLIENT_ORDER_ID).kind).toBe('ambiguous');
  });

  it('tells no key, signature or signed address', () => {
    const message =
      'binance GET https://api.binance.com/api/v3/order?symbol=BTCUSDT&timestamp=1&signature=0123abcd 403 Forbidden';
    const error = Object.assign(new Error(message), { name: 'ExchangeNotAvailable' });
    const verdict = placeVerdict({ profile: binance, redact, result: handed({ error, status: 403 }) }, CLIENT_ORDER_ID);
    expect(JSON.stringify(verdict)).not.toMatch(/signature=0123|timestamp=1/);
    expect(verdict.kind).toBe('ambiguous');
  });
});

describe('what an answer means for a cancel', () => {
  const judge = (heard: Heard, name: 'binance' | 'okx' | 'htx' | 'bitget' | 'coinbase' = 'binance') =>
    cancelVerdict({ profile: profiles.get(name)!, redact, result: handed(heard) });
  const failed = (body: string, status = 400): Heard => ({ error: new Error(body), body, status });

  it('is done when the venue says canceled, and taken when it only says yes', () => {
    expect(judge({ answer: { id: '1', status: 'canceled' }, body: '{"orderId":1}' })).toEqual({ kind: 'canceled' });
    expect(judge({ answer: { id: '1' }, body: '{"code":"0","data":[{"ordId":"1","sCode":"0"}]}' }, 'okx')).toEqual({
      kind: 'taken',
    });
  });

  it('is gone when no such order is open: filled, canceled or never there', () => {
    expect(judge(failed('{"code":-2011,"msg":"Unknown order sent."}'))).toEqual({ kind: 'gone' });
    const closed = '{"code":"1","data":[{"sCode":"51402","sMsg":"Cancellation failed as the order is completed"}]}';
    expect(judge(failed(closed, 200), 'okx')).toEqual({ kind: 'gone' });
    expect(judge({ answer: { id: undefined }, body: '{"status":"ok","data":6}' }, 'htx')).toEqual({ kind: 'gone' });
  });

  it('is not taken when the answer tells of a failure that nobody has heard of, whatever its envelope says', () => {
    const failed = { failureList: [{ orderId: '1', errorCode: '99123', errorMsg: 'something of tomorrow' }] };
    const bitget = JSON.stringify({ code: '00000', msg: 'success', data: { successList: [], ...failed } });
    expect(judge({ answer: { id: '1' }, status: 200, body: bitget }, 'bitget')).toMatchObject({ kind: 'ambiguous' });
    const coinbase = JSON.stringify({ results: [{ success: false, failure_reason: 'OF_TOMORROW', order_id: '1' }] });
    expect(judge({ answer: { id: '1' }, status: 200, body: coinbase }, 'coinbase').kind).toBe('ambiguous');
    const done = JSON.stringify({ results: [{ success: true, failure_reason: 'UNKNOWN_CANCEL_FAILURE_REASON' }] });
    expect(judge({ answer: { id: '1' }, status: 200, body: done }, 'coinbase').kind).toBe('taken');
  });

  it('is taken when a cancel is on its way already', () => {
    const pending = '{"code":"1","data":[{"sCode":"51410","sMsg":"order is being cancelled"}]}';
    expect(judge(failed(pending, 200), 'okx')).toEqual({ kind: 'taken' });
  });

  it('is refused only with a code that says so', () => {
    expect(judge(failed('{"code":-1021,"msg":"Timestamp"}'))).toMatchObject({ kind: 'rejected', cause: 'clock' });
    const item = '{"code":"00000","data":{"successList":[],"failureList":[{"errorCode":"40768","errorMsg":"none"}]}}';
    expect(judge({ answer: {}, body: item }, 'bitget')).toEqual({ kind: 'gone' });
    const listed = '{"results":[{"success":false,"failure_reason":"UNKNOWN_CANCEL_ORDER","order_id":"1"}]}';
    expect(judge(failed(listed, 200), 'coinbase')).toEqual({ kind: 'gone' });
  });

  it('is unknown when nothing readable came back', () => {
    expect(judge({ answer: {}, body: '{}' }).kind).toBe('ambiguous');
    expect(judge({ answer: {}, body: '' }).kind).toBe('ambiguous');
    expect(judge(failed('<html>', 502)).kind).toBe('ambiguous');
    expect(judge(failed('{"code":-1007,"msg":"Timeout"}', 408)).kind).toBe('ambiguous');
    expect(judge(failed('{"code":-2011,"msg":"Unknown order sent."}', 503)).kind).toBe('ambiguous');
  });
});

describe('what an answer means for an amend', () => {
  const judge = (heard: Heard, name: 'binance' | 'coinbase' = 'binance') =>
    amendVerdict({ profile: profiles.get(name)!, redact, result: handed(heard) });

  it('is done when the answer names the order, or says success where it names none', () => {
    expect(judge({ answer: { id: '1' }, body: '{"orderId":1}' })).toEqual({ kind: 'amended' });
    expect(judge({ answer: {}, body: '{"success":true,"errors":[]}' }, 'coinbase')).toEqual({ kind: 'amended' });
  });

  it('is refused, gone or unknown as the venue says', () => {
    const refused = '{"success":false,"errors":[{"edit_failure_reason":"CANNOT_EDIT_TO_BELOW_FILLED_SIZE"}]}';
    expect(judge({ answer: {}, body: refused }, 'coinbase')).toMatchObject({ kind: 'rejected' });
    const gone = '{"code":-2013,"msg":"Order does not exist."}';
    expect(judge({ error: new Error(gone), body: gone, status: 400 })).toEqual({ kind: 'gone' });
    expect(judge({ answer: {}, body: '{}' }).kind).toBe('ambiguous');
  });
});
