import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;

beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

describe('bytes inside JSON that are not UTF-8', () => {
  const broken = (fields: string): Buffer =>
    Buffer.from(`{${fields},"action":"buy","symbol":"BTCUSDT","qty":1,"comment":"\xff"}`, 'latin1');

  it.each(['', 'by path'])('the hook refuses them, whatever way the sender proves itself %s', async (way) => {
    const { webhook, secret } = test;
    const answer = await test.app.inject({
      method: 'POST',
      url: way === '' ? `/hook/${webhook.id}` : `/hook/${webhook.id}/${secret}`,
      payload: broken(way === '' ? `"secret":"${secret}"` : '"mood":1'),
    });
    expect(answer.json()).toMatchObject({ code: 'SIGNAL_NOT_UTF8', status: 400 });
    expect(test.desk.submissions).toEqual([]);
  });

  it('the API refuses them, in a text as in the alert itself', async () => {
    for (const payload of [broken('"mood":1'), Buffer.from('{"text":"buy:1\xff"}', 'latin1')]) {
      const answer = await test.app.inject({
        method: 'POST',
        url: '/api/v1/signals',
        payload,
        headers: { ...test.bearer('trade'), 'content-type': 'application/json' },
      });
      expect(answer.json()).toMatchObject({ code: 'SIGNAL_NOT_UTF8', status: 400 });
    }
    expect(test.desk.submissions).toEqual([]);
  });
});
