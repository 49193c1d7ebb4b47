/** HTX's private sockets, asked raw: who is let in, what can be subscribed to, what is told of stops, and the heartbeat. */
import { createHmac } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { decimal } from '#domain/decimal.ts';
import type { NewOrder } from '../core/exchange-order.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { TRIAL_KEY } from '../test/exchange-trial.ts';
import { createHtx } from './htx-dialect.ts';

type Fields = Record<string, unknown>;

const PLACES = {
  spot: { host: 'api.huobi.pro', path: '/ws/v2' },
  swap: { host: 'api.hbdm.vn', path: '/ws/v5/notification' },
} as const;
type Market = keyof typeof PLACES;

const parts = openRequestsTrial(createHtx);

interface Line {
  readonly heard: Fields[];
  send(message: Fields): void;
  answer(isIt: (message: Fields) => boolean): Promise<Fields>;
  isClosed(): boolean;
}

async function open(market: Market): Promise<Line> {
  const { host, path } = PLACES[market];
  const url = `${parts.trial.server.origin.replace('http', 'ws')}${path}`;
  const socket = new WebSocket(url, { headers: { 'x-original-host': host } });
  onTestFinished(() => socket.terminate());
  const heard: Fields[] = [];
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    // Only what is told of swaps is compressed.
    expect(isBinary).toBe(market === 'swap');
    heard.push(JSON.parse((isBinary ? gunzipSync(data) : data).toString()) as Fields);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    heard,
    send: (message) => socket.send(JSON.stringify(message)),
    isClosed: () => socket.readyState === WebSocket.CLOSED,
    answer: (isIt) => vi.waitFor(() => heard.find(isIt) ?? expect.fail('not heard yet')),
  };
}

interface Changes {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly time?: number;
  readonly version?: string;
  /** What is signed in the place of the path. */
  readonly place?: string;
}

function login(market: Market, changes: Changes = {}): Fields {
  const { apiKey, secret } = { ...TRIAL_KEY, ...changes };
  const timestamp = new Date(changes.time ?? Date.now()).toISOString().slice(0, 19);
  const version = changes.version ?? (market === 'spot' ? '2.1' : '2');
  const capital = (name: string): string => (market === 'spot' ? name : name.charAt(0).toUpperCase() + name.slice(1));
  const key = market === 'spot' ? 'accessKey' : 'AccessKeyId';
  const terms = {
    [key]: apiKey,
    [capital('signatureMethod')]: 'HmacSHA256',
    [capital('signatureVersion')]: version,
    [capital('timestamp')]: timestamp,
  };
  const query = new URLSearchParams(terms).toString();
  const { host, path } = PLACES[market];
  const payload = `GET\n${host}\n${changes.place ?? path}\n${query}`;
  const signature = createHmac('sha256', secret).update(payload).digest('base64');
  if (market === 'spot') return { action: 'req', ch: 'auth', params: { authType: 'api', ...terms, signature } };
  return { op: 'auth', type: 'api', ...terms, Signature: signature };
}

const isLogin = ({ ch, op }: Fields): boolean => ch === 'auth' || op === 'auth';
const codeOf = (message: Fields): unknown => message['code'] ?? message['err-code'];

async function loggedIn(market: Market): Promise<Line> {
  const line = await open(market);
  line.send(login(market));
  await line.answer(isLogin);
  return line;
}

describe.each(['spot', 'swap'] as const)('a private socket of %s', (market) => {
  const [ok, failed] = market === 'spot' ? [200, 2002] : [0, 2003];
  const subscribe = (topic: string, contract: string): Fields =>
    market === 'spot'
      ? { action: 'sub', ch: `${topic === 'trade' ? 'trade.clearing' : topic}#${contract}` }
      : { op: 'sub', cid: '1', topic, contract_code: contract };
  const isAnswer = ({ action, op }: Fields): boolean => action === 'sub' || op === 'sub';

  it('lets in whoever signs as documented, also a client that was led here by its address', async () => {
    const { host, path } = PLACES[market];
    const led = `${parts.trial.server.origin.replace('http', 'ws')}/_host/${host}${path}`;
    for (const changes of [{}, { place: led }]) {
      const line = await open(market);
      line.send(login(market, changes));
      expect(codeOf(await line.answer(isLogin))).toBe(ok);
    }
    const log = (await parts.trial.admin('GET', '/requests')) as { requests: { signature: string }[] };
    expect(log.requests.map(({ signature }) => signature)).toContain('valid');
    expect(JSON.stringify(log)).not.toContain(TRIAL_KEY.apiKey);
  });

  it.each<[string, Changes]>([
    ['with another secret', { secret: 'another' }],
    ['with an unknown key', { apiKey: 'unknown' }],
    ['for another path', { place: '/ws' }],
    ['of an hour ago', { time: Date.now() - 3_600_000 }],
    ['of another version', { version: '9' }],
  ])('refuses a login %s, and tells nothing then', async (_title, changes) => {
    const line = await open(market);
    line.send(login(market, changes));
    expect(codeOf(await line.answer(isLogin))).toBe(failed);
    line.send(subscribe('orders', '*'));
    expect(codeOf(await line.answer(isAnswer))).toBe(2002);
  });

  it('knows the topics and markets that it has, and says so', async () => {
    const native = market === 'spot' ? 'btcusdt' : 'BTC-USDT';
    for (const [topic, contract, code] of [
      ['orders', '*', ok],
      ['orders', native, ok],
      ['trade', native, ok],
      ['orders', 'nothing', market === 'spot' ? 2001 : 2011],
      ['positions', '*', market === 'spot' ? 2021 : 2010],
    ] as const) {
      const line = await loggedIn(market);
      line.send(subscribe(topic, contract));
      expect([topic, contract, codeOf(await line.answer(isAnswer))]).toEqual([topic, contract, code]);
    }
  });

  it('tells of no order that waits for its price, until that has come', async () => {
    const { trial } = parts;
    const symbol = market === 'spot' ? 'ETH/USDT' : 'ETH/USDT:USDT';
    trial.price(symbol, '3000');
    const line = await loggedIn(market);
    line.send(subscribe('orders', '*'));
    await line.answer(isAnswer);
    const stop: NewOrder = {
      market: trial.market(symbol),
      clientOrderId: market === 'spot' ? 'stop' : '77',
      side: 'buy',
      type: 'limit',
      quantity: decimal('1'),
      limitPrice: decimal('3200'),
      trigger: { price: decimal('3100'), direction: 'up', by: 'last' },
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      positionSide: 'both',
      native: market === 'spot' ? { type: 'buy-stop-limit' } : { algoType: 'trigger', type: 'limit' },
    };
    const calledOff = trial.world.place(trial.account, { ...stop, clientOrderId: market === 'spot' ? 'off' : '78' });
    if (calledOff.kind === 'done') trial.world.cancel(calledOff.order);
    trial.world.place(trial.account, stop);
    trial.price(symbol, '3100');
    const { data } = await line.answer(({ action, op }) => action === 'push' || op === 'notify');
    const named =
      market === 'spot' ? { eventType: 'creation', clientOrderId: 'stop', type: 'buy-limit' } : { state: 'new' };
    expect(data).toMatchObject(named);
  });
});

describe('the heartbeat', () => {
  it.each([
    ['spot', 20_000, { action: 'pong', data: { ts: 1 } }],
    ['swap', 5_000, { op: 'pong', ts: '1' }],
  ] as const)('of %s ends a line that leaves three in a row unanswered', async (market, everyMs, pong) => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const line = await open(market);
    const pings = (): number => line.heard.filter(({ action, op }) => action === 'ping' || op === 'ping').length;
    const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    for (let sent = 1; sent <= 4; sent += 1) {
      vi.advanceTimersByTime(everyMs);
      while (pings() < sent) await pause(2);
      if (sent === 1) line.send(pong);
      await pause(20);
      expect(line.isClosed()).toBe(false);
    }
    vi.advanceTimersByTime(everyMs);
    while (!line.isClosed()) await pause(2);
    expect(pings()).toBe(4);
  });
});
