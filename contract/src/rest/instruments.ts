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
    quoteCurrency: z.string(),
    tickSize: decimalText,
    lotStep: decimalText,
    quantityMin: decimalText,
    quantityMax: decimalText,
    notionalMin: decimalText,
    contractSize: decimalText,
    lotSize: decimalText,
    marginRate: decimalText,
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
