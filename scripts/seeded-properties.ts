/**
 * fast-check for the tests, with one seed: a run of `npm test` says the same of the same code. `PROPERTY_SEED=random`
 * draws new examples each time, to hunt for what nobody has met yet; a number repeats a hunt.
 */
import fc from 'fast-check';

const FIXED_SEED = 20_261_121;

const { PROPERTY_SEED: asked } = process.env;
if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? FIXED_SEED : Number(asked) });

export * from 'fast-check';
// oxlint-disable-next-line import/no-default-export -- the tests import the library as its own documentation does
export default fc;
