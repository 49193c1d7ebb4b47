/** All mutants, by name. The list is part of what every gate and every release asks of the simulator: to find them. */
import { CLOSING_MUTANTS } from './closing-mutants.ts';
import { DECISION_MUTANTS } from './decision-mutants.ts';
import type { Mutant } from './mutant.ts';
import { PARENT_MUTANTS } from './parent-mutants.ts';
import { PROOF_MUTANTS } from './proof-mutants.ts';
import { RUNTIME_MUTANTS } from './runtime-mutants.ts';
import { TIED_MUTANTS } from './tied-mutants.ts';
import { VENUE_REPORT_MUTANTS } from './venue-report-mutants.ts';

export const MUTANTS: readonly Mutant[] = [
  ...PROOF_MUTANTS,
  ...VENUE_REPORT_MUTANTS,
  ...DECISION_MUTANTS,
  ...CLOSING_MUTANTS,
  ...PARENT_MUTANTS,
  ...TIED_MUTANTS,
  ...RUNTIME_MUTANTS,
];

export const mutantNamed = (name: string): Mutant | undefined => MUTANTS.find((mutant) => mutant.name === name);
