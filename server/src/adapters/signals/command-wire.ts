/** A command as the preview, the API and our own JSON format write it: snake_case, decimals as plain strings. */
import type { Decimal } from '#domain/decimal.ts';
import { formatDecimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';

/** The command's wire form; absent fields are left out, the time is ISO 8601 UTC. */
export function toWireCommand(command: SignalCommand): Record<string, unknown> {
  const { takeProfits } = command;
  const portions = takeProfits?.some((target) => target.portion !== undefined)
    ? takeProfits.map((target) => number(target.portion) ?? null)
    : undefined;
  const fields: Record<string, unknown> = {
    action: command.action,
    symbol: command.symbol,
    exchange: command.exchange,
    quantity: number(command.quantity),
    quantity_unit: command.quantityUnit,
    order_type: command.orderType,
    price: number(command.price),
    signal_price: number(command.signalPrice),
    stop_price: number(command.stopPrice),
    trail_distance: number(command.trailDistance),
    trail_unit: command.trailUnit,
    activation_price: number(command.activationPrice),
    visible_quantity: number(command.visibleQuantity),
    duration_seconds: seconds(command.durationMs),
    slices: command.slices,
    weights: command.weights?.map(formatDecimal),
    catch_up: command.catchUp,
    sl: number(command.stopLoss),
    sl_unit: command.stopLossUnit,
    tp: number(command.takeProfit),
    tp_unit: command.takeProfitUnit,
    tps: takeProfits?.map((target) => number(target.value)),
    tp_portions: portions,
    target_position: command.targetPosition,
    target_quantity: number(command.targetQuantity),
    reduce_only: command.reduceOnly,
    post_only: command.postOnly,
    time_in_force: command.timeInForce,
    comment: command.comment,
    ticket: command.ticket,
    leverage: number(command.leverage),
    account: command.account,
    strategy: command.strategy,
    time: command.time === undefined ? undefined : new Date(command.time).toISOString(),
    tag: command.tag,
    magic: command.magic,
    deviation: number(command.deviation),
    time_check: command.timeCheck,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);

function number(value: Decimal | undefined): string | undefined {
  return value === undefined ? undefined : formatDecimal(value);
}
