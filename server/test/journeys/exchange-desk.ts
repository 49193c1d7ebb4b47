/**
 * A journey at an emulated exchange: a real server with an account there, a webhook that trades on it, and the exchange's
 * own view of what came in. Prices of the exchange move a little all the time, as prices do.
 */
import { type Decimal, decimal, formatDecimal, roundToStep } from '#domain/decimal.ts';
import { createBinance } from '../../emulators/exchange/binance/binance-dialect.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

export const KEYS = { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret };

/** A market under the names that the exchange's admin side, our users and its own protocol have for it. */
export interface DeskMarket {
  readonly market: string;
  readonly symbol: string;
  readonly native: string;
  /** Where orders are placed. */
  readonly path: '/api/v3/order' | '/fapi/v1/order';
  readonly quantity: string;
}

const spot = (coin: string, quantity: string): DeskMarket => ({
  market: `${coin}/USDT`,
  symbol: `${coin}USDT`,
  native: `${coin}USDT`,
  path: '/api/v3/order',
  quantity,
});
const swap = (coin: string, quantity: string): DeskMarket => ({
  ...spot(coin, quantity),
  market: `${coin}/USDT:USDT`,
  symbol: `${coin}USDT.P`,
  path: '/fapi/v1/order',
});

export const MARKETS = {
  btc: spot('BTC', '0.002'),
  eth: spot('ETH', '0.05'),
  sol: spot('SOL', '1'),
  doge: spot('DOGE', '1000'),
  btcSwap: swap('BTC', '0.002'),
  ethSwap: swap('ETH', '0.05'),
  solSwap: swap('SOL', '1'),
  dogeSwap: swap('DOGE', '1000'),
} as const;

const PATIENCE_MS = 60_000;
const TICK_MS = 1_000;
const UNDER_WAY = new Set(['created', 'approved', 'submitting', 'unknown', 'pending_cancel', 'pending_amend']);

/** A market order that the venue has accepted is on its way to its fill; others rest there. */
const isMoving = ({ status, type }: Wire): boolean =>
  UNDER_WAY.has(status) || (type === 'market' && (status === 'accepted' || status === 'partially_filled'));

export class ExchangeDesk {
  readonly journey: Journey;
  readonly exchange: ExchangeTrial;
  readonly #ticking: NodeJS.Timeout;
  readonly #still = new Set<string>();
  #hook = { path: '', secret: '' };
  #count = 0;

  private constructor(journey: Journey, exchange: ExchangeTrial) {
    this.journey = journey;
    this.exchange = exchange;
    const { world } = exchange;
    let step = 0;
    this.#ticking = setInterval(() => {
      step += 1;
      for (const [name, market] of world.markets) {
        if (this.#still.has(name)) continue;
        const { bid, ask } = world.feed.of(market);
        const by = (step % 2 === 0 ? market.tickSize : -market.tickSize) as Decimal;
        world.feed.set(market, { bid: (bid + by) as Decimal, ask: (ask + by) as Decimal, last: (bid + by) as Decimal });
      }
    }, TICK_MS);
  }

  /** Starts both, adds the account `bin`, and makes a webhook that trades there. */
  static async begin(settings: string, account: object = {}): Promise<ExchangeDesk> {
    const exchange = await startTrial(createBinance(), { spot: { USDT: '100000', BTC: '1' }, swap: { USDT: '50000' } });
    const desk = new ExchangeDesk(await Journey.begin(settings), exchange);
    await desk.add('bin', account);
    await desk.whenUp('bin');
    const made = await desk.journey.client.post('/api/v1/webhooks', { name: 'bin', route: { accounts: ['bin'] } });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    desk.#hook = { path: `/hook/${made.body.id}`, secret: made.body.secret };
    return desk;
  }

  async end(): Promise<void> {
    clearInterval(this.#ticking);
    await this.journey.end();
    await this.exchange.close();
  }

  /** Adds a further account at this exchange. */
  async add(id: string, fields: object = {}): Promise<Wire> {
    const standard = {
      exchange: 'binance',
      environment: 'emulated',
      endpoint: this.exchange.server.origin,
      keys: KEYS,
    };
    const added = await this.journey.client.post('/api/v1/accounts', { id, ...standard, ...fields });
    if (added.status !== 201) throw new Error(JSON.stringify(added.body));
    return added.body;
  }

  async account(id = 'bin'): Promise<Wire> {
    return (await this.journey.client.get(`/api/v1/accounts/${id}`)).body;
  }

  whenUp(id = 'bin'): Promise<Wire> {
    return this.when(id, ({ reconciled, problems }) => reconciled && problems.length === 0);
  }

  async when(id: string, isSo: (view: Wire) => boolean): Promise<Wire> {
    const view = await waitUntil(() => this.account(id), isSo, PATIENCE_MS);
    if (!isSo(view)) throw new Error(`${id} never was so: ${JSON.stringify(view)}`);
    return view;
  }

  /** The market's price moves no more by itself: what rests there waits for the price that the test gives. */
  holdStill({ market }: DeskMarket): void {
    this.#still.add(market);
  }

  fault(fields: object): Promise<unknown> {
    return this.exchange.admin('POST', '/faults', fields);
  }

  /** An alert at the webhook; answers its signal's id. */
  async alert(fields: object): Promise<string> {
    this.#count += 1;
    const body = { signalbox: 1, secret: this.#hook.secret, id: `alert-${this.#count}`, ...fields };
    const { status, body: answer } = await this.journey.client.alert(this.#hook.path, JSON.stringify(body));
    if (status !== 202) throw new Error(`answered ${status}: ${JSON.stringify(answer)}`);
    return answer.signalId;
  }

  /** What has become of a signal, once nothing of it moves any more. */
  async settled(signalId: string): Promise<Wire> {
    const ask = async (): Promise<Wire> => (await this.journey.client.get(`/api/v1/signals/${signalId}`)).body;
    const isStill = ({ status, orders }: Wire): boolean => status !== 'accepted' && !orders.some(isMoving);
    const signal = await waitUntil(ask, isStill, PATIENCE_MS);
    if (!isStill(signal)) throw new Error(`it never came to rest: ${JSON.stringify(signal)}`);
    return signal;
  }

  async follow(fields: object): Promise<Wire> {
    return this.settled(await this.alert(fields));
  }

  order(fields: object): Promise<Wire> {
    return this.journey.order({ account: 'bin', ...fields });
  }

  /** The orders that the exchange has booked in a market, as `status quantity`. */
  booked({ market }: DeskMarket): string[] {
    const { world, account } = this.exchange;
    const orders = world.orders.list({ accountId: account.id, market: this.exchange.market(market), hidden: true });
    return orders.map(({ status, quantity }) => `${status} ${formatDecimal(quantity)}`);
  }

  /** How often the exchange was asked to place an order in a market, as far as requests reached it. */
  async placed({ path, native }: DeskMarket): Promise<number> {
    const { requests } = (await this.exchange.admin('GET', '/requests')) as Wire;
    return requests.filter(
      (request: Wire) =>
        request.method === 'POST' &&
        request.path === path &&
        request.params.some(([name, value]: [string, string]) => name === 'symbol' && value === native),
    ).length;
  }

  /** What is held according to the books; zero where nothing is. */
  async held({ symbol }: DeskMarket): Promise<string> {
    return (await this.journey.position(symbol, 'bin'))?.quantity ?? '0';
  }

  /** A price a share of the market's own, on the tick. */
  priceAt(market: DeskMarket, share: Decimal): string {
    return this.round(market, this.top(market).bid * Number(formatDecimal(share)));
  }

  /** The top of a market's book, for reckoning with. */
  top({ market }: Pick<DeskMarket, 'market'>): { readonly bid: number; readonly ask: number } {
    const { bid, ask } = this.exchange.world.feed.of(this.exchange.market(market));
    return { bid: Number(formatDecimal(bid)), ask: Number(formatDecimal(ask)) };
  }

  /** The price as the market takes it, and not above. */
  round({ market }: Pick<DeskMarket, 'market'>, price: number): string {
    const { tickSize } = this.exchange.market(market);
    return formatDecimal(roundToStep(decimal(price.toFixed(8)), tickSize, 'down'));
  }
}
