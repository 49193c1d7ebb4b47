/** Reports that were put aside, each remembered so that a venue which repeats one does not halt the account for ever. */
import type { Reason } from '#domain/order.ts';

/** More of them than a venue would repeat. */
const KEPT = 1_000;

/** The same for the same report: what it was refused for, its order and its trade. */
export const reportName = ({ code, values }: Reason): string =>
  JSON.stringify([code, ...Object.entries(values).flat()]);

export function rememberPutAside(putAside: Set<string>, reason: Reason): void {
  putAside.add(reportName(reason));
  const [oldest] = putAside;
  if (putAside.size > KEPT && oldest !== undefined) putAside.delete(oldest);
}
