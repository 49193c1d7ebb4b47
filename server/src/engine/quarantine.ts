/** What can't be true is put aside: nothing of it is applied, and the account stops until a person has looked. */
import type { Order, Reason } from '#domain/order.ts';
import { reportName } from './put-aside.ts';
import type { StepRun } from './step-run.ts';

/** Nothing of the report is applied; the account stops until a person has looked. What they have seen is not news. */
export function quarantine(run: StepRun, order: Order | undefined, reason: Reason): void {
  if (run.state.putAside.has(reportName(reason))) return;
  run.emit({
    kind: 'report_quarantined',
    time: run.now,
    reason,
    ...(order === undefined ? {} : { orderId: order.id }),
  });
  run.notify('alarm', reason.code, reason.values);
  if (run.state.ownTrading.state === 'halted') return;
  run.emit({ kind: 'trading_state_changed', time: run.now, state: 'halted', reason, actor: 'engine' });
}
