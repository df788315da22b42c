// Who may pin a message above the thread, as superapp/chat/pins.py decides it.
import type { Conversation } from './validate.ts';

export function mayPin({ kind, role }: Conversation): boolean {
  return kind === 'direct' || role === 'owner' || role === 'admin';
}
