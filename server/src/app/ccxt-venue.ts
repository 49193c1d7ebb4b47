/** The real exchanges: their adapter is loaded when the first account at one of them is opened, and not before. */
import type { ExchangeVenue, OpenExchange } from './exchange-venues.ts';

/** Opens one exchange in one environment; nothing is asked of it yet. */
export const openCcxtVenue: OpenExchange = (request): Promise<ExchangeVenue> =>
  Promise.reject(new Error(`no adapter for ${request.broker}`));
