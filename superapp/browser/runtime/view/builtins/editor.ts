// <editor>: rich text that a person writes. The browser edits (and undoes); what comes in from a program or a clipboard
// is sanitised; what goes out is html, text and delta. The program steers it by its EditorContext (`perform`).

import type { Json, JsonObject } from '../../protocol/json.ts';
import { addressOf } from '../wire.ts';
import { Builtin, define, part } from './base.ts';
import { deltaOf, htmlOf } from './delta.ts';
import { Sanitiser } from './sanitise.ts';

/** Platform format -> command of the browser that takes no value. */
const SIMPLE: { [name: string]: string } = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strike: 'strikeThrough',
  ins: 'underline',
};
const ALIGN: { [value: string]: string } = {
  left: 'justifyLeft',
  center: 'justifyCenter',
  right: 'justifyRight',
  justify: 'justifyFull',
};
/** Formats that are a style of the words, and of the line. */
const WORD_STYLE: { [name: string]: string } = {
  fontSize: 'font-size',
  backgroundColor: 'background-color',
  letterSpacing: 'letter-spacing',
  fontWeight: 'font-weight',
  fontStyle: 'font-style',
  textDecoration: 'text-decoration',
};
const LINE_STYLE = /^(lineHeight|textIndent|margin(Top|Bottom|Left|Right)?|padding(Top|Bottom|Left|Right)?)$/;

const INERT = document.implementation.createHTMLDocument('');

class Editor extends Builtin {
  private body: HTMLElement | null = null;
  private last: Range | null = null;
  private status = '';
  private readonly selected = () => this.remember();

  connectedCallback(): void {
    document.addEventListener('selectionchange', this.selected);
    if (this.body) return;
    const body = part(this, 'div', 'wx-write');
    this.body = body;
    body.setAttribute('role', 'textbox');
    body.setAttribute('aria-multiline', 'true');
    body.addEventListener('focus', () => this.emit('focus', this.contents()));
    body.addEventListener('blur', () => this.emit('blur', this.contents()));
    body.addEventListener('input', () => this.typed());
    body.addEventListener('paste', (event) => this.pasted(event));
    body.addEventListener('drop', (event) => event.preventDefault());
    document.execCommand('defaultParagraphSeparator', false, 'p');
    // As tags: the policy takes no style that arrives as an attribute.
    document.execCommand('styleWithCSS', false, 'false');
    this.look();
    setTimeout(() => this.emit('ready', {}), 0);
  }
  disconnectedCallback(): void {
    document.removeEventListener('selectionchange', this.selected);
  }
  protected override changed(): void {
    this.look();
  }

  override perform(verb: string, arg: JsonObject): Json | undefined {
    const { body } = this;
    if (!body) return undefined;
    switch (verb) {
      case 'format':
        this.within(() => this.format(String(arg['name']), arg['value']));
        return {};
      case 'insertText':
        this.within(() => document.execCommand('insertText', false, String(arg['text'] ?? '')));
        return {};
      case 'insertDivider':
        this.within(() => document.execCommand('insertHorizontalRule'));
        return {};
      case 'insertImage':
        this.within(() => this.picture(arg));
        return {};
      case 'removeFormat':
        this.within(() => document.execCommand('removeFormat'));
        return {};
      case 'undo':
      case 'redo':
        this.within(() => document.execCommand(verb));
        return {};
      case 'setContents':
        body.replaceChildren(...new Sanitiser().nodes(arg['delta'] ? htmlOf(arg['delta']) : String(arg['html'] ?? '')));
        this.typed();
        return {};
      case 'clear':
        body.replaceChildren();
        this.typed();
        return {};
      case 'getContents':
        return this.contents();
      case 'getSelectionText':
        return { text: this.last?.toString() ?? '' };
      case 'blur':
        body.blur();
        return {};
      case 'scrollIntoView':
        (this.last?.startContainer.parentElement ?? body).scrollIntoView({ block: 'nearest' });
        return {};
      default:
        return undefined;
    }
  }

  private look(): void {
    const { body } = this;
    if (!body) return;
    const locked = this.flag('read-only');
    body.contentEditable = locked ? 'false' : 'true';
    body.tabIndex = 0;
    body.setAttribute('aria-readonly', String(locked));
    body.setAttribute('aria-label', this.getAttribute('aria-label') ?? this.text('placeholder', 'Text'));
    body.setAttribute('data-hint', this.text('placeholder'));
    this.hint();
  }
  private hint(): void {
    const { body } = this;
    body?.toggleAttribute('data-empty', body.textContent === '' && !body.querySelector('img,hr,li'));
  }
  private contents(): JsonObject {
    const { body } = this;
    if (!body) return {};
    // In a document of its own nothing loads from the addresses that the program knows.
    const copy = INERT.importNode(body, true);
    for (const picture of copy.querySelectorAll('img')) {
      picture.setAttribute('src', picture.getAttribute('data-src') ?? picture.src);
      picture.removeAttribute('data-src');
    }
    const text = body.innerText;
    return { html: copy.innerHTML, text: text.endsWith('\n') ? text : `${text}\n`, delta: deltaOf(body) as never };
  }
  private typed(): void {
    this.hint();
    this.emit('input', this.contents());
  }

  // A button that was tapped took the focus; the words that were chosen stay chosen.
  private within(run: () => void): void {
    const { body } = this;
    if (!body || this.flag('read-only')) return;
    if (document.activeElement !== body) body.focus({ preventScroll: true });
    const selection = getSelection();
    if (this.last && selection && body.contains(this.last.startContainer)) {
      selection.removeAllRanges();
      selection.addRange(this.last);
    }
    run();
    this.remember();
  }

  private remember(): void {
    const selection = getSelection();
    const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
    if (!range || !this.body?.contains(range.startContainer)) return;
    this.last = range.cloneRange();
    const formats = this.formats();
    const text = JSON.stringify(formats);
    if (text === this.status) return;
    this.status = text;
    this.emit('statuschange', formats);
  }

  private formats(): JsonObject {
    const found: JsonObject = {};
    const on = (command: string) => document.queryCommandState(command);
    if (on('bold')) found['bold'] = 'strong';
    if (on('italic')) found['italic'] = 'em';
    if (on('underline')) found['underline'] = 'underline';
    if (on('strikeThrough')) found['strike'] = 'strike';
    if (on('subscript')) found['script'] = 'sub';
    if (on('superscript')) found['script'] = 'super';
    if (on('insertOrderedList')) found['list'] = 'ordered';
    if (on('insertUnorderedList')) found['list'] = 'bullet';
    for (const [value, command] of Object.entries(ALIGN)) if (value !== 'left' && on(command)) found['align'] = value;
    const header = /^h([1-6])$/.exec(document.queryCommandValue('formatBlock'));
    if (header) found['header'] = Number(header[1]);
    if (this.line()?.dir === 'rtl') found['direction'] = 'rtl';
    return found;
  }

  private format(name: string, value: Json | undefined): void {
    const text = value === null || value === undefined || value === false ? '' : String(value);
    const run = (command: string, argument = '') => void document.execCommand(command, false, argument);
    if (SIMPLE[name]) run(SIMPLE[name]);
    else if (name === 'script') run(text === 'super' ? 'superscript' : 'subscript');
    else if (name === 'align') this.line()?.style.setProperty('text-align', text);
    else if (name === 'list') run(text === 'ordered' ? 'insertOrderedList' : 'insertUnorderedList');
    else if (name === 'indent') run(text === '-1' ? 'outdent' : 'indent');
    else if (name === 'color') run('foreColor', text || '#000000');
    else if (name === 'font' || name === 'fontFamily') run('fontName', text);
    else if (/^(header|h[1-6])$/i.test(name)) {
      const level = Number(name === 'header' ? value : name.slice(1));
      const same = document.queryCommandValue('formatBlock') === `h${level}`;
      run('formatBlock', level >= 1 && level <= 6 && !same ? `h${level}` : 'p');
    } else if (name === 'direction') {
      const line = this.line();
      if (line) line.dir = line.dir === 'rtl' || text !== 'rtl' ? '' : 'rtl';
    } else if (LINE_STYLE.test(name)) {
      this.line()?.style.setProperty(
        name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        text,
      );
    } else if (WORD_STYLE[name]) this.wrap(WORD_STYLE[name], text);
    this.typed();
  }

  /** The block around the cursor. */
  private line(): HTMLElement | null {
    let at: Node | null = this.last?.startContainer ?? null;
    while (at && at.parentNode !== this.body) at = at.parentNode;
    return at instanceof HTMLElement ? at : null;
  }
  private wrap(property: string, value: string): void {
    const range = this.last;
    if (!range || range.collapsed) return;
    const span = document.createElement('span');
    span.style.setProperty(property, value);
    span.append(range.extractContents());
    range.insertNode(span);
  }
  private picture(arg: JsonObject): void {
    const src = String(arg['src'] ?? '');
    const picture = document.createElement('img');
    picture.src = addressOf(src);
    picture.setAttribute('data-src', src);
    for (const name of ['alt', 'width', 'height']) if (arg[name]) picture.setAttribute(name, String(arg[name]));
    if (arg['extClass']) picture.className = String(arg['extClass']);
    if (arg['data'] && typeof arg['data'] === 'object') {
      const pairs = Object.entries(arg['data']).map(([key, one]) => `${key}=${String(one)}`);
      picture.setAttribute('data-custom', pairs.join('&'));
    }
    const range = this.last;
    if (range && this.body?.contains(range.startContainer)) {
      range.deleteContents();
      range.insertNode(picture);
      range.setStartAfter(picture);
      range.collapse(true);
    } else this.body?.append(picture);
    this.typed();
  }
  private pasted(event: ClipboardEvent): void {
    // What a clipboard holds is a stranger's as well.
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData?.getData('text/plain') ?? '');
  }
}

export function defineEditor(): void {
  define('editor', Editor);
}
