import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePush } from '../mexc/mexc-protobuf.ts';
import { asksFor, channelsIn, isChannel, isReceipt } from './channel-names.ts';

describe('the channel of a message', () => {
  it.each([
    ['OKX', { arg: { channel: 'orders', instType: 'ANY' }, data: [] }, 'orders'],
    ['Bybit', { topic: 'execution', data: [] }, 'execution'],
    ['HTX spot', { action: 'push', ch: 'orders#*', data: {} }, 'orders#*'],
    ['HTX swaps', gzipSync(JSON.stringify({ op: 'notify', topic: 'trade', data: [] })), 'trade'],
    ['Binance spot', { subscriptionId: 0, event: { e: 'executionReport' } }, 'executionReport'],
    ['Binance futures', { e: 'ORDER_TRADE_UPDATE' }, 'ORDER_TRADE_UPDATE'],
    ['MEXC spot', encodePush({ channel: 'spot@a.pb', symbol: 'X', sendTime: 1, kind: 'order', body: {} }), 'spot@a.pb'],
    ['a text', '{"channel":"user"}', 'user'],
  ])('is found: %s', (_exchange, message, channel) => {
    expect(channelsIn(message)).toContain(channel);
  });

  it('is none where none is named', () => {
    expect(channelsIn('pong')).toEqual([]);
    expect(channelsIn(undefined)).toEqual([]);
  });

  it('is matched whole, or by how it begins', () => {
    expect(isChannel('orders', 'orders-algo')).toBe(false);
    expect(isChannel('orders*', 'orders-algo')).toBe(true);
  });
});

it('knows what confirms a subscription, and what asks for one', () => {
  expect(isReceipt({ event: 'subscribe', arg: { channel: 'orders' } })).toBe(true);
  expect(isReceipt({ arg: { channel: 'orders' }, data: [] })).toBe(false);
  expect(asksFor('{"op":"subscribe","args":[{"channel":"orders"}]}', 'orders')).toBe(true);
  expect(asksFor('{"method":"userDataStream.subscribe.signature","params":{}}', 'userDataStream')).toBe(true);
  expect(asksFor('{"op":"ping","req_id":"orders"}', 'orders')).toBe(false);
});
