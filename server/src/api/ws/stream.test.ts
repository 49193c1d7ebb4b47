import { streamMessage } from '@signalbox/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedEvent } from '#views/shapes.ts';
import { FakeDesk } from '../../../test/api/fake-desk.ts';
import { HandClock } from '../../../test/api/test-world.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';
import { EventStream, STREAM_LIMITS, type StreamLimits } from './event-stream.ts';

let test: TestServer;
let url: string;
beforeEach(async () => {
  test = await createTestServer();
  url = (await test.server.listen()).replace('http', 'ws');
});
afterEach(() => test.server.close());

interface Message {
  readonly type: string;
  readonly sequence?: number;
}

/** A client that keeps what it was told. Node's own WebSocket takes headers beside the standard. */
function connect(query = '', headers: Record<string, string> = test.bearer('read')) {
  const socket = new WebSocket(`${url}/api/v1/stream${query}`, { headers } as unknown as string[]);
  const messages: Message[] = [];
  let wake = () => undefined as void;
  socket.addEventListener('message', ({ data }) => {
    messages.push(streamMessage.parse(JSON.parse(String(data))));
    wake();
  });
  const closed = new Promise<{ code: number }>((resolve) =>
    socket.addEventListener('close', ({ code }) => resolve({ code })),
  );
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const live = () => until(() => messages.some((message) => message.type === 'live'));
  const sequences = () => messages.filter((message) => message.type === 'event').map((message) => message.sequence);
  return { socket, messages, closed, until, live, sequences };
}

describe('the stream', () => {
  it('says hello and then what happens from now on', async () => {
    test.desk.publish();
    const client = connect();
    await client.live();
    test.desk.publish();
    await client.until(() => client.sequences().length === 1);
    expect(client.messages.map((message) => message.type)).toEqual(['hello', 'live', 'event']);
    expect(client.messages[0]).toMatchObject({ sequence: 1, after: 1, simulated: true, version: '0.1.0' });
    expect(client.sequences()).toEqual([2]);
  });

  it('gives first what was missed, then what happens, without gap or repeat', async () => {
    for (let count = 0; count < 1700; count += 1) test.desk.publish();
    // Events go on while history is read: with every page another few arrive.
    const read = test.desk.events.bind(test.desk);
    let meanwhile = 0;
    test.desk.events = async (after, limit) => {
      const page = await read(after, limit);
      if (meanwhile < 50) for (let count = 0; count < 10; count += 1, meanwhile += 1) test.desk.publish();
      return page;
    };
    const client = connect('?after=1200');
    await client.live();
    test.desk.publish();
    await client.until(() => client.sequences().at(-1) === 1751);
    expect(client.sequences()).toEqual(Array.from({ length: 551 }, (_, index) => 1201 + index));
  });

  it('says so when what it is asked for lies beyond the newest event', async () => {
    test.desk.publish();
    const client = connect('?after=2');
    expect((await client.closed).code).toBe(1008);
    expect(client.messages).toMatchObject([
      { type: 'hello', sequence: 1 },
      { type: 'closing', code: 'STREAM_AFTER_UNKNOWN', detail: expect.stringContaining('2') },
    ]);
    const exact = connect('?after=1');
    await exact.live();
  });

  it('lets go of the desk when the client goes', async () => {
    const client = connect();
    await client.live();
    expect(test.desk.listenerCount).toBe(1);
    client.socket.close();
    await client.closed;
    await expect.poll(() => test.desk.listenerCount).toBe(0);
  });

  it('ends with the server', async () => {
    const client = connect();
    await client.live();
    await test.server.close();
    expect((await client.closed).code).toBe(1001);
  });

  it('ends soon after its key was revoked', async () => {
    const client = connect();
    await client.live();
    const reader = test.apiKeys.list().find((key) => key.scope === 'read')!;
    await test.apiKeys.revoke(reader.id);
    test.clock.advance(STREAM_LIMITS.heartbeatMs);
    await client.closed;
    expect(client.messages.at(-1)).toMatchObject({ type: 'closing', code: 'UNAUTHENTICATED' });
  });

  it('beats, so that both sides know that the other is there', async () => {
    const client = connect();
    await client.live();
    test.clock.advance(STREAM_LIMITS.heartbeatMs);
    await client.until(() => client.messages.length === 3);
    expect(client.messages.at(-1)).toMatchObject({ type: 'heartbeat', sequence: 0 });
  });
});

describe('the door of the stream', () => {
  const upgrade = {
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'x'.repeat(22) + '==',
  };

  it('opens with a ticket once, and not without a key', async () => {
    const { ticket } = (
      await test.app.inject({ method: 'POST', url: '/api/v1/stream/tickets', headers: test.bearer('read') })
    ).json();
    const first = connect(`?ticket=${ticket}`, {});
    await first.live();
    const second = connect(`?ticket=${ticket}`, {});
    expect((await second.closed).code).toBe(1006);
    const none = connect('', {});
    expect((await none.closed).code).toBe(1006);
  });

  it('refuses a ticket of more than half a minute ago', async () => {
    const { ticket } = (
      await test.app.inject({ method: 'POST', url: '/api/v1/stream/tickets', headers: test.bearer('read') })
    ).json();
    test.clock.advance(30_001);
    const answer = await test.app.inject({ url: `/api/v1/stream?ticket=${ticket}` });
    expect(answer.json()).toMatchObject({ code: 'STREAM_TICKET_INVALID', status: 401 });
  });

  it('refuses a page from elsewhere, even with a key', async () => {
    const ask = (origin: string) =>
      test.app.inject({
        url: '/api/v1/stream',
        headers: { ...test.bearer('read'), ...upgrade, host: 'localhost:8686', origin },
      });
    expect((await ask('https://evil.example')).json()).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED', status: 403 });
    const foreign = connect('', { ...test.bearer('read'), origin: 'https://evil.example' });
    expect((await foreign.closed).code).toBe(1006);
    const own = connect('', { ...test.bearer('read'), origin: url.replace('ws', 'http') });
    await own.live();
    test.current.settings = { ...test.current.settings, publicUrl: 'https://signals.example.com/' };
    const proxied = connect('', { ...test.bearer('read'), origin: 'https://signals.example.com' });
    await proxied.live();
  });

  it('tells a client that is no WebSocket what it is', async () => {
    const answer = await test.app.inject({ url: '/api/v1/stream', headers: test.bearer('read') });
    expect(answer.json()).toMatchObject({ code: 'UPGRADE_REQUIRED', status: 426 });
  });
});

describe('a stream under pressure', () => {
  class FakeSocket {
    bufferedAmount = 0;
    readyState = 1;
    readonly sent: Message[] = [];
    closedWith: number | undefined;
    terminated = false;
    readonly listeners = new Map<string, (error: Error) => void>();
    send(text: string) {
      this.sent.push(JSON.parse(text) as Message);
    }
    ping() {
      this.sent.push({ type: 'ping' });
    }
    close(code: number) {
      this.closedWith = code;
    }
    terminate() {
      this.terminated = true;
    }
    on(event: string, listener: (error: Error) => void) {
      this.listeners.set(event, listener);
    }
  }
  const start = (change: Partial<StreamLimits> = {}, after?: number) => {
    const desk = new FakeDesk();
    const clock = new HandClock();
    const socket = new FakeSocket();
    const limits = { ...STREAM_LIMITS, ...change };
    const stream = new EventStream({ desk, clock, socket, version: '0', after, limits, isStillAllowed: () => true });
    const settle = async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    };
    const sequences = () =>
      socket.sent.filter((message) => message.type === 'event').map((message) => message.sequence);
    return { desk, clock, socket, stream, settle, sequences };
  };

  it('reads as history what did not fit into its buffer', async () => {
    const world = start({ pendingMax: 3, pageSize: 2 }, 0);
    for (let count = 0; count < 4; count += 1) world.desk.publish();
    const read = world.desk.events.bind(world.desk);
    let flooded = false;
    world.desk.events = async (after, limit): Promise<readonly FeedEvent[]> => {
      const page = await read(after, limit);
      if (!flooded && page.length === 0) {
        flooded = true;
        for (let count = 0; count < 20; count += 1) world.desk.publish();
      }
      return page;
    };
    world.stream.start();
    await world.settle();
    expect(world.sequences()).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    expect(world.socket.sent.at(-1)).toMatchObject({ type: 'live', sequence: 24 });
  });

  it('is cut when a live client does not read', async () => {
    const world = start({ bufferedBytesMax: 100 });
    world.stream.start();
    await world.settle();
    world.socket.bufferedAmount = 101;
    world.desk.publish();
    expect(world.socket.closedWith).toBe(1013);
    expect(world.socket.sent.at(-1)).toMatchObject({ type: 'closing', code: 'OVERLOADED' });
    expect(world.desk.listenerCount).toBe(0);
    world.clock.advance(STREAM_LIMITS.pauseMs);
    expect(world.socket.terminated).toBe(true);
  });

  it('pauses history while the client is behind, and gives up in the end', async () => {
    const world = start({ pageSize: 1, bufferedBytesMax: 100, pauseMs: 10, pausesMax: 3 }, 0);
    for (let count = 0; count < 3; count += 1) world.desk.publish();
    world.socket.bufferedAmount = 101;
    world.stream.start();
    await world.settle();
    expect(world.sequences()).toEqual([1]);
    world.socket.bufferedAmount = 0;
    world.clock.advance(10);
    await world.settle();
    expect(world.sequences()).toEqual([1, 2, 3]);
    expect(world.socket.closedWith).toBeUndefined();
    const stuck = start({ pageSize: 1, bufferedBytesMax: 100, pauseMs: 10, pausesMax: 3 }, 0);
    stuck.desk.publish();
    stuck.socket.bufferedAmount = 101;
    stuck.stream.start();
    for (let pause = 0; pause < 5; pause += 1) {
      await stuck.settle();
      stuck.clock.advance(10);
    }
    await stuck.settle();
    expect(stuck.socket.closedWith).toBe(1013);
  });

  it('ends when the client answers no ping', async () => {
    const world = start({ heartbeatMs: 1000 });
    world.stream.start();
    await world.settle();
    world.clock.advance(1000);
    expect(world.socket.terminated).toBe(false);
    world.socket.listeners.get('pong')?.(new Error('unused'));
    world.clock.advance(1000);
    expect(world.socket.terminated).toBe(false);
    world.clock.advance(1000);
    expect(world.socket.terminated).toBe(true);
  });
});
