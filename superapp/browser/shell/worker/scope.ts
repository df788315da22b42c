// The worker's own surroundings with their types. `SHELL` is written in front of this script by superapp/web/install.py.
export type Shell = {
  build: string;
  files: string[]; // addresses with their content hash
  pages: Record<'page' | 'chats' | 'chat' | 'programs' | 'program', string>;
  icon: string;
  badge: string;
};

export const worker = self as unknown as ServiceWorkerGlobalScope & { SHELL: Shell };
export const { SHELL } = worker;
