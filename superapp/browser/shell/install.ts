// The app on a device: registers the service worker for people who are signed in, and <sa-install>, which shows the offer
// to install where the browser makes one (templates/me/me.html).
type InstallEvent = Event & { prompt(): Promise<unknown> };

let offer: InstallEvent | null = null;

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // our own button asks, when the person wants it
  offer = event as InstallEvent;
  showOffers();
});
addEventListener('appinstalled', () => {
  offer = null;
  showOffers();
});

export class Install extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('button')?.addEventListener('click', () => {
      void offer?.prompt();
      offer = null; // a browser takes each offer once
      showOffers();
    });
    showOffers();
  }
}

function showOffers(): void {
  for (const one of document.querySelectorAll<HTMLElement>('sa-install')) one.hidden = !offer;
}

/** Where there is no secure origin there is no worker, and everything else goes on without it. */
export function startWorker(): void {
  if (!document.querySelector('.shell:not([data-kept])')) return;
  navigator.serviceWorker?.register('/service-worker.js', { scope: '/' }).catch(() => undefined);
}

customElements.define('sa-install', Install);
