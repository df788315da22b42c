// <camera>: the frame of a program is given no camera, so this is a calm box in its place; the program's own button takes
// the picture in a sheet of the host (wx.createCameraContext().takePhoto). With mode="scanCode" the box scans by a tap.

import { Builtin, define, part } from './base.ts';

class Camera extends Builtin {
  private told = false;

  connectedCallback(): void {
    if (this.told) return;
    this.told = true;
    // After the page that listens, and after its properties.
    setTimeout(() => this.draw(), 0);
  }

  private draw(): void {
    const box = part(this, 'div', 'wx-absent');
    if (this.text('mode') === 'scanCode') {
      const scan = part(box, 'button') as HTMLButtonElement;
      scan.type = 'button';
      scan.textContent = 'Scan a code';
      const ask = { api: 'scanCode', arg: { onlyFromCamera: true }, event: 'scancode', failed: '' };
      scan.onclick = () => this.emit(':host', ask);
    } else {
      box.setAttribute('role', 'note');
      box.textContent = 'The camera opens when a picture is taken';
    }
    this.emit(':camera', { 'device-position': this.text('device-position', 'back'), event: '' });
  }
}

export function defineCamera(): void {
  define('camera', Camera);
}
