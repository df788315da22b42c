// What opens a sheet of a conversation: its script comes when the first one is asked for.
import { t } from '../say.ts';
import { toast } from './announce.ts';

type Sheets = typeof import('./sheets/main.ts');

/** The script alone, for what it draws without being asked; null when it cannot be had now. */
export async function loadSheets(): Promise<Sheets | null> {
  return (import(address()) as Promise<Sheets>).catch(() => null);
}

/** failed: what is said when neither the script nor what it asks for could be had. */
export async function openSheet<Value>(
  open: (sheets: Sheets) => Value | Promise<Value>,
  failed = t('This did not work'),
): Promise<Value | null> {
  try {
    return await open((await import(address())) as Sheets);
  } catch {
    toast(failed, 'bad');
    return null;
  }
}

function address(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="sheets"]')?.content ?? '';
}
