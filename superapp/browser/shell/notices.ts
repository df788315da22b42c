// What somebody did in a conversation, as a sentence in the reader's language. The server's side is
// superapp/chat/lines.py, with the same texts.
import { t } from '../say.ts';
import { type Message, readNotice } from './validate.ts';

/** name: how the reader calls somebody of this message, in full; me: the reader. */
export function noticeText(message: Message, me: string, name: (person: string | null) => string): string {
  const { what, people, title } = readNotice(message.body);
  const names = people.map((person) => (person === me ? t('you') : name(person)));
  const whom = new Intl.ListFormat(document.documentElement.lang || 'en').format(names);
  const who = name(message.sender_id);
  const isMine = message.sender_id === me;
  switch (what) {
    case 'met':
      return isMine ? t('You accepted. You are contacts now') : t('%(who)s accepted. You are contacts now', { who });
    case 'encrypted':
      return isMine ? t('You started an encrypted chat') : t('%(who)s started an encrypted chat', { who });
    case 'created':
      if (!whom)
        return isMine
          ? t('You made the group “%(title)s”', { title })
          : t('%(who)s made the group “%(title)s”', { who, title });
      return isMine
        ? t('You made the group “%(title)s” with %(whom)s', { title, whom })
        : t('%(who)s made the group “%(title)s” with %(whom)s', { who, title, whom });
    case 'added':
      return isMine ? t('You added %(whom)s', { whom }) : t('%(who)s added %(whom)s', { who, whom });
    case 'joined':
      return isMine ? t('You joined by the link') : t('%(who)s joined by the link', { who });
    case 'removed':
      return isMine ? t('You removed %(whom)s', { whom }) : t('%(who)s removed %(whom)s', { who, whom });
    case 'left':
      return isMine ? t('You left') : t('%(who)s left', { who });
    case 'renamed':
      return isMine
        ? t('You named the group “%(title)s”', { title })
        : t('%(who)s named the group “%(title)s”', { who, title });
    case 'quiet':
      return isMine ? t('You let only admins write') : t('%(who)s lets only admins write', { who });
    case 'pinned':
      return isMine ? t('You pinned a message') : t('%(who)s pinned a message', { who });
    case 'open':
      return isMine ? t('You let everybody write') : t('%(who)s lets everybody write', { who });
    default:
      return t('Something changed in the group');
  }
}
