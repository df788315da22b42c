// Scans a code: with the camera, from a picture, or typed by hand, whichever the device can do.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { type Code, codeReader, type Reader } from '../scan/codes.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

const LOOK_EVERY_MS = 200;
const TEXT_CHARS_MAX = 4_000;

/** Null when the person leaves. onlyCamera: no picture of the album, as the program may ask. */
export async function scanCode(layer: Layer, scanTypes: string[], onlyCamera: boolean): Promise<Code | null> {
  const reader = await codeReader(scanTypes);
  let stop = () => {};
  const code = await sheet<Code | null>(layer, t('Scan a code'), null, (body, finish) => {
    const status = make('p', { class: 'program-note', role: 'status' });
    const video = make('video', { class: 'program-scan', playsinline: '', muted: '', hidden: '' });
    const typed = make('input', { type: 'text', autocomplete: 'off', id: 'program-scan-text', maxlength: '4000' });
    const form = make(
      'form',
      { class: 'form' },
      make('div', { class: 'field' }, make('label', { for: 'program-scan-text' }, t('Or type what it says')), typed),
      foot(make('button', { type: 'submit', class: 'button' }, t('Use this text'))),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = typed.value.trim().slice(0, TEXT_CHARS_MAX);
      if (text) finish({ text, type: 'QR_CODE' });
    });
    body.append(video, status);
    if (reader) {
      stop = watchCamera(video, reader, finish, (words) => {
        // The browser may ask for long; what was said about a picture meanwhile stays.
        status.textContent ||= words;
      });
      if (!onlyCamera) body.append(foot(pictureButton(reader, finish, status)));
    } else status.textContent = t('This browser cannot read codes.');
    body.append(form);
    return body.querySelector<HTMLElement>('button') ?? typed;
  });
  stop();
  return code;
}

function pictureButton(reader: Reader, finish: (code: Code) => void, status: HTMLElement): HTMLElement {
  const file = make('input', { type: 'file', accept: 'image/*', hidden: '', 'aria-label': t('Picture of a code') });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    createImageBitmap(chosen)
      .then(reader)
      .catch(() => null)
      .then((code) => {
        if (code) finish(code);
        else status.textContent = t('There is no code in this picture. Try another one.');
      });
  });
  const choose = button(t('From a picture'), () => file.click(), 'primary');
  choose.append(file);
  return choose;
}

/** Shows the camera and looks for a code in it. Returns how to stop. */
function watchCamera(
  video: HTMLVideoElement,
  reader: Reader,
  finish: (code: Code) => void,
  say: (words: string) => void,
): () => void {
  let stream: MediaStream | null = null;
  let timer = 0;
  let stopped = false;
  const look = async () => {
    const code = await reader(video);
    if (code) finish(code);
    else if (!stopped) timer = window.setTimeout(look, LOOK_EVERY_MS);
  };
  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const start = async () => {
    const devices = navigator.mediaDevices;
    stream = (await devices?.getUserMedia({ video: { facingMode: 'environment' } }).catch(() => null)) ?? null;
    if (stopped) return end(); // given after the person had left
    if (!stream) return say(t('There is no camera to use here.'));
    video.srcObject = stream;
    video.hidden = false;
    say(t('Hold the code in front of the camera.'));
    await video.play().catch(() => undefined);
    await look();
  };
  void start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    end();
  };
}
