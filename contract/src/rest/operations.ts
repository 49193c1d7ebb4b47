/** Every operation there is: the one table of paths and of who may call them. What is not in it is not served. */
import type { z } from 'zod';
import { tradingV2Operations } from '../compat/trading-v2.ts';
import { accountOperations } from './accounts.ts';
import { eventOperations } from './events.ts';
import { fillOperations } from './fills.ts';
import { healthOperations } from './health.ts';
import { instrumentOperations } from './instruments.ts';
import { keyOperations } from './keys.ts';
import { marketOperations } from './market.ts';
import type { Operation } from './operation.ts';
import { orderOperations } from './orders.ts';
import { positionOperations } from './positions.ts';
import { priceOperations } from './prices.ts';
import { setupOperations } from './setup.ts';
import { signalOperations } from './signals.ts';
import { tradingStateOperations } from './trading-state.ts';
import { webhookOperations } from './webhooks.ts';

const table = {
  ...webhookOperations,
  ...signalOperations,
  ...orderOperations,
  ...fillOperations,
  ...positionOperations,
  ...accountOperations,
  ...instrumentOperations,
  ...priceOperations,
  ...marketOperations,
  ...tradingStateOperations,
  ...eventOperations,
  ...keyOperations,
  ...setupOperations,
  ...healthOperations,
  ...tradingV2Operations,
};

type Table = typeof table;
export type OperationId = keyof Table;
/** The body of an operation, checked; undefined for one without. */
export type BodyOf<Id extends OperationId> = Table[Id] extends { readonly body: infer Body extends z.ZodType }
  ? z.output<Body> | (Table[Id] extends { readonly bodyOptional: true } ? undefined : never)
  : undefined;
/** The query of an operation, checked. */
export type QueryOf<Id extends OperationId> = Table[Id] extends { readonly query: infer Query extends z.ZodType }
  ? z.output<Query>
  : undefined;

/** By operationId, in the order in which the document shows them. */
export const OPERATIONS: Readonly<Record<OperationId, Operation>> = Object.fromEntries(
  Object.entries(table).map(([operationId, operation]) => [operationId, { operationId, ...operation }]),
) as unknown as Readonly<Record<OperationId, Operation>>;
