/**
 * The yardstick: a bare Fastify server with a zod schema whose handler makes one group-committed insert durable and answers
 * 202. It uses the same storage thread as the product, so that both pay the same fsync.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Fastify from 'fastify';
import { z } from 'zod';
import { openSqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';

const body = z.object({
  secret: z.string(),
  action: z.enum(['buy', 'sell']),
  symbol: z.string().min(1),
  quantity: z.number().positive(),
  comment: z.string().optional(),
});

const directory = process.argv[2] ?? '.';
const storage = await openSqliteStore({ path: join(directory, 'bare.db'), clock: { now: () => Date.now() } });
const app = Fastify();
let count = 0;
app.post('/', async (request, reply) => {
  const parsed = body.safeParse(request.body);
  if (!parsed.success) return reply.code(400).send({ error: 'invalid' });
  count += 1;
  const id = createHash('sha256').update(String(count)).digest('hex').slice(0, 24);
  await storage.store.put({ collection: 'signal', id, time: Date.now(), body: JSON.stringify(parsed.data) });
  return reply.code(202).send({ signalId: id, status: 'accepted' });
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ event: 'ready', url })}\n`);
