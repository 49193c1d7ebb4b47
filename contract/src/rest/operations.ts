/** Every operation there is: the one table of paths and of who may call them. What is not in it is not served. */
import { accountOperations } from './accounts.ts';
import { eventOperations } from './events.ts';
import { healthOperations } from './health.ts';
import { instrumentOperations } from './instruments.ts';
import { keyOperations } from './keys.ts';
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
  ...positionOperations,
  ...accountOperations,
  ...instrumentOperations,
  ...priceOperations,
  ...tradingStateOperations,
  ...eventOperations,
  ...keyOperations,
  ...setupOperations,
  ...healthOperations,
};

export type OperationId = keyof typeof table;

/** By operationId, in the order in which the document shows them. */
export const OPERATIONS: Readonly<Record<OperationId, Operation>> = Object.fromEntries(
  Object.entries(table).map(([operationId, operation]) => [operationId, { operationId, ...operation }]),
) as unknown as Readonly<Record<OperationId, Operation>>;
