import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../process/door-client.ts';
import { Journey } from './journey.ts';

const SETTINGS = 'risk:\n  defaults:\n    repeated_execution: { count: 2, window_ms: 60000 }\n';

describe('a source that trades too often is latched until a person resets it', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin(SETTINGS);
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  const order = async (): Promise<{ source: string; status: string; code: string | undefined }> => {
    const { body } = await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' });
    const [{ source, status, reason }] = body.orders;
    return { source, status, code: reason?.code };
  };
  const reset = (source: string, { account = 'paper', language = 'en' } = {}): Promise<Answer> =>
    journey.client.post(`/api/v1/accounts/${account}/reset-latch`, { source }, { 'accept-language': language });

  it('a reset lets it trade again, once', async () => {
    const { source } = await order();
    await order();
    expect(await order()).toEqual({ source, status: 'denied', code: 'REPEATED_EXECUTION_LATCHED' });
    expect(await reset(source)).toMatchObject({ status: 200, body: { id: 'paper' } });
    expect(await order()).toMatchObject({ status: 'filled' });
    expect(await reset(source)).toMatchObject({ status: 409, body: { code: 'LATCH_NOT_SET' } });
  });

  it.each([
    ['en', '"hook:nobody" is not latched on this account; there is nothing to reset.'],
    ['zh', '"hook:nobody" 在该账户上未被锁定，无需重置。'],
  ])('a reset of what is not latched is refused, in %s', async (language, detail) => {
    const { status, headers, body } = await reset('hook:nobody', { language });
    expect(status).toBe(409);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 409, code: 'LATCH_NOT_SET', values: { source: 'hook:nobody' }, detail });
  });

  it('a reset on an account that is not there says that', async () => {
    const answer = await reset('hook:nobody', { account: 'nowhere' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'ACCOUNT_UNKNOWN' } });
  });
});
