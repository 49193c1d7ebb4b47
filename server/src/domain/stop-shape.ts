/** A kind of stop that a venue takes in one of its markets. */
import type { Side } from './order.ts';

export interface StopShape {
  readonly type: 'stop' | 'stop_limit';
  /** Only of this side; absent: of both. */
  readonly side?: Side;
  /** Only to shrink a position. */
  readonly onlyClosing?: true;
}
