/** The running emulator of a file that asks raw requests: without rate limits, without faults and with an empty log for each test. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Dialect } from '../door/dialect.ts';
import { type ExchangeTrial, startTrial, type TrialOptions } from './exchange-trial.ts';

/** What the tests of the file share; there once they run. */
export function openRequestsTrial(create: () => Dialect, options?: TrialOptions): { readonly trial: ExchangeTrial } {
  const parts = {} as { trial: ExchangeTrial };
  beforeAll(async () => {
    parts.trial = await startTrial(create(), options);
    parts.trial.server.limiter.isOn = false;
  });
  afterAll(async () => await parts.trial.close());
  beforeEach(async () => {
    await parts.trial.admin('DELETE', '/faults');
    await parts.trial.admin('DELETE', '/requests');
  });
  return parts;
}
