import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journey, type Wire } from './journey.ts';

describe('what a route can ask for: a person, several accounts, a rehearsal', () => {
  let journey: Journey;
  const buy = (comment: string) =>
    JSON.stringify({ signalbox: 1, action: 'buy', symbol: 'BTCUSDT', quantity: '0.01', comment });

  beforeAll(async () => {
    journey = await Journey.begin();
    const hedge = { id: 'hedge', positionMode: 'hedging', initialBalance: '20000' };
    await journey.client.post('/api/v1/accounts', hedge);
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  async function webhook(name: string, route: object): Promise<string> {
    const { status, body } = await journey.client.post('/api/v1/webhooks', { name, route });
    expect(status).toBe(201);
    return `/hook/${body.id}/${body.secret}`;
  }

  it('a webhook that is made later reads alerts as the first one does', async () => {
    await webhook('later', {});
    const { body } = await journey.client.get('/api/v1/webhooks');
    const [first, later] = (body as Wire[]).map(({ route }) => route);
    expect(first).toMatchObject({ levelUnit: 'price', riskUnit: 'lots' });
    expect(later).toEqual(first);
  });

  it('a webhook that maps to what nobody knows is not made', async () => {
    const make = (route: object) => journey.client.post('/api/v1/webhooks', { name: 'mapped', route });
    for (const route of [{ symbolMap: { GOLD: 'XAUXXX' } }, { defaultSymbol: 'XAUXXX' }]) {
      const { status, body } = await make(route);
      expect([status, body.code, body.values.symbol]).toEqual([422, 'SYMBOL_UNKNOWN', 'XAUXXX']);
    }
    const made = await make({ symbolMap: { 'OANDA:GOLD': 'XAUUSD' }, defaultSymbol: 'OANDA:GOLD' });
    expect(made.status).toBe(201);
    const changed = await journey.client.patch(`/api/v1/webhooks/${made.body.id}`, {
      route: { symbolMap: { A: 'B' } },
    });
    expect(changed.body).toMatchObject({ code: 'SYMBOL_UNKNOWN', values: { symbol: 'B' } });
  });

  it('an order that waits for a person goes out when it is approved, and not when it is refused', async () => {
    const path = await webhook('held', { mode: 'hold' });
    const [first, second] = [await journey.follow(buy('one'), path), await journey.follow(buy('two'), path)];
    expect(first.orders[0]).toMatchObject({ status: 'held' });
    expect(await journey.position('BTCUSDT')).toBeUndefined();

    const approved = await journey.client.post(`/api/v1/orders/${first.orders[0].id}/approve`, {});
    expect(approved.status).toBe(200);
    expect((await journey.outcome(first.id)).orders[0]).toMatchObject({ status: 'filled' });
    const refused = await journey.client.post(`/api/v1/orders/${second.orders[0].id}/deny`, {});
    expect(refused.body).toMatchObject({ status: 'denied', reason: { code: 'HELD_REFUSED' } });
    expect(await journey.position('BTCUSDT')).toMatchObject({ quantity: '0.01' });

    const again = await journey.client.post(`/api/v1/orders/${second.orders[0].id}/approve`, {});
    expect([again.status, again.body.code]).toEqual([409, 'ORDER_NOT_HELD']);
  });

  it('an approval asks risk once more', async () => {
    const path = await webhook('held and halted', { mode: 'hold' });
    const signal = await journey.follow(buy('three'), path);
    await journey.client.post('/api/v1/trading-state', { action: 'halt', account: 'paper', reason: 'test' });
    const approved = await journey.client.post(`/api/v1/orders/${signal.orders[0].id}/approve`, {});
    await journey.client.post('/api/v1/trading-state', { action: 'resume', account: 'paper', reason: 'test' });
    expect(approved.body).toMatchObject({ status: 'denied', reason: { code: 'TRADING_HALTED' } });
  });

  it('one alert is traded at a netting and a hedging account, each by its own rules', async () => {
    await journey.flatten();
    const path = await webhook('both', { accounts: ['paper', 'hedge'] });
    const trade = (action: string, comment: string) =>
      journey.follow(JSON.stringify({ signalbox: 1, action, symbol: 'ETHUSDT', quantity: '0.2', comment }), path);
    const bought = await trade('buy', 'in');
    expect((bought.orders as Wire[]).map(({ account }) => account).toSorted()).toEqual(['hedge', 'paper']);
    expect(bought.decisions).toHaveLength(2);
    await trade('sell', 'other side');
    const at = async (account: string): Promise<string[]> => {
      const { body } = await journey.client.get(`/api/v1/positions?account=${account}&symbol=ETHUSDT`);
      return (body as Wire[]).map(({ side, quantity }) => `${side} ${quantity}`).toSorted();
    };
    expect(await at('paper')).toEqual([]);
    expect(await at('hedge')).toEqual(['long 0.2', 'short 0.2']);
    await journey.follow('{"signalbox":1,"action":"close_long","symbol":"ETHUSDT"}', path);
    expect(await at('hedge')).toEqual(['short 0.2']);
  });

  it('what one account may not, the other still does', async () => {
    const path = await webhook('both again', { accounts: ['paper', 'hedge'] });
    // Four bitcoins need 40,000 of margin: too much for the small account alone.
    const text = JSON.stringify({ signalbox: 1, action: 'buy', symbol: 'BTCUSDT', quantity: '4', comment: 'big' });
    const signal = await journey.follow(text, path);
    const byAccount = Object.fromEntries((signal.orders as Wire[]).map(({ account, status }) => [account, status]));
    expect(byAccount).toEqual({ paper: 'filled', hedge: 'denied' });
    expect(signal.status).toBe('executed');
    await journey.flatten();
  });

  it('a preview shows the decision with its numbers and places nothing', async () => {
    const events = async (): Promise<number> => (await journey.client.get('/api/v1/events?limit=1')).body.lastSequence;
    const before = await events();
    const shown = await journey.client.post('/api/v1/signals/preview', { text: buy('preview') });
    expect(shown.body).toMatchObject({ accept: true, format: 'signalbox' });
    expect(shown.body.decisions[0]).toMatchObject({ outcome: 'orders', account: 'paper' });
    expect((shown.body.decisions[0].checks as Wire[]).every(({ passed }) => passed)).toBe(true);
    const wrong = await journey.client.post('/api/v1/signals/preview', { text: 'buy the dip' });
    expect(wrong.body).toMatchObject({ accept: false, error: { code: 'SIGNAL_FORMAT_UNKNOWN' } });
    expect(await events()).toBe(before);
  });

  it('an alert that asks for a test is rehearsed, whatever the route', async () => {
    const text = JSON.stringify({ ...JSON.parse(buy('test')), test: true });
    const answer = await journey.client.alert(journey.secretPath, text);
    expect(answer).toMatchObject({ status: 200, body: { status: 'rehearsed' } });
    const { body } = await journey.client.get(`/api/v1/signals/${answer.body.signalId}`);
    expect(body).toMatchObject({ status: 'rehearsed', orders: [] });
    expect(await journey.position('BTCUSDT')).toBeUndefined();
  });
});
