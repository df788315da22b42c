// <details class="row-more">: a small menu that works without scripts. With them it closes like one: on Escape, and when
// something else is tapped.
const OPEN = 'details.row-more[open]';

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' ? document.querySelector<HTMLDetailsElement>(OPEN) : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
});
