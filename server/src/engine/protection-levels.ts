/** The levels that protection is to stand at, as wished by a signal or a person: each change of them is an event. */
import { absolute, add, type Decimal, isZero, ONE, subtract, ZERO } from '#domain/decimal.ts';
import { protectedBy, type ProtectionGroup } from './protection-group.ts';
import { syncProtection } from './protection.ts';
import type { ProtectionChange } from './routing/plan.ts';
import type { StepRun } from './step-run.ts';

/** New levels for everything that protects the position, and for what nothing protects yet. */
export function changeProtection(run: StepRun, change: ProtectionChange): void {
  const { position } = change;
  const groups = run.state.groupIndex.ofPosition(position.id);
  let covered: Decimal = ZERO;
  for (const group of groups) {
    covered = add(covered, protectedBy(group));
    const stopLoss = change.stopLoss ?? group.stopLoss;
    const takeProfits = change.takeProfit === undefined ? group.takeProfits : targetsOf(change.takeProfit);
    setLevels(
      run,
      {
        ...base(run, change),
        groupId: group.id,
        ...(group.entryOrderId === undefined ? {} : { entryOrderId: group.entryOrderId }),
      },
      stopLoss,
      takeProfits,
    );
  }
  const uncovered = subtract(absolute(position.quantity), covered);
  if (uncovered > ZERO) {
    const groupId = run.state.volatile.settings.deriveId([position.id, 'protection', String(run.state.sequence)]);
    setLevels(
      run,
      { ...base(run, change), groupId, quantity: uncovered },
      change.stopLoss,
      targetsOf(change.takeProfit ?? ZERO),
    );
  }
  syncProtection(run, position.instrumentId, { retry: true });
}

const targetsOf = (price: Decimal): { price: Decimal; portion: Decimal }[] =>
  isZero(price) ? [] : [{ price, portion: ONE }];

function base(run: StepRun, { position }: ProtectionChange) {
  return {
    kind: 'protection_set' as const,
    time: run.now,
    instrumentId: position.instrumentId,
    positionId: position.id,
    side: position.quantity > ZERO ? ('buy' as const) : ('sell' as const),
  };
}

type GroupBase = ReturnType<typeof base> & {
  readonly groupId: string;
  readonly entryOrderId?: string;
  readonly quantity?: Decimal;
};

function setLevels(
  run: StepRun,
  group: GroupBase,
  stopLoss: Decimal | undefined,
  takeProfits: readonly { price: Decimal; portion: Decimal }[],
): void {
  run.emit({ ...group, takeProfits, ...(stopLoss === undefined || isZero(stopLoss) ? {} : { stopLoss }) });
}

/** Sets what a group wants, all else of it unchanged. */
export function setWish(
  run: StepRun,
  group: ProtectionGroup,
  { stopLoss, takeProfits }: { stopLoss: Decimal | undefined; takeProfits: ProtectionGroup['takeProfits'] },
): void {
  const { id: groupId, instrumentId, positionId, side, entryOrderId } = group;
  run.emit({
    kind: 'protection_set',
    time: run.now,
    groupId,
    instrumentId,
    positionId,
    side,
    takeProfits,
    ...(entryOrderId === undefined ? {} : { entryOrderId }),
    ...(stopLoss === undefined ? {} : { stopLoss }),
  });
}
