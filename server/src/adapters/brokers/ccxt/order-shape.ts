/** The ways an order type is commonly placed, for the capability tables of the exchanges. */
import type { OrderShape } from './profile.ts';

/** A market order fills at once or its rest is gone: `gtc` and `ioc` mean the same of it, `fok` would not. */
export const MARKET: OrderShape = { timesInForce: ['gtc', 'ioc'], postOnly: false };
/** Where a quantity can only be sold at market; what is bought is sized by its cost. */
export const MARKET_SELL: OrderShape = { ...MARKET, sides: ['sell'] };
export const LIMIT: OrderShape = { timesInForce: ['gtc', 'ioc', 'fok'], postOnly: true };
/** Waits for its trigger for as long as it takes, and is a market order then. */
export const STOP: OrderShape = { timesInForce: ['gtc'], postOnly: false };
export const STOP_LIMIT: OrderShape = { timesInForce: ['gtc'], postOnly: false };
/** A trigger whose limit order may be told to go at once or not at all. */
export const STOP_LIMIT_ANY: OrderShape = { timesInForce: ['gtc', 'ioc', 'fok'], postOnly: false };
