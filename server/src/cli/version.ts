/** The release, as the server, its log and `--version` say it. */
export const VERSION = '0.1.0';
