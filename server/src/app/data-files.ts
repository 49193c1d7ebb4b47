/** The names of the files in a data directory that more than one program looks at. */

/** The key with which the command line speaks to the server of this directory. */
export const COMMAND_LINE_KEY_FILE = 'command-line.key';
/** What the keys of exchanges are sealed with, unless the environment has it. */
export const SECRET_KEY_FILE = 'secret.key';
/** The variable of the environment that has it then. */
export const SECRET_KEY_VARIABLE = 'SIGNALBOX_SECRET_KEY';
/** What can be made anew: nothing in it is missed. */
export const CACHE_DIRECTORY = 'cache';
/** The halt latch. */
export const TRADING_STATE_FILE = 'trading-state';
/** The embedded store, unless the configuration names another place. */
export const DATABASE_FILE = 'signalbox.db';
/** What signs access tokens; beside the store. */
export const TOKEN_KEY_FILE = 'access-token.key';
/** The settings. */
export const CONFIG_FILE = 'signalbox.yaml';
/** Which settings files the last start had. */
export const LAST_CONFIGURATION_FILE = 'last-configuration.json';
