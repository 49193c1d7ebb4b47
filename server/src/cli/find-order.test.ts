import { describe, expect, it } from 'vitest';
import { CommandError } from './command-error.ts';
import { orderIdOf } from './find-order.ts';
import type { Invocation } from './invocation.ts';
import type { ServerConnection } from './server-connection.ts';

const ORDERS = [
  { id: 'a2', ticket: 2, account: 'kuc' },
  { id: 'group.tp0', ticket: 2, account: 'kuc' },
  { id: 'a3', ticket: 3, account: 'kuc' },
  { id: 'b3', ticket: 3, account: 'okx' },
];
const connection = { get: () => Promise.resolve(ORDERS) } as unknown as ServerConnection;
const named = (name: string): Promise<string> =>
  orderIdOf({ args: [name], options: {} } as unknown as Invocation, connection);

describe('an order that is called by its ticket', () => {
  it.each([
    ['2', 'a2'],
    ['#2', 'a2'],
    ['2.tp0', 'group.tp0'],
    ['some-id', 'some-id'],
  ])('%s is %s', async (name, id) => {
    expect(await named(name)).toBe(id);
  });

  it('must be the only one', async () => {
    await expect(named('3')).rejects.toThrow(CommandError);
    await expect(named('9')).rejects.toThrow(CommandError);
  });
});
