/** An exchange of our own in the place of the real ones, for tests of a whole server. */
import { createPaperBroker } from '#adapters/brokers/paper/paper-broker.ts';
import { SIMULATED_INSTRUMENTS } from '#adapters/market-data/simulated-instruments.ts';
import { createSimulatedMarket } from '#adapters/market-data/simulated-market.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import { decimal } from '#domain/decimal.ts';
import type { Broker, BrokerListener } from '#ports/broker.ts';
import type { MarketData } from '#ports/market-data.ts';
import { createMemoryJournal } from '../../../test/venue/memory-journal.ts';
import type { ExchangeRequest, ExchangeVenue } from '../exchange-venues.ts';

const BALANCE = decimal('50000');

/** An exchange over the pretend venue, with prices of its own; it remembers who came, and can be told to speak up. */
export class OwnExchange {
  readonly requests: ExchangeRequest[] = [];
  readonly keys: string[] = [];
  readonly watched = new Set<string>();
  closed = 0;
  listener: BrokerListener = () => undefined;
  /** Whether it lists what it trades only after it was started. */
  listsLate = false;
  readonly #journal = createMemoryJournal();
  readonly #clock = createSystemClock();

  open = (request: ExchangeRequest): Promise<ExchangeVenue> => {
    this.requests.push(request);
    const market = createSimulatedMarket({ clock: this.#clock, seed: 'another', tickMs: 50 });
    const priced: MarketData = {
      ...market,
      source: 'venue',
      quote: (id) => {
        const quote = market.quote(id);
        return quote === undefined || !this.watched.has(id) ? undefined : { ...quote, source: 'venue' };
      },
      subscribe: (listener) =>
        market.subscribe((quote) => {
          if (this.watched.has(quote.instrumentId)) listener({ ...quote, source: 'venue' });
        }),
      watch: (id) => {
        this.watched.add(id);
        return () => void this.watched.delete(id);
      },
    };
    return Promise.resolve({
      market: priced,
      createBroker: (account, { apiKey, secret: key }) => {
        this.keys.push(`${apiKey.reveal()} ${key.reveal()}`);
        const instruments = SIMULATED_INSTRUMENTS.map((instrument) => ({
          ...instrument,
          venue: 'binance',
          kind: instrument.id === 'ETHUSDT' ? ('crypto_perpetual' as const) : instrument.kind,
        }));
        const venue = createPaperBroker({
          account: { ...account, initialBalance: decimal('1000000') },
          instruments,
          journal: this.#journal,
          clock: this.#clock,
          marketData: market,
        });
        return Promise.resolve(this.#overheard(venue));
      },
      examine: () => Promise.resolve({ checks: [{ name: 'reachability', status: 'ok', values: {} }] }),
      close: () => {
        this.closed += 1;
        return Promise.resolve();
      },
    });
  };

  #overheard(venue: Broker): Broker {
    const broker: Broker = Object.create(venue) as Broker;
    return Object.assign(broker, {
      capabilities: { ...venue.capabilities, balanceIsTruth: true },
      balances: () => Promise.resolve([{ currency: 'USDT', total: BALANCE, free: BALANCE }]),
      instruments: () => (this.listsLate ? Promise.resolve([]) : venue.instruments()),
      start: async (listener: BrokerListener) => {
        this.listener = listener;
        await venue.start(listener);
        if (this.listsLate) listener({ kind: 'instruments', instruments: await venue.instruments(), time: 0 });
      },
      ...bound(venue, ['stop', 'place', 'cancel', 'amend', 'query', 'openOrders', 'fillsSince', 'positions']),
    });
  }
}

function bound(venue: Broker, names: readonly (keyof Broker)[]): Partial<Broker> {
  const methods = names.map((name) => [name, (venue[name] as (...input: unknown[]) => unknown).bind(venue)]);
  return Object.fromEntries(methods) as Partial<Broker>;
}
