// What an open program tells whoever shows it (shell/program.ts).
import type { JsonObject } from '../protocol/json.ts';
import type { LogLine, PageShown, ShellKey } from '../protocol/messages.ts';
import type { Visit } from './abilities/ability.ts';

export type ProgramState = 'loading' | 'ready' | 'crashed' | 'closed';

export type ProgramEvents = {
  state(state: ProgramState, why: string): void;
  page(page: PageShown): void;
  closed(): void;
  /** All that the program has stored, after a change. */
  stored(storage: { [key: string]: string }): void;
  log(line: LogLine): void;
  /** Another program, over this one. */
  visit(visit: Visit): void;
  /** To the thread with the people behind the program. */
  contact(conversation: string): void;
  /** Back to the program below; false when there is none. */
  back(extraData: JsonObject): boolean;
  /** A key of the shell was pressed in the frame. */
  key(key: ShellKey): void;
  /** Open anew: a newer version is there. */
  reopen(): void;
};
