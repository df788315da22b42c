// What the service worker and the pages both call by name.

/** The cache of the files of programs that open without a network (kept_programs.ts). */
export const PROGRAM_FILES = 'programs';
