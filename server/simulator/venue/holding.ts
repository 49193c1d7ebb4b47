/** What the account holds of one instrument, and what it paid. */
import {
  absolute,
  add,
  type Decimal,
  divideProducts,
  minimum,
  multiplyRounded,
  subtract,
  ZERO,
} from '#domain/decimal.ts';

export class Holding {
  quantity: Decimal = ZERO;
  averagePrice: Decimal = ZERO;

  /** Takes a trade in; `traded` is signed. Returns the profit per base unit that it has realized. */
  take(traded: Decimal, price: Decimal): Decimal {
    const before = this.quantity;
    const after = add(before, traded);
    this.quantity = after;
    if (before === ZERO || before > ZERO === traded > ZERO) {
      const paid = add(absolute(before), absolute(traded));
      const old = divideProducts([absolute(before), this.averagePrice], [paid], 'half_even');
      this.averagePrice = add(old, divideProducts([absolute(traded), price], [paid], 'half_even'));
      return ZERO;
    }
    const closed = minimum(absolute(before), absolute(traded));
    const gain = before > ZERO ? subtract(price, this.averagePrice) : subtract(this.averagePrice, price);
    if (after === ZERO) this.averagePrice = ZERO;
    else if (after > ZERO !== before > ZERO) this.averagePrice = price;
    return multiplyRounded(gain, closed, 'half_even');
  }
}
