// Asking our own server from the shell: JSON both ways, and refusals as one type with the server's words.
import { t } from '../say.ts';
import { fields } from './validate.ts';

/** An expected "no": `code` is stable, `next` says what to do. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly next: string;
  constructor(status: number, code: string, message: string, next: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.next = next;
  }
}

/** No answer came: offline, or the host is being restarted. Trying again is safe where the request is idempotent. */
export class Unreachable extends Error {}

export const ANSWER_TIMEOUT_MS = 15_000;

/** What a form of this page carries, for a request that is no JSON. */
export function formToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
}

export async function ask(method: 'GET' | 'POST', address: string, body?: unknown): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (response.status === 204) return {};
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return fields(answer);
  if (response.status >= 502 && response.status <= 504) throw new Unreachable(String(response.status));
  throw refusalOf(response.status, answer);
}

export function refusalOf(status: number, answer: unknown): Refused {
  const error = (answer as { error?: { code?: unknown; message?: unknown; next?: unknown } } | null)?.error;
  const word = (value: unknown, otherwise: string) => (typeof value === 'string' && value ? value : otherwise);
  return new Refused(
    status,
    word(error?.code, 'refused'),
    word(error?.message, t('This did not work')),
    word(error?.next, ''),
  );
}
