/** The mutants that every gate hunts: one from each part of the path, each found within some hundred runs. */
export const GATE_MUTANTS: readonly string[] = [
  'no-proof-margin',
  'resent-on-recovery',
  'fill-applied-twice',
  'reservation-leaked',
  'effects-before-durable',
  'inbox-key-ignored',
];
