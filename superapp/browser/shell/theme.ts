// <sa-theme>: the switch for the look of this device. Choosing paints at once and keeps it in the cookie `theme`, which
// the server reads so that no page ever flashes in the wrong colours. Without scripts the form does the same.
const YEAR_SECONDS = 365 * 24 * 3600;

export class Theme extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('change', (event) => {
      if (event.target instanceof HTMLInputElement) choose(event.target.value);
    });
  }
}

function choose(theme: string): void {
  const root = document.documentElement;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
    setCookie(`theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`);
  } else {
    delete root.dataset.theme;
    setCookie(`theme=; path=/; max-age=0; samesite=lax${secure}`);
  }
}

function setCookie(text: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing outside https and in Firefox before 140
  document.cookie = text;
}

customElements.define('sa-theme', Theme);
