// What the cashier asks the server, and what it answers (web/pages/cashier).

import { t } from '../say.ts';
import { formToken } from './api.ts';

export interface Part {
  merchant: string;
  description: string;
  amount: string;
}

export interface Sheet {
  kind: 'order' | 'combined' | 'hold';
  parts: Part[];
  until: string | null;
  payee: string;
  merchant: string;
  description: string;
  amount: string;
  available: string;
  affordable: boolean;
  missing: string;
  state: 'open' | 'paid' | 'closed';
  has_pin: boolean;
  pin_free: boolean;
  demo: boolean;
}

export interface Problem {
  code: string;
  message: string;
  next: string;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  try {
    const reply = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'x-csrf-token': formToken(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value: unknown = await reply.json();
    if (reply.ok) return { ok: true, value: value as T };
    const problem = (value as { error?: Problem }).error;
    return {
      ok: false,
      problem: problem ?? { code: 'failed', message: t('Something broke on our side'), next: t('Try again.') },
    };
  } catch {
    return {
      ok: false,
      problem: {
        code: 'unreachable',
        message: t('The wallet cannot be reached'),
        next: t('Check your connection and try again.'),
      },
    };
  }
}
