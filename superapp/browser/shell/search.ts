// Search boxes that answer while one types: an input with `data-search-as-typed` in a GET form asks for the form's own
// page and takes over its `#found`, or what the attribute names. Without scripts, Enter does the same.
const PAUSE_MS = 180;

let timer: ReturnType<typeof setTimeout> | undefined;
let latest = 0;

document.addEventListener('input', (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.hasAttribute('data-search-as-typed') || !input.form) return;
  clearTimeout(timer);
  const form = input.form;
  timer = setTimeout(() => void search(form), PAUSE_MS);
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.querySelector('[data-search-as-typed]')) return;
  event.preventDefault();
  void search(form);
});

async function search(form: HTMLFormElement): Promise<void> {
  latest += 1;
  const mine = latest;
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value) url.searchParams.set(name, value);
  const response = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => null);
  if (mine !== latest) return;
  if (!response?.ok) return form.submit(); // the browser says best what is wrong
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const found = form.querySelector<HTMLElement>('[data-search-as-typed]')?.dataset.searchAsTyped || 'found';
  const [from, to] = [page.getElementById(found), document.getElementById(found)];
  if (from && to) to.replaceChildren(...from.childNodes);
  history.replaceState(null, '', url.pathname + url.search);
}
