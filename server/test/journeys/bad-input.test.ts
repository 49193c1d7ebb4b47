import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journey } from './journey.ts';

const BUY = { signalbox: 1, action: 'buy', symbol: 'BTCUSDT', quantity: '0.01' };
const MINUTE_MS = 60_000;
const KIBIBYTE = 1024;

/** What the door itself refuses. */
const REFUSED: readonly (readonly [what: string, text: string, status: number, code: string])[] = [
  ['broken JSON', '{"action":"buy" "symbol":"BTCUSDT"}', 400, 'SIGNAL_JSON_INVALID'],
  ['JSON that ends too early', '{"action":"buy","symbol":"BTCUSDT"', 400, 'SIGNAL_JSON_INVALID'],
  ['a key twice', '{"action":"buy","action":"sell","symbol":"BTCUSDT"}', 400, 'SIGNAL_JSON_DUPLICATE_KEY'],
  ['a placeholder left', '{"action":"{{strategy.order.action}}","symbol":"BTCUSDT"}', 400, 'SIGNAL_PLACEHOLDER_LEFT'],
  ['a negative quantity', '{"action":"buy","symbol":"BTCUSDT","quantity":-1}', 400, 'SIGNAL_FIELD_INVALID'],
  ['a quantity of zero', JSON.stringify({ ...BUY, quantity: '0' }), 400, 'SIGNAL_FIELD_INVALID'],
  ['an unknown symbol', JSON.stringify({ ...BUY, symbol: 'NOSUCHUSDT' }), 422, 'SYMBOL_UNKNOWN'],
  ['no symbol, where none is the default', '{"signalbox":1,"action":"buy","quantity":"0.01"}', 422, 'SYMBOL_MISSING'],
  ['a close of an unnamed symbol', '{"signalbox":1,"action":"close"}', 422, 'SYMBOL_MISSING'],
  ['a continuous future', JSON.stringify({ ...BUY, symbol: 'MNQ1!' }), 422, 'SYMBOL_CONTINUOUS'],
  ['NaN', '{"action":"buy","symbol":"BTCUSDT","quantity":"NaN"}', 400, 'SIGNAL_NUMBER_INVALID'],
  ['NaN of a script', '{"action":"buy","symbol":"BTCUSDT","quantity":NaN}', 400, 'SIGNAL_JSON_INVALID'],
  ['Infinity', '{"action":"buy","symbol":"BTCUSDT","quantity":"Infinity"}', 400, 'SIGNAL_NUMBER_INVALID'],
  ['a thousands separator', '{"action":"buy","symbol":"BTCUSDT","quantity":"1,000"}', 400, 'SIGNAL_NUMBER_INVALID'],
  ['an unknown verb', '{"action":"hodl","symbol":"BTCUSDT"}', 400, 'SIGNAL_ACTION_UNKNOWN'],
  ['an unknown field of ours', JSON.stringify({ ...BUY, quantitty: 1 }), 400, 'SIGNAL_FIELD_UNKNOWN'],
  ['two contrary fields', '{"action":"buy","symbol":"BTCUSDT","ticker":"ETHUSDT"}', 400, 'SIGNAL_FIELD_CONFLICT'],
  ['plain chatter', 'to the moon!', 400, 'SIGNAL_FORMAT_UNKNOWN'],
  ['nothing', '', 400, 'SIGNAL_EMPTY'],
  ['blanks', ' \n\t ', 400, 'SIGNAL_EMPTY'],
  ['deep nesting', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 400, 'SIGNAL_JSON_TOO_DEEP'],
  ['an old alert', alertAt(-10 * MINUTE_MS), 422, 'SIGNAL_STALE'],
  ['an alert of tomorrow', alertAt(24 * 60 * MINUTE_MS), 422, 'SIGNAL_FROM_FUTURE'],
];

/** What is understood, kept, and then denied by the route to the venue. */
const DENIED: readonly (readonly [what: string, text: string, code: string])[] = [
  ['a quantity below the step', JSON.stringify({ ...BUY, quantity: '0.0000001' }), 'QUANTITY_BELOW_MINIMUM'],
  ['an order above the limit', JSON.stringify({ ...BUY, quantity: '5.5' }), 'ORDER_VALUE_ABOVE_MAXIMUM'],
  [
    'a limit far from the market',
    JSON.stringify({ ...BUY, order_type: 'limit', price: '110000' }),
    'PRICE_OUTSIDE_COLLAR',
  ],
  ['a symbol not permitted', JSON.stringify({ ...BUY, symbol: 'SOLUSDT', quantity: '1' }), 'SYMBOL_NOT_ALLOWED'],
  ['a stop-loss on the wrong side', JSON.stringify({ ...BUY, sl: '200000' }), 'PROTECTION_WRONG_SIDE'],
  ['selling stocks short', '{"ticker":"SSE:600000","action":"sell","quantity":100}', 'SHORT_NOT_ALLOWED'],
];

function alertAt(offsetMs: number): string {
  return JSON.stringify({ ...BUY, time: new Date(Date.now() + offsetMs).toISOString() });
}

describe('bad input gets a clear answer and moves nothing', () => {
  let journey: Journey;
  const ordersAtVenue = async (): Promise<number> => {
    const { body } = await journey.client.get('/api/v1/events?after=0&limit=1000');
    return (body.events as { kind: string }[]).filter(({ kind }) => kind === 'order_submitting').length;
  };

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  it.each(REFUSED)('%s', async (_what, text, status, code) => {
    const answer = await journey.client.alert(journey.secretPath, text);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).not.toBe('');
    const kept = await journey.client.get(`/api/v1/signals/${answer.body.signalId}`);
    expect(kept.body).toMatchObject({ status: 'refused', error: { code } });
  });

  it.each(DENIED)('%s', async (_what, text, code) => {
    const signal = await journey.follow(text);
    expect([signal.status, signal.error?.code]).toEqual(['denied', code]);
  });

  it('closing what is not there is nothing to do, and said', async () => {
    const signal = await journey.follow('{"signalbox":1,"action":"close","symbol":"ETHUSDT"}');
    expect([signal.status, signal.error?.code]).toEqual(['ignored', 'POSITION_NOT_FOUND']);
  });

  it('bytes that are not UTF-8', async () => {
    const text = Buffer.from('{"action":"buy","symbol":"\xff\xfe"}', 'latin1');
    const answer = await journey.client.alert(journey.secretPath, text);
    expect([answer.status, answer.body.code]).toEqual([400, 'SIGNAL_NOT_UTF8']);
  });

  it.each([
    [64 * KIBIBYTE, 400, 'SIGNAL_FORMAT_UNKNOWN'],
    [64 * KIBIBYTE + 1, 413, 'BODY_TOO_LARGE'],
    [1024 * KIBIBYTE, 413, 'BODY_TOO_LARGE'],
  ])('a text of %i bytes', async (bytes, status, code) => {
    const answer = await journey.client.alert(journey.secretPath, 'x'.repeat(bytes));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each([
    ['application/json'],
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['nonsense'],
    ['multipart/form-data; boundary=x'],
  ])('the content type does not matter: %s', async (type) => {
    const text = JSON.stringify({ ...BUY, action: 'close', comment: type });
    const answer = await journey.client.alert(journey.secretPath, text, { 'content-type': type });
    expect(answer.status).toBe(202);
    expect((await journey.outcome(answer.body.signalId)).error.code).toBe('POSITION_NOT_FOUND');
  });

  it('a wrong secret, no secret and an unknown webhook get one and the same answer, and nothing is kept', async () => {
    const before = await journey.client.get('/api/v1/signals?limit=1');
    const text = JSON.stringify({ ...BUY, secret: 'guessed' });
    const answers = await Promise.all([
      journey.client.alert(journey.hookPath, text),
      journey.client.alert(journey.hookPath, JSON.stringify(BUY)),
      journey.client.alert(`${journey.hookPath}/guessed`, JSON.stringify(BUY)),
      journey.client.alert('/hook/nosuchwebhook', text),
      journey.client.alert(`/hook/nosuchwebhook/${journey.secret}`, JSON.stringify(BUY)),
    ]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    const after = await journey.client.get('/api/v1/signals?limit=1');
    expect(after.body[0].id).toBe(before.body[0].id);
  });

  it('a route permits only its actions, and only within its hours', async () => {
    const webhooks = '/api/v1/webhooks';
    const closing = await journey.client.post(webhooks, { name: 'closing', route: { allowedActions: ['close'] } });
    const forbidden = await journey.client.alert(
      `/hook/${closing.body.id}/${closing.body.secret}`,
      JSON.stringify(BUY),
    );
    expect([forbidden.status, forbidden.body.code]).toEqual([422, 'ROUTE_ACTION_FORBIDDEN']);

    const closed = await journey.client.alert(await hookOfAnotherHour('later'), JSON.stringify(BUY));
    expect([closed.status, closed.body.code]).toEqual([422, 'ROUTE_CLOSED']);
  });

  it.each([
    ['a close', '{"signalbox":1,"action":"close_all"}', 'POSITION_NOT_FOUND'],
    [
      'a flat target',
      '{"signalbox":1,"action":"target","symbol":"BTCUSDT","target_position":"flat"}',
      'POSITION_NOT_FOUND',
    ],
    ['a cancel', '{"signalbox":1,"action":"cancel","symbol":"BTCUSDT"}', 'ORDER_NOT_FOUND'],
  ])('the hours of a route keep nobody in: %s passes', async (what, text, code) => {
    const signal = await journey.follow(text, await hookOfAnotherHour(what));
    expect(signal.error?.code).toBe(code);
  });

  it('the hours of a route stop a text that also opens', async () => {
    const both =
      '{"signalbox":1,"commands":[{"action":"close_all"},{"action":"buy","symbol":"BTCUSDT","quantity":"0.01"}]}';
    const answer = await journey.client.alert(await hookOfAnotherHour('both'), both);
    expect([answer.status, answer.body.code]).toEqual([422, 'ROUTE_CLOSED']);
  });

  async function hookOfAnotherHour(name: string): Promise<string> {
    const hour = new Date().getUTCHours();
    const clock = (offset: number): string => `${String((hour + offset) % 24).padStart(2, '0')}:00`;
    const windows = [{ start: clock(3), end: clock(4), timeZone: 'UTC' }];
    const { body } = await journey.client.post('/api/v1/webhooks', { name, route: { windows } });
    return `/hook/${body.id}/${body.secret}`;
  }

  it('a webhook that is switched off trades nothing', async () => {
    const made = await journey.client.post('/api/v1/webhooks', { name: 'off' });
    await journey.client.patch(`/api/v1/webhooks/${made.body.id}`, { enabled: false });
    const answer = await journey.client.alert(`/hook/${made.body.id}/${made.body.secret}`, JSON.stringify(BUY));
    expect([answer.status, answer.body.code]).toEqual([403, 'WEBHOOK_DISABLED']);
  });

  it('after all of this nothing has gone to the venue', async () => {
    expect(await ordersAtVenue()).toBe(0);
  });
});
