import { describeIds } from '#ports/ids.conformance.ts';
import { createSystemIds } from './system-ids.ts';

describeIds('system', createSystemIds);
