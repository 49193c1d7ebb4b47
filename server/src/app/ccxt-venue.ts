/** The real exchanges: their adapter is loaded when the first account at one of them is opened, and not before. */
import type { OpenExchange } from './exchange-venues.ts';

/** Opens one exchange in one environment; nothing is asked of it yet. */
export const openCcxtVenue: OpenExchange = async (request) => {
  const { openCcxtExchange } = await import('#adapters/brokers/ccxt/exchange-door.ts');
  return await openCcxtExchange(request);
};
