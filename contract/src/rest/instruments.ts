/** Instruments: what can be traded, in which steps, at which price right now. */
import { z } from 'zod';
import { decimalText, identifier, isoTime, marketDataSource } from '../scalars.ts';
import { defineOperations } from './operation.ts';

export const instrument = z
  .object({
    symbol: z.string(),
    venue: z.string(),
    kind: z.string(),
    baseCurrency: z.string(),
    quoteCurrency: z.string().meta({ description: 'What prices, profits and fees are counted in.' }),
    unit: z.string().meta({
      description:
        'What a `quantity` counts in orders, fills and positions: `lots`, `shares`, `contracts`, or the coin.',
      examples: ['lots', 'BTC'],
    }),
    tickSize: decimalText.meta({ description: 'A price is a whole number of these.' }),
    lotStep: decimalText.meta({ description: 'A quantity is a whole number of these, in `unit`.' }),
    quantityMin: decimalText.meta({ description: 'In `unit`.' }),
    quantityMax: decimalText.meta({ description: 'In `unit`.' }),
    notionalMin: decimalText.meta({ description: 'The smallest value of an order, in the quote currency.' }),
    contractSize: decimalText.meta({
      description: 'Base units in one `unit`: an order is worth price × quantity × contractSize in the quote currency.',
    }),
    lotSize: decimalText.meta({ description: 'How many of `unit` one lot (手) of a signal is.' }),
    marginRate: decimalText.meta({ description: "Initial margin as a share of the order's value." }),
    shortable: z.boolean(),
    tradable: z.boolean(),
    bid: decimalText.optional(),
    ask: decimalText.optional(),
    last: decimalText.optional(),
    quoteTime: isoTime.optional(),
    quoteSource: marketDataSource.optional(),
    simulated: z.boolean().meta({ description: 'True when the price shown is simulated.' }),
  })
  .meta({ id: 'Instrument' });

export const instrumentOperations = defineOperations({
  listInstruments: {
    method: 'GET',
    path: '/api/v1/instruments',
    access: 'read',
    tag: 'instruments',
    summary: 'List instruments with their newest price',
    query: z.strictObject({ account: identifier.optional() }),
    responses: { 200: { description: 'Every instrument.', schema: z.array(instrument) } },
    errors: ['ACCOUNT_UNKNOWN'],
    showsMarket: true,
  },
});
