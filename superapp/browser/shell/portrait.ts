// <sa-portrait>: a form with one picture that is sent as soon as it is chosen. Without scripts it has a button.
export class Portrait extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('change', (event) => {
      if (event.target instanceof HTMLInputElement && event.target.files?.length) event.target.form?.requestSubmit();
    });
  }
}

customElements.define('sa-portrait', Portrait);
