/**
 * Several orders in one request. A list with a mistake in it places nothing; otherwise each order is one of its own, handed
 * in one after the other as the list has them, under a name of its own: a repeat of the list repeats none of them.
 */
import type { Reason } from '#domain/order.ts';
import { type Answer, type Call, ok } from './call.ts';
import { type OrderWish, readWish, submitOrder } from './orders.ts';
import { createProblem } from './problem-answer.ts';
import type { HttpServerOptions } from './server-options.ts';

/** Places the orders of a list, and answers what became of each. */
export async function placeOrders(
  options: Pick<HttpServerOptions, 'desk' | 'ids'>,
  call: Call<'placeOrders'>,
): Promise<Answer> {
  const { body, query, actor, url, idempotencyKey } = call;
  const wishes: OrderWish[] = [];
  for (const [index, order] of body.orders.entries()) {
    const wish = readWish(options.desk, order, query.wait ?? body.wait ?? 0);
    if ('kind' in wish) return atIndex(wish, index);
    wishes.push(wish);
  }
  const answers = await Promise.all(
    wishes.map((wish, index) => {
      const name = idempotencyKey === undefined ? undefined : `${idempotencyKey}#${index}`;
      return submitOrder(options, { actor, url, idempotencyKey: name }, wish);
    }),
  );
  const results = answers.map((answer, index) => ({ index, ...resultOf(answer, call) }));
  const simulated = answers.some((answer) => answer.kind === 'answer' && answer.simulated === true);
  return ok({ results, simulated }, { simulated });
}

function resultOf(answer: Answer, { language }: Call<'placeOrders'>) {
  if (answer.kind === 'answer') return { status: answer.status, outcome: answer.body };
  const { reason, signalId, status } = answer;
  const error = createProblem(reason, { language, signalId, status });
  return { status: error.status, error };
}

/** The same mistake, with its place in the list. */
function atIndex(answer: Answer, index: number): Answer {
  if (answer.kind === 'answer') return answer;
  const { field } = answer.reason.values;
  if (field === undefined) return answer;
  const reason: Reason = { ...answer.reason, values: { ...answer.reason.values, field: `orders.${index}.${field}` } };
  return { ...answer, reason };
}
