/** What an account holds of each currency, free and locked by orders. Neither is ever negative, except a swap wallet's free. */
import { add, type Decimal, minimum, subtract, ZERO } from '#domain/decimal.ts';

export interface Balance {
  readonly currency: string;
  readonly free: Decimal;
  readonly locked: Decimal;
}

export class BalanceBook {
  readonly #free = new Map<string, Decimal>();
  readonly #locked = new Map<string, Decimal>();

  free(currency: string): Decimal {
    return this.#free.get(currency) ?? ZERO;
  }

  locked(currency: string): Decimal {
    return this.#locked.get(currency) ?? ZERO;
  }

  total(currency: string): Decimal {
    return add(this.free(currency), this.locked(currency));
  }

  /** Adds to what is free; a negative amount takes. */
  credit(currency: string, amount: Decimal): void {
    this.#free.set(currency, add(this.free(currency), amount));
  }

  /** Moves free money to locked; the caller has looked whether there is enough. */
  lock(currency: string, amount: Decimal): void {
    this.#free.set(currency, subtract(this.free(currency), amount));
    this.#locked.set(currency, add(this.locked(currency), amount));
  }

  /** Moves locked money back to free, as far as there is some. */
  unlock(currency: string, amount: Decimal): void {
    const moved = minimum(amount, this.locked(currency));
    this.#locked.set(currency, subtract(this.locked(currency), moved));
    this.#free.set(currency, add(this.free(currency), moved));
  }

  /** Every currency that was ever held, by name. */
  all(): readonly Balance[] {
    return [...this.#free.keys()]
      .sort()
      .map((currency) => ({ currency, free: this.free(currency), locked: this.locked(currency) }));
  }
}
