/** A program that asks for two secrets and says how long they were, for a test on a real terminal. */
import { askHidden } from '../hidden-input.ts';

const answers = await askHidden(['First: ', 'Second: ']);
process.stdout.write(`lengths ${answers?.map(({ length }) => length).join(' ')}\n`);
