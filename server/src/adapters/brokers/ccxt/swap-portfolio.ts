/** Where an exchange keeps swap positions in a portfolio of its own, every question about them has to name it: which one that is. */
import type { CcxtClient } from './client-surface.ts';
import { fieldsOf, listOf } from './client-values.ts';
import type { ClientCall, ExchangeProfile } from './profile.ts';

/** Tells the client which portfolio to name, once in its life. Rejects when the exchange can't be asked. */
export async function chooseSwapPortfolio(
  { questions: { swapPortfolio } }: ExchangeProfile,
  client: CcxtClient | undefined,
  read: (call: ClientCall) => Promise<unknown>,
): Promise<void> {
  if (swapPortfolio === undefined || client === undefined || client.options.portfolio !== undefined) return;
  const portfolios = listOf(await read({ method: 'fetchPortfolios', args: [] })).map(fieldsOf);
  const chosen = portfolios.find(({ type }) => type === swapPortfolio) ?? portfolios[0];
  if (chosen !== undefined) client.options.portfolio = chosen.id;
}
