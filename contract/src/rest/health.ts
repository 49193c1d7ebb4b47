/** Health: whether the server does its work, and what keeps it from it. */
import { z } from 'zod';
import { isoTime, marketDataSource, reason, tradingState } from '../scalars.ts';
import { defineOperations } from './operation.ts';

const status = z.enum(['healthy', 'degraded', 'unhealthy']);

export const health = z
  .object({
    status,
    version: z.string(),
    startedAt: isoTime,
    time: isoTime,
    storage: z.enum(['ok', 'unavailable']),
    pendingSignals: z.int(),
    marketData: marketDataSource,
    simulated: z.boolean(),
    tradingState,
    problems: z.array(reason),
  })
  .meta({ id: 'Health' });

export const healthBrief = z
  .object({ status, timestamp: isoTime })
  .meta({ id: 'HealthBrief', description: 'What is said without a key.' });

export const healthOperations = defineOperations({
  getHealth: {
    method: 'GET',
    path: '/api/v1/health',
    access: 'loopback',
    tag: 'health',
    summary: 'How the server is doing',
    description: 'Without a key it answers from the machine itself only, and only the status.',
    responses: {
      200: { description: 'It works, perhaps with problems.', schema: z.union([health, healthBrief]) },
      503: { description: 'It does not.', schema: z.union([health, healthBrief]) },
    },
    errors: [],
    showsMarket: true,
  },
});
