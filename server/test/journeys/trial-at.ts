/** An emulated exchange that a journey names, with one funded account. */
import { loadDialect } from '../../emulators/exchange/dialects.ts';
import { type ExchangeTrial, startTrial, type TrialOptions } from '../../emulators/exchange/test/exchange-trial.ts';

export async function startTrialAt(exchange: string, options?: TrialOptions): Promise<ExchangeTrial> {
  const dialect = await loadDialect(exchange);
  if (dialect === undefined) throw new Error(`${exchange} is not emulated`);
  return await startTrial(dialect, options);
}
