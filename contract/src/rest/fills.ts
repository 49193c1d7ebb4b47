/** Fills: what orders were executed at, each as its venue told it. */
import { z } from 'zod';
import { decimalText, identifier, isoTime, symbolText } from '../scalars.ts';
import { defineOperations } from './operation.ts';
import { PAGE_HEADERS, pageQuery } from './paging.ts';

export const fill = z
  .object({
    orderId: z.string(),
    ticket: z.int(),
    account: z.string(),
    symbol: z.string(),
    side: z.enum(['buy', 'sell']),
    price: decimalText,
    quantity: decimalText,
    fee: decimalText.meta({ description: 'In the currency the symbol is quoted in; negative: a rebate.' }),
    baseFee: decimalText
      .optional()
      .meta({ description: 'The coins that the venue took of what was bought, as the fee.' }),
    liquidity: z.enum(['maker', 'taker']),
    tradeId: z.string().meta({ description: "The venue's own id of the trade." }),
    time: isoTime,
    simulated: z.boolean(),
  })
  .meta({ id: 'Fill' });

export const fillOperations = defineOperations({
  listFills: {
    method: 'GET',
    path: '/api/v1/fills',
    access: 'read',
    tag: 'orders',
    summary: 'List fills, newest orders first',
    description:
      "The fills of the newest orders first, and of each order the newest first. An order's own trail has its fills, too.",
    query: z.strictObject({
      account: identifier.optional(),
      symbol: symbolText.optional(),
      ...pageQuery,
    }),
    responses: {
      200: { description: 'Fills, those of the newest order first.', schema: z.array(fill), headers: PAGE_HEADERS },
    },
    errors: ['CURSOR_INVALID'],
    paged: true,
    showsMarket: true,
  },
});
