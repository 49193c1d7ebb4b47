/** Prices put in from outside: a pushed price takes the place of the simulated one until it is released. */
import { z } from 'zod';
import { decimalInput, identifier, symbolText } from '../scalars.ts';
import { instrument } from './instruments.ts';
import { defineOperations } from './operation.ts';

export const pricePush = z
  .strictObject({
    symbol: symbolText,
    account: identifier.optional().meta({ description: 'Absent: the market of the paper accounts.' }),
    bid: decimalInput.optional().meta({ description: 'With ask; or give price alone.' }),
    ask: decimalInput.optional(),
    price: decimalInput.optional().meta({ description: 'Bid and ask at once.' }),
    last: decimalInput.optional(),
    bidQuantity: decimalInput.optional(),
    askQuantity: decimalInput.optional(),
  })
  .meta({ id: 'PricePush' });

export const priceOperations = defineOperations({
  pushPrice: {
    method: 'POST',
    path: '/api/v1/prices',
    access: 'trade',
    tag: 'prices',
    summary: 'Put a price in; the simulated one of that symbol rests',
    body: pricePush,
    responses: { 200: { description: 'The instrument with its price.', schema: instrument } },
    errors: ['SYMBOL_UNKNOWN', 'ACCOUNT_UNKNOWN', 'PRICE_NOT_PUSHABLE'],
    showsMarket: true,
  },
  releasePrice: {
    method: 'DELETE',
    path: '/api/v1/prices/{symbol}',
    access: 'trade',
    tag: 'prices',
    summary: 'Give the symbol back to the simulated market',
    query: z.strictObject({ account: identifier.optional() }),
    responses: { 200: { description: 'The instrument.', schema: instrument } },
    errors: ['SYMBOL_UNKNOWN', 'ACCOUNT_UNKNOWN', 'PRICE_NOT_PUSHABLE'],
    showsMarket: true,
  },
});
