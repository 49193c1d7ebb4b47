/** One who trades a perpetual at an emulated exchange whose leverage and margin mode somebody changes behind the broker's back. */
import { onTestFinished } from 'vitest';
import type { PositionMode } from '#domain/account.ts';
import { type Decimal, decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { SwapTerms } from '../../../../../emulators/exchange/core/exchange-account.ts';
import { termsOf } from '../../../../../emulators/exchange/core/swap-margin.ts';
import { setLeverage } from '../../../../../emulators/exchange/core/swap-settings.ts';
import type { ExchangeName } from '../exchange-name.ts';
import { EmulatedAccount, type EmulatedOptions, pause } from './emulated-account.ts';

export const INSTRUMENT = 'ETHUSDT.P';

export class TermsTrader {
  readonly desk: EmulatedAccount;
  readonly #quantity: Decimal;
  #count = 0;

  constructor(desk: EmulatedAccount, quantity: Decimal) {
    this.desk = desk;
    this.#quantity = quantity;
  }

  static async open(
    exchange: ExchangeName,
    terms: EmulatedOptions['terms'] = {},
    positionMode: PositionMode = 'netting',
  ): Promise<TermsTrader> {
    const desk = await EmulatedAccount.open({
      exchange,
      terms: { markets: ['swap'], leverage: decimal('3'), ...terms },
      positionMode,
    });
    onTestFinished(async () => await desk.close());
    await desk.start();
    await desk.until(() => desk.kinds().includes('connected'), 15_000);
    const listed = (await desk.broker.instruments()).find(({ id }) => id === INSTRUMENT);
    if (listed === undefined) throw new Error(`no ${INSTRUMENT}`);
    return new TermsTrader(desk, listed.contractSize === decimal('1') ? decimal('0.5') : decimal('5'));
  }

  async place(terms: Partial<OrderRequest> = {}) {
    this.#count += 1;
    const now = Date.now();
    const order = mintApprovedOrder({
      accountId: 'acct',
      orderId: 'o',
      clientOrderId: `leveragechangedbehindus${'abcdefgh'[this.#count] ?? 'z'}`,
      attempt: 1,
      approvedAt: now,
      limitsVersion: '1',
      deadlineAt: now + 5_000,
      request: {
        instrumentId: INSTRUMENT,
        side: 'buy',
        type: 'market',
        quantity: this.#quantity,
        timeInForce: 'gtc',
        postOnly: false,
        reduceOnly: false,
        role: 'entry',
        ...terms,
      },
    });
    return await this.desk.broker.place(order);
  }

  /** Closes what `place` has opened. */
  async close() {
    return await this.place({ side: 'sell', reduceOnly: true, role: 'close' });
  }

  /** What the broker is asked with each comparison; and what it asks beside it is over. */
  async compare(held: readonly string[] = []) {
    this.desk.broker.mind?.(held);
    const positions = await this.desk.broker.positions();
    await this.quiet();
    return positions;
  }

  /** Until nothing more is asked of the exchange. */
  async quiet() {
    for (let [count, same] = [-1, 0]; same < 2; await pause(60)) {
      const { length } = await this.desk.requests();
      same = length === count ? same + 1 : 0;
      count = length;
    }
  }

  async requestsTo(path: string): Promise<number> {
    return (await this.desk.requests()).filter((request) => request.path === path).length;
  }

  #at() {
    const { world } = this.desk.emulator.dialect;
    const market = [...world.markets.values()].find(({ type, base }) => type === 'swap' && base === 'ETH');
    if (market === undefined) throw new Error('no market');
    return { world, market, account: world.accountOf('main') };
  }

  /** What the exchange has in force. */
  inForce(): SwapTerms {
    const { world, market, account } = this.#at();
    return termsOf(world, account, market);
  }

  /** The account's owner changes it at the exchange. */
  changeLeverage(leverage: number): void {
    const { world, market, account } = this.#at();
    const { kind } = setLeverage(world, account, { market, leverage });
    if (kind !== 'done') throw new Error(`the emulator has not changed it: ${kind}`);
  }

  /** Of the contract, or of all that the account may trade. */
  changeMarginMode(marginMode: SwapTerms['marginMode'], of: 'contract' | 'account'): void {
    const { world, market, account } = this.#at();
    for (const each of of === 'contract' ? [market] : world.markets.values())
      account.swapTerms.set(each.key, { ...termsOf(world, account, each), marginMode });
  }

  notices() {
    return this.desk.events.flatMap((event) => (event.kind === 'notice' ? event : []));
  }
}
