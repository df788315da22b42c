// What a browser frame cannot show: a calm box where the platform has a stream, nothing where it has an
// advertisement; each says so once, in its documented event.

import type { JsonObject } from '../../protocol/json.ts';
import { addressOf } from '../wire.ts';
import { Builtin, define, keyed, part } from './base.ts';

type Absence = { words: string; event: string; detail: JsonObject };

const BOXES: { [tag: string]: Absence } = {
  'live-player': {
    words: 'Live streams do not play here',
    event: 'statechange',
    detail: { code: -2301, message: 'live-player:fail not supported' },
  },
  'live-pusher': {
    words: 'There is no camera here',
    event: 'error',
    detail: { errCode: 10001, errMsg: 'live-pusher:fail not supported' },
  },
  'voip-room': { words: 'There are no calls here', event: 'error', detail: { errMsg: 'voip-room:fail not supported' } },
  'channel-live': { words: 'Live streams do not play here', event: 'error', detail: { errMsg: 'channel-live:fail' } },
  'channel-video': { words: 'This film does not play here', event: 'error', detail: { errMsg: 'channel-video:fail' } },
};
const NOTHING: { [tag: string]: Absence } = {
  ad: { words: '', event: 'error', detail: { errCode: 1004, errMsg: 'no advertisement' } },
  'ad-custom': { words: '', event: 'error', detail: { errCode: 1004, errMsg: 'no advertisement' } },
  'official-account': { words: '', event: 'error', detail: { status: 4, errMsg: 'official account is not enabled' } },
  'official-account-publish': { words: '', event: 'error', detail: { errMsg: 'not supported' } },
};

function absent({ words, event, detail }: Absence): new () => Builtin {
  return class extends Builtin {
    private told = false;
    connectedCallback(): void {
      if (this.told) return;
      this.told = true;
      if (words) {
        const box = part(this, 'div', 'wx-absent');
        box.setAttribute('role', 'note');
        box.textContent = words;
      }
      // After the page that listens.
      setTimeout(() => this.emit(event, detail), 0);
    }
  };
}

/** <open-data>: what the platform knows of a person is nobody's here, so everybody looks the same. */
class OpenData extends Builtin {
  connectedCallback(): void {
    this.draw();
  }
  protected override changed(): void {
    if (this.isConnected) this.draw();
  }
  private draw(): void {
    const type = this.text('type');
    if (type === 'userAvatarUrl') {
      const given = this.text('default-avatar');
      this.setAttribute('data-face', '');
      this.style.backgroundImage = given ? `url(${JSON.stringify(addressOf(given))})` : '';
    } else this.textContent = type === 'userNickName' ? this.text('default-text', 'Guest') : this.text('default-text');
  }
}

/** <functional-page-navigator>: a page of the platform that this host does not have. */
class FunctionalNavigator extends Builtin {
  constructor() {
    super();
    this.addEventListener('click', () => this.emit('fail', { errMsg: 'functional-page-navigator:fail not supported' }));
  }
  connectedCallback(): void {
    keyed(this, 'link', ['Enter']);
    this.tabIndex = 0;
  }
}

/** <web-view>: a frame within our frame is impossible, so the page is offered for a tab of its own. */
class WebView extends Builtin {
  private shown: HTMLElement | null = null;

  connectedCallback(): void {
    this.draw();
  }
  protected override changed(name: string): void {
    if (name === 'src' && this.isConnected) this.draw();
  }
  private draw(): void {
    this.shown ??= part(this, 'div', 'wx-card');
    this.shown.replaceChildren();
    const src = this.text('src');
    const url = URL.canParse(src) ? new URL(src) : null;
    part(this.shown, 'b').textContent = url ? url.host : 'A web page';
    part(this.shown, 'span').textContent = src;
    const open = part(this.shown, 'button') as HTMLButtonElement;
    open.type = 'button';
    open.textContent = 'Open in a new tab';
    open.disabled = url?.protocol !== 'https:' && url?.protocol !== 'http:';
    const ask = { api: 'openWebPage', arg: { url: src }, event: 'load', failed: 'error' };
    open.onclick = () => this.emit(':host', ask);
  }
}

export function defineAbsent(): void {
  for (const [tag, absence] of Object.entries({ ...BOXES, ...NOTHING })) define(tag, absent(absence));
  define('open-data', OpenData);
  define('functional-page-navigator', FunctionalNavigator);
  define('web-view', WebView);
}
