/**
 * Where a process may be killed: at the n-th time it passes a named point, at once or a little later. The text form is
 * what the harness hands to the process it starts.
 */
import type { Dice } from './dice.ts';

/** What each point means; those before the server is ready are counted apart from those after. */
export const KILL_POINTS = {
  receipt: 'an alert has come in; nothing of it was read',
  storing: 'something is about to be handed to the storage thread; nothing of it is committed',
  answer: 'the signal is durable; its 2xx is about to be written',
  answered: 'a 2xx has just gone out',
  committed: 'an account’s events are durable; its effects have not begun',
  batch: 'the second of several inputs whose events one commit made durable',
  effects: 'effects are about to be carried out',
  place: 'the broker is about to be called',
  placed: 'the broker has been called; its report is not in',
} as const;

export type KillPointName = keyof typeof KILL_POINTS;

export interface KillPoint {
  readonly name: KillPointName;
  /** While the process starts: that is, recovers. */
  readonly isStarting: boolean;
  /** From 1. */
  readonly occurrence: number;
  /** -1: at once. 0: one turn of the event loop later. Otherwise ms. */
  readonly delayMs: number;
}

export function writeKillPoint({ name, isStarting, occurrence, delayMs }: KillPoint): string {
  return [name, isStarting ? 'starting' : 'running', occurrence, delayMs].join(':');
}

/** Throws when the text is not one that {@link writeKillPoint} made. */
export function readKillPoint(text: string): KillPoint {
  const [name = '', phase, occurrence, delayMs] = text.split(':');
  if (!(name in KILL_POINTS)) throw new Error(`no point is called ${name}`);
  return {
    name: name as KillPointName,
    isStarting: phase === 'starting',
    occurrence: Number(occurrence),
    delayMs: Number(delayMs),
  };
}

const RUNNING_POINTS: readonly KillPointName[] = [
  'receipt',
  'storing',
  'answer',
  'answered',
  'answered',
  'committed',
  'batch',
  'effects',
  'place',
  'placed',
];
const STARTING_POINTS: readonly KillPointName[] = ['storing', 'committed', 'effects', 'place', 'placed'];
const OCCURRENCES_MAX = {
  receipt: 40,
  storing: 60,
  answer: 40,
  answered: 40,
  committed: 80,
  batch: 8,
  effects: 60,
  place: 30,
};

/** A point for a running process; undefined leaves it to a random moment. */
export function drawRunningPoint(dice: Dice): KillPoint | undefined {
  if (dice.chance(0.3)) return undefined;
  const name = dice.pick(RUNNING_POINTS);
  const occurrence = dice.between(1, name === 'placed' ? OCCURRENCES_MAX.place : OCCURRENCES_MAX[name]);
  return { name, isStarting: false, occurrence, delayMs: drawDelay(dice, name) };
}

/** A point for a process that comes up again. */
export function drawStartingPoint(dice: Dice): KillPoint {
  const name = dice.pick(STARTING_POINTS);
  return { name, isStarting: true, occurrence: dice.between(1, 6), delayMs: drawDelay(dice, name) };
}

/** What follows a call of the broker takes a few milliseconds: the venue's commit, its report, our commit. */
function drawDelay(dice: Dice, name: KillPointName): number {
  if (name === 'placed') return dice.pick([0, 0, 1, 2, 4, 8, 16, 32]);
  if (name === 'answered') return 0;
  if (name === 'storing') return dice.pick([-1, 0, 1]);
  return -1;
}
