/**
 * The senders: alerts of several kinds and symbols, direct orders with their keys, cancels. They keep what they were told,
 * because that is what the server is held to, and send again what was never answered, as TradingView does.
 */
import { createClient, type DoorClient } from '../process/door-client.ts';
import type { ReadyLine } from '../process/server-process.ts';
import type { Dice } from './dice.ts';

export interface Message {
  readonly door: 'hook' | 'orders';
  readonly kind: 'market' | 'limit' | 'protected' | 'close' | 'chinese' | 'direct';
  readonly text: string;
  /** Of a direct order. */
  readonly idempotencyKey?: string;
  /** performance.now() of the first delivery. */
  readonly sentAt: number;
  /** The signal that the first 2xx named. */
  signalId?: string;
}

export interface Access {
  readonly apiKey: string;
  readonly webhookId: string;
  readonly secret: string;
}

/** In lots, which for coins are coins. */
const SYMBOLS = [
  { symbol: 'BTCUSDT', quantities: ['0.01', '0.02', '0.005'], price: 97_000, places: 2 },
  { symbol: 'ETHUSDT', quantities: ['0.1', '0.3'], price: 3_400, places: 2 },
  { symbol: 'SOLUSDT', quantities: ['1', '2.5'], price: 190, places: 2 },
  { symbol: 'XAUUSD', quantities: ['0.01', '0.02'], price: 3_350, places: 2 },
  { symbol: 'EURUSD', quantities: ['0.01', '0.05'], price: 1.085, places: 5 },
  { symbol: 'GBPUSD', quantities: ['0.02', '0.03'], price: 1.27, places: 5 },
  { symbol: 'USDJPY', quantities: ['0.01', '0.04'], price: 152, places: 3 },
] as const;

export class Traffic {
  readonly messages: Message[] = [];
  /** What the server said that it must never say. */
  readonly complaints: string[] = [];
  readonly #dice: Dice;
  #access: Access;
  #client: DoorClient;
  #count = 0;

  constructor(dice: Dice, ready: ReadyLine, access: Access) {
    this.#dice = dice;
    this.#access = access;
    this.#client = createClient(ready.url, access.apiKey);
  }

  get client(): DoorClient {
    return this.#client;
  }

  /** The server is up again, at another port. */
  moveTo(ready: ReadyLine): void {
    this.#client = createClient(ready.url, this.#access.apiKey);
  }

  get acknowledged(): readonly Message[] {
    return this.messages.filter((message) => message.signalId !== undefined);
  }

  /** Has each alert traded at a second, hedging account too. */
  async fanOut(): Promise<void> {
    const account = { id: 'hedge', positionMode: 'hedging', initialBalance: '1000000' };
    await this.#client.post('/api/v1/accounts', account);
    const change = { route: { accounts: ['paper', account.id] } };
    const { status } = await this.#client.patch(`/api/v1/webhooks/${this.#access.webhookId}`, change);
    if (status !== 200) this.complaints.push(`the second account could not be added: ${status}`);
  }

  /** Sends over so many connections until the time is over or the server is gone. */
  async flow(durationMs: number, connections: number): Promise<void> {
    const until = performance.now() + durationMs;
    let isGone = false;
    const lane = async (): Promise<void> => {
      while (!isGone && performance.now() < until) {
        const going = await this.#sendOne();
        if (!going) isGone = true;
        if (this.#dice.chance(0.3)) await pause(this.#dice.between(0, 10));
      }
    };
    await Promise.all(Array.from({ length: connections }, lane));
  }

  /** Delivers again: everything that got no answer, and some of what did. Old messages are left alone. */
  async redeliver(acknowledgedShare: number, oldestMs: number): Promise<void> {
    const from = performance.now() - oldestMs;
    const again = this.messages.filter(
      (message) => message.sentAt >= from && (message.signalId === undefined || this.#dice.chance(acknowledgedShare)),
    );
    await inLanes(again, 16, async (message) => {
      await this.#deliver(message);
    });
  }

  async #sendOne(): Promise<boolean> {
    if (this.#dice.chance(0.06)) return this.#cancelSomething();
    const message = this.#compose();
    this.messages.push(message);
    const going = await this.#deliver(message);
    // A second delivery right behind the first, as nervous senders do.
    return going && this.#dice.chance(0.05) ? this.#deliver(message) : going;
  }

  /** Answers whether the server is still there. */
  async #deliver(message: Message): Promise<boolean> {
    try {
      const answer =
        message.door === 'hook'
          ? await this.#client.alert(this.#pathOf(message), message.text)
          : await this.#client.ask('/api/v1/orders', {
              method: 'POST',
              body: message.text,
              headers: { 'content-type': 'application/json', 'idempotency-key': message.idempotencyKey ?? '' },
            });
      this.#note(message, answer.status, answer.body as { signalId?: string; code?: string });
      return true;
    } catch {
      return false;
    }
  }

  #pathOf({ kind }: Message): string {
    const { webhookId, secret } = this.#access;
    return kind === 'chinese' ? `/hook/${webhookId}/${secret}` : `/hook/${webhookId}`;
  }

  #note(message: Message, status: number, body: { signalId?: string; code?: string } | undefined): void {
    const { signalId } = body ?? {};
    if (status === 503) return;
    if (status < 200 || status > 202 || signalId === undefined) {
      this.complaints.push(`${message.kind} was answered ${status} ${body?.code ?? ''}: ${message.text}`);
      return;
    }
    if (message.signalId === undefined) {
      message.signalId = signalId;
    } else if (message.signalId !== signalId) {
      this.complaints.push(`one message became two signals, ${message.signalId} and ${signalId}: ${message.text}`);
    } else if (message.door === 'hook' && status === 202) {
      this.complaints.push(`signal ${signalId} was accepted twice`);
    }
  }

  async #cancelSomething(): Promise<boolean> {
    try {
      const { body } = await this.#client.get('/api/v1/orders?status=accepted&limit=20');
      const entries = (body as { id: string; role: string }[]).filter(({ role }) => role === 'entry');
      if (entries.length > 0) await this.#client.delete(`/api/v1/orders/${this.#dice.pick(entries).id}`);
      return true;
    } catch {
      return false;
    }
  }

  #compose(): Message {
    const dice = this.#dice;
    const roll = dice.next();
    this.#count += 1;
    const name = `n${this.#count}`;
    const sentAt = performance.now();
    if (roll < 0.4) return { door: 'hook', kind: 'market', text: this.#alert(name, {}), sentAt };
    if (roll < 0.6) return { door: 'hook', kind: 'limit', text: this.#limit(name), sentAt };
    if (roll < 0.75) {
      const levels = { sl: '0.5', sl_unit: 'percent', tp: '0.5', tp_unit: 'percent' };
      return { door: 'hook', kind: 'protected', text: this.#alert(name, levels), sentAt };
    }
    if (roll < 0.85) {
      const { symbol } = dice.pick(SYMBOLS);
      const text = JSON.stringify({
        signalbox: 1,
        secret: this.#access.secret,
        action: 'close',
        symbol,
        comment: name,
      });
      return { door: 'hook', kind: 'close', text, sentAt };
    }
    if (roll < 0.92) {
      const word = dice.pick(['开多', '开空']);
      const { symbol } = dice.pick(SYMBOLS);
      return { door: 'hook', kind: 'chinese', text: `${word} ${symbol} 仓位=0.01 备注=${name}`, sentAt };
    }
    const { symbol, quantities } = dice.pick(SYMBOLS);
    const order = { symbol, side: dice.pick(['buy', 'sell']), quantity: dice.pick(quantities), quantityUnit: 'lots' };
    return { door: 'orders', kind: 'direct', text: JSON.stringify(order), idempotencyKey: name, sentAt };
  }

  #alert(name: string, more: object): string {
    const dice = this.#dice;
    const { symbol, quantities } = dice.pick(SYMBOLS);
    return JSON.stringify({
      signalbox: 1,
      secret: this.#access.secret,
      ...(dice.chance(0.5) ? { id: `id-${name}` } : { comment: name }),
      action: dice.pick(['buy', 'sell']),
      symbol,
      quantity: dice.pick(quantities),
      quantity_unit: 'lots',
      ...more,
    });
  }

  /** Near enough to pass the collar; some rest, some cross at once. */
  #limit(name: string): string {
    const dice = this.#dice;
    const { symbol, quantities, price, places } = dice.pick(SYMBOLS);
    return JSON.stringify({
      signalbox: 1,
      secret: this.#access.secret,
      comment: name,
      action: dice.pick(['buy', 'sell']),
      symbol,
      quantity: dice.pick(quantities),
      quantity_unit: 'lots',
      order_type: 'limit',
      price: (price * (1 + dice.between(-20, 20) / 1_000)).toFixed(places),
    });
  }
}

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

/** Does the work over so many lanes. */
export async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
