/** What has left the venue's memory, looked up in its stream: closed orders by client order id, fills by time. */
import type { FillReport } from '#domain/report.ts';
import { applyToRecord, openRecord, type OrderRecord, toFillReport } from '#matching/venue-order.ts';
import type { Journal } from '#ports/journal.ts';
import { decodeEvent, type StreamMark } from './venue-codec.ts';
import { sequenceBefore } from './stream-marks.ts';

export interface HistoryOptions {
  readonly journal: Journal;
  readonly stream: string;
}

/** Far above the number of records one order can leave before it is done. */
const TRAIL_RECORDS_MAX = 10_000;
const PAGE_RECORDS = 1_000;

/** The order as its records tell it; undefined when there never was one. Throws when the journal can't be read. */
export async function readOrder(options: HistoryOptions, clientOrderId: string): Promise<OrderRecord | undefined> {
  let order: OrderRecord | undefined;
  for (const record of await options.journal.trail(clientOrderId, TRAIL_RECORDS_MAX)) {
    if (record.stream !== options.stream) continue;
    const event = decodeEvent(record);
    if (event.kind === 'accepted' || event.kind === 'rejected') order = openRecord(event, 0);
    else if (order !== undefined) applyToRecord(order, event);
  }
  return order;
}

/** The fills at or after `time`, oldest first. Throws when the journal can't be read. */
export async function readFills(
  options: HistoryOptions,
  marks: readonly StreamMark[],
  time: number,
): Promise<readonly FillReport[]> {
  const fills: FillReport[] = [];
  let sequence = sequenceBefore(marks, time);
  for (;;) {
    const records = await options.journal.read(options.stream, sequence, PAGE_RECORDS);
    for (const record of records) {
      sequence = record.sequence;
      if (record.kind !== 'fill' || record.time < time) continue;
      const event = decodeEvent(record);
      if (event.kind === 'fill') fills.push(toFillReport(event));
    }
    if (records.length < PAGE_RECORDS) return fills;
  }
}
