/** What protects an entry is set before it is sent, so that its first fill finds it. */
import type { OrderRequest } from '#domain/order.ts';
import type { StepRun } from './step-run.ts';

/** Sets the stop-loss and the take-profits that an entry brings along. */
export function protectEntry(run: StepRun, orderId: string, request: OrderRequest): void {
  const netting = run.state.account.positionMode === 'netting';
  run.emit({
    kind: 'protection_set',
    time: run.now,
    groupId: orderId,
    instrumentId: request.instrumentId,
    positionId: netting ? request.instrumentId : orderId,
    side: request.side,
    entryOrderId: orderId,
    takeProfits: request.takeProfits ?? [],
    ...(request.stopLoss === undefined ? {} : { stopLoss: request.stopLoss }),
  });
}
