/** Binance USD-M: listen keys, and the private stream that is opened with one. A key lives 60 minutes unless kept alive. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { Route } from '../door/dialect.ts';
import type { SocketSession } from '../door/socket-session.ts';
import { refusal } from './binance-errors.ts';
import { accountOf, type BinanceContext } from './binance-params.ts';
import { futuresEvents } from './futures-events.ts';

const LIFE_MS = 3_600_000;
const SHAPE_LENGTH = 64;

interface ListenKey {
  readonly account: ExchangeAccount;
  expiresAt: number;
}

export class ListenKeys {
  readonly #keys = new Map<string, ListenKey>();
  readonly #context: BinanceContext;

  constructor(context: BinanceContext) {
    this.#context = context;
  }

  routes(): readonly Route[] {
    const path = '/fapi/v1/listenKey';
    return [
      { method: 'POST', path, access: 'key', handle: (call) => ({ listenKey: this.#issue(accountOf(call)) }) },
      { method: 'PUT', path, access: 'key', handle: (call) => this.#renew(accountOf(call)) },
      { method: 'DELETE', path, access: 'key', handle: (call) => this.#end(accountOf(call)) },
    ];
  }

  /** Sends the owner's events over the socket; an unknown or expired key gets a socket on which nothing comes. */
  listen(session: SocketSession, listenKey: string): void {
    const known = this.#keys.get(listenKey);
    if (known === undefined || known.expiresAt <= this.#now()) return;
    session.onAccountEvent(known.account.id, (event) => {
      if (known.expiresAt <= this.#now()) session.send({ e: 'listenKeyExpired', E: this.#now(), listenKey });
      else {
        for (const { body, isLate } of futuresEvents(this.#context, event)) {
          if (isLate) setImmediate(() => session.send(body));
          else session.send(body);
        }
      }
    });
  }

  #issue(account: ExchangeAccount): string {
    const known = this.#of(account);
    if (known !== undefined) {
      known[1].expiresAt = this.#now() + LIFE_MS;
      return known[0];
    }
    const { world } = this.#context;
    const listenKey = `${account.id}${world.nextTradeNumber()}`.replaceAll(/\W/g, '').padEnd(SHAPE_LENGTH, 'k');
    this.#keys.set(listenKey, { account, expiresAt: this.#now() + LIFE_MS });
    return listenKey;
  }

  #renew(account: ExchangeAccount): unknown {
    const known = this.#of(account);
    if (known === undefined) throw refusal(-1125, 'This listenKey does not exist.');
    known[1].expiresAt = this.#now() + LIFE_MS;
    return { listenKey: known[0] };
  }

  #end(account: ExchangeAccount): unknown {
    const known = this.#of(account);
    if (known !== undefined) this.#keys.delete(known[0]);
    return {};
  }

  #of(account: ExchangeAccount): [string, ListenKey] | undefined {
    return [...this.#keys].find(([, key]) => key.account === account && key.expiresAt > this.#now());
  }

  #now(): number {
    return this.#context.world.clock.now();
  }
}
