/**
 * Codes that were public once. Programs in the field compare against them, so a code that leaves the registry goes in here,
 * with what took its place, and its name is never used again.
 */
export const RETIRED_CODES: Readonly<Record<string, string>> = {};
