/**
 * A journey: a real process with a database and a paper broker of its own, seen through its doors alone. Prices stand
 * still where a journey has put them, so that sizes and profits are known beforehand.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, createClient, type DoorClient, waitUntil } from '../process/door-client.ts';
import { commandLineKey, type ServerProcess, startProcess } from '../process/server-process.ts';

/** Prices that are easy to reckon with. */
export const STILL_PRICES: Readonly<Record<string, string>> = {
  BTCUSDT: '100000',
  ETHUSDT: '4000',
  XAUUSD: '3300',
  EURUSD: '1.1',
  '600000.SH': '10',
};

/** What the wire gives; looked at field by field. */
// oxlint-disable-next-line typescript/no-explicit-any -- the wire has no types here
export type Wire = any;

const UNDER_WAY = new Set(['created', 'approved', 'submitting', 'unknown', 'pending_cancel', 'pending_amend']);

/** A market order that the venue has accepted is on its way to its fill; others rest there. */
const isMoving = ({ status, type }: Wire): boolean =>
  UNDER_WAY.has(status) || (type === 'market' && (status === 'accepted' || status === 'partially_filled'));

export class Journey {
  readonly directory: string;
  #server!: ServerProcess;
  client!: DoorClient;
  hookPath = '';
  secret = '';

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** Starts on an empty data directory, with `settings` as its signalbox.yaml. */
  static async begin(settings?: string): Promise<Journey> {
    const journey = new Journey(mkdtempSync(join(tmpdir(), 'signalbox-journey-')));
    if (settings !== undefined) journey.writeSettings(settings);
    await journey.start();
    return journey;
  }

  get server(): ServerProcess {
    return this.#server;
  }

  /** The hook with its secret in the address, for texts that carry none. */
  get secretPath(): string {
    return `${this.hookPath}/${this.secret}`;
  }

  writeSettings(text: string): void {
    writeFileSync(join(this.directory, 'signalbox.yaml'), text);
  }

  async start(): Promise<void> {
    this.#server = await startProcess({ dataDirectory: this.directory });
    const { url, webhook } = this.#server.ready;
    this.client = createClient(url, commandLineKey(this.directory));
    if (webhook?.secret !== undefined) {
      this.hookPath = `/hook/${webhook.id}`;
      this.secret = webhook.secret;
    }
  }

  async restart(how: 'stop' | 'kill' = 'stop'): Promise<void> {
    await (how === 'stop' ? this.#server.stop() : this.#server.kill());
    await this.start();
  }

  async end(): Promise<void> {
    await this.#server.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Puts prices in that stay; they count as stale after a while, so put them in again before each test. */
  async holdPrices(prices: Readonly<Record<string, string>> = STILL_PRICES): Promise<void> {
    for (const [symbol, price] of Object.entries(prices)) {
      const { status } = await this.client.post('/api/v1/prices', { symbol, price });
      if (status !== 200) throw new Error(`no price for ${symbol}: ${status}`);
    }
  }

  /** An alert in our own format, with the secret in it. */
  alert(fields: object): Promise<Answer> {
    return this.client.alert(this.hookPath, JSON.stringify({ signalbox: 1, secret: this.secret, ...fields }));
  }

  /** The signal, once nothing of it moves any more. */
  async outcome(signalId: string): Promise<Wire> {
    const path = `/api/v1/signals/${signalId}`;
    await waitUntil(
      () => this.client.get(path),
      ({ status, body }) => status === 200 && body.status !== 'accepted' && !(body.orders as Wire[]).some(isMoving),
    );
    // Its trail is read before its orders, so the answer that shows the last order may not show the last event yet.
    return (await this.client.get(path)).body;
  }

  /** Sends a text to the hook and waits for what becomes of it. */
  async follow(text: string, path = this.secretPath): Promise<Wire> {
    const { status, body } = await this.client.alert(path, text);
    if (status !== 202) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return this.outcome(body.signalId);
  }

  /** Places an order and waits for its outcome. */
  order(fields: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.client.post('/api/v1/orders?wait=5000', fields, headers);
  }

  async position(symbol: string, account = 'paper'): Promise<Wire> {
    const { body } = await this.client.get(`/api/v1/positions?account=${account}&symbol=${symbol}`);
    return (body as Wire[])[0];
  }

  /** No position and no order is left. */
  async flatten(): Promise<void> {
    await this.client.post('/api/v1/orders/cancel-all', {});
    await this.outcome((await this.alert({ action: 'close_all', comment: `${performance.now()}` })).body.signalId);
    const { body } = await waitUntil(
      () => this.client.get('/api/v1/orders?status=open'),
      (answer) => (answer.body as Wire[]).length === 0,
    );
    if ((body as Wire[]).length > 0) throw new Error(`orders are left: ${JSON.stringify(body)}`);
  }
}
