// One open program on the host page: session, frame, ports, chrome, heartbeat. It owns everything of the program, so that
// close() ends all of it at once, whatever the program does. Used by <sa-program>.

import { t } from '../../say.ts';
import { LAST_WORDS_MS, LOGS_PER_SECOND_MAX, MESSAGES_PER_SECOND_MAX } from '../protocol/limits.ts';
import type { Enter, HostToView, HostToWorker, Launch, LogLine, PageShown } from '../protocol/messages.ts';
import { viewNotice, workerMessage } from '../protocol/validate.ts';
import type { Context, MoneySheets } from './abilities/ability.ts';
import { Calls } from './calls.ts';
import { Chrome } from './chrome.ts';
import { Consents } from './consents.ts';
import { DeviceFiles, needsFiles } from './device_files.ts';
import { Dialogs } from './dialogs.ts';
import { make } from './dom.ts';
import type { ProgramEvents } from './events.ts';
import { Rate } from './guard.ts';
import { Heartbeat } from './heartbeat.ts';
import { firstPageOf, knowsDark, launchOf } from './launch.ts';
import { Line } from './line.ts';
import { openMenu } from './menu.ts';
import { assetAddress, packageAddress } from './places.ts';
import { isWrite, storedAfter } from './stored.ts';
import { surroundingsOf, watchDevice, watchTheme } from './surroundings.ts';
import type { Opened } from './without_network.ts';
import { StorageWrites, watchLeaving } from './writes.ts';

export const PLAIN_ENTRY: Enter = { path: '', scene: 1001, referrerInfo: {} };
const LAST_PING = -1;

export class ProgramHost {
  readonly chrome: Chrome;
  readonly dialogs = new Dialogs();
  readonly frame = make('iframe', { class: 'program-frame', sandbox: 'allow-scripts', title: t('Program') });
  private readonly opened: Opened;
  private readonly line: Line;
  private readonly code: string[];
  private readonly events: ProgramEvents;
  private readonly money: MoneySheets;
  private readonly outer: HTMLElement;
  private readonly stopWatching: (() => void)[] = [];
  private readonly consents: Consents;
  private readonly files: DeviceFiles;
  private readonly writes: StorageWrites;
  private entry: Enter;
  private page: PageShown | null = null;
  private stopAbilities: (() => void)[] = [];
  private run = 0; // counts starts
  private covered = false;
  private heartbeat: Heartbeat;
  private view: MessagePort | null = null;
  private worker: MessagePort | null = null;
  private calls: Calls | null = null;
  private storage: { [key: string]: string };
  private closeHanging: (() => void) | null = null;
  private ended = false;
  private lastWords: () => void = () => undefined;

  constructor(
    opened: Opened,
    code: string[],
    outer: HTMLElement,
    events: ProgramEvents,
    money: MoneySheets,
    entry: Enter = PLAIN_ENTRY,
  ) {
    this.entry = { ...entry, path: opened.query ? `${opened.entry}?${opened.query}` : opened.entry };
    this.opened = opened;
    this.line = new Line(opened, () => void this.writes.sent().then(() => events.reopen()));
    this.files = new DeviceFiles(opened.files_key);
    this.code = code;
    this.outer = outer;
    this.events = events;
    this.money = money;
    this.storage = { ...opened.storage.keys };
    this.frame.title = opened.name;
    this.consents = new Consents((api, arg) => this.line.call(api, arg), this.dialogs.sheets, this.facts);
    this.writes = new StorageWrites((api, arg) => this.line.call(api, arg, undefined, true));
    this.heartbeat = new Heartbeat(
      (n) => this.toWorker({ kind: 'ping', n }),
      () => this.hang(),
    );
    this.chrome = new Chrome(
      {
        back: () => this.toWorker({ kind: 'go', how: 'back', path: '' }),
        home: () => this.toWorker({ kind: 'go', how: 'home', path: '' }),
        tab: (path) => this.toWorker({ kind: 'go', how: 'tab', path }),
        close: () => this.close(),
        menu: () => void openMenu(this.context('menu', new AbortController().signal, []), this.page),
      },
      opened.config.tabBar,
      opened.config['theme'],
      (path) => assetAddress(path, this.opened),
    );
  }

  /** Call when the frame stands in the page. */
  start(): void {
    this.frame.addEventListener('load', async () => this.boot(await this.launch()), { once: true });
    if (this.opened.kept) this.frame.srcdoc = this.opened.kept.document;
    else this.frame.src = this.opened.frame_url;
    if (knowsDark(this.opened)) this.stopWatching.push(watchTheme((theme) => this.theme(theme)));
    this.stopWatching.push(
      watchDevice((name, detail) => !this.covered && this.toWorker({ kind: 'event', name, detail })),
      watchLeaving(this.writes),
    );
  }

  /** path: where to start, with its query; by default where it was opened. */
  restart(path?: string): void {
    if (this.ended || !this.view) return;
    if (path !== undefined) this.entry = { ...this.entry, path: path.replace(/^\/+/, '') || firstPageOf(this.opened) };
    this.endAbilities();
    this.events.state('loading', '');
    this.dialogs.clear();
    void this.launch().then((launch) => this.toView({ kind: 'restart', launch }, [this.connectWorker()]));
  }

  /** Into the background while another program lies over this one. */
  cover(): void {
    this.covered = true;
    this.toWorker({ kind: 'event', name: 'hide', detail: {} });
  }

  /** Into the foreground again, or to another page of a program that is open already (a hot start). */
  enter(entry: Enter): void {
    if (this.ended) return;
    this.covered = false;
    this.toWorker({ kind: 'event', name: 'show', detail: entry });
  }

  close(): void {
    if (this.end()) {
      this.events.state('closed', '');
      this.events.closed();
    }
  }

  /** Ends it without a word to whoever holds it. True the first time. */
  end(): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.endAbilities();
    this.heartbeat.stop();
    for (const stop of this.stopWatching) stop();
    this.toWorker({ kind: 'event', name: 'hide', detail: {} });
    this.dialogs.clear();
    this.calls?.abortAll();
    this.frame.style.display = 'none';
    void this.farewell();
    return true;
  }

  /** What it stores while it hides still counts; nothing else does. Who has answered the last ping has hidden. */
  private async farewell(): Promise<void> {
    await new Promise<void>((done) => {
      this.lastWords = done;
      this.toWorker({ kind: 'ping', n: LAST_PING });
      setTimeout(done, LAST_WORDS_MS);
    });
    this.toView({ kind: 'stop' }, []);
    this.frame.remove();
    this.worker?.close();
    this.view?.close();
    await this.writes.settled();
    this.line.close();
  }

  private boot(launch: Launch): void {
    if (this.ended || this.view || !this.frame.contentWindow) return;
    const channel = new MessageChannel();
    this.view = channel.port1;
    this.view.onmessage = (event) => this.noticed(event.data);
    const program = this.connectWorker();
    const { code } = this;
    const pictures = this.opened.kept?.pictures ?? {};
    const base = new URL(this.opened.assets, location.href).href;
    const media = new URL(this.opened.media, location.href).href;
    const message: HostToView = { kind: 'boot', launch, code, base, media, map: this.opened.map, pictures };
    // The frame's origin is opaque, so no target origin can be named; the policy lets nothing else into this frame.
    this.frame.contentWindow.postMessage(message, '*', [channel.port2, program]);
    // A second load would be a document we did not start.
    this.frame.addEventListener('load', () => this.crash('the frame went elsewhere'));
  }

  private theme(theme: 'light' | 'dark'): void {
    this.toView({ kind: 'theme', theme }, []);
    this.toWorker({ kind: 'event', name: 'theme', detail: { theme } });
  }

  private connectWorker(): MessagePort {
    this.calls?.abortAll();
    this.worker?.close();
    const channel = new MessageChannel();
    const port = channel.port1;
    const [messages, logs] = [new Rate(MESSAGES_PER_SECOND_MAX), new Rate(LOGS_PER_SECOND_MAX)];
    const reply = (message: HostToWorker) => port.postMessage(message);
    this.calls = new Calls(this.opened.capabilities, (api, signal, bytes) => this.context(api, signal, bytes), reply);
    this.worker = port;
    port.onmessage = (event) => {
      if (!messages.take()) return this.crash('it sends too many messages');
      if (this.worker === port) this.heard(event.data, logs);
    };
    this.heartbeat.start();
    return channel.port2;
  }

  /** The program's files are read first: it may ask for them at once. */
  private async launch(): Promise<Launch> {
    const files = needsFiles(this.opened.config) ? await this.files.all().catch(() => []) : [];
    const surroundings = surroundingsOf(this.frame, this.outer, this.chrome.capsule, knowsDark(this.opened));
    return launchOf(this.opened, this.entry, this.storage, files, surroundings);
  }

  private heard(data: unknown, logs: Rate): void {
    const message = workerMessage(data);
    if (!message) return void this.log('warn', 'a message was refused');
    this.heartbeat.alive();
    this.closeHanging?.();
    this.closeHanging = null;
    switch (message.kind) {
      case 'call':
        if (isWrite(message.api)) {
          this.storage = storedAfter(this.storage, message.api, message.arg);
          this.events.stored(this.storage);
        }
        if (this.ended && !isWrite(message.api)) return;
        this.calls?.call(message.id, message.api, message.arg, message.bytes ?? []);
        return;
      case 'abort':
        this.calls?.abort(message.id);
        return;
      case 'page':
        this.page = message.page;
        this.chrome.show(message.page);
        this.events.page(message.page);
        return;
      case 'ready':
        this.events.state('ready', '');
        return;
      case 'log':
        if (logs.take()) this.events.log(message);
        return;
      case 'pong':
        if (message.n === LAST_PING) this.lastWords();
        return;
      default:
        message satisfies never;
    }
  }

  private noticed(data: unknown): void {
    const notice = viewNotice(data);
    if (!notice) return;
    switch (notice.kind) {
      case 'started':
        return;
      case 'refused':
        this.log('warn', `the view refused ${notice.count} drawing ops, first: ${notice.first}`);
        return;
      case 'flood':
        this.crash(notice.reason);
        return;
      case 'error':
        this.log('error', `uncaught: ${notice.text}`);
        return;
      case 'key':
        // A frame may say what it likes: a key counts while a person types in this one.
        if (document.activeElement === this.frame && navigator.userActivation?.isActive !== false)
          this.events.key(notice.key);
        return;
      default:
        notice satisfies never;
    }
  }

  private context(api: string, signal: AbortSignal, bytes: ArrayBuffer[]): Context {
    const { run } = this;
    return {
      api,
      signal,
      bytes,
      session: () => this.line.session(api),
      server: (name, arg) => this.line.call(name, arg, signal),
      stream: (arg, heard) => this.line.stream(arg, signal, heard),
      dialogs: this.dialogs,
      chrome: this.chrome,
      ...this.money,
      asset: (path) => assetAddress(path, this.opened),
      packaged: (path) => packageAddress(path, this.opened),
      close: () => this.close(),
      consents: this.consents,
      files: this.files,
      writes: this.writes,
      layer: this.dialogs.sheets,
      program: this.facts,
      notify: (name, detail) => this.toWorker({ kind: 'event', name, detail }),
      // An ability may have waited for the person meanwhile: what it took after the end is given back at once.
      onEnd: (stop) => (run === this.run && !this.ended ? void this.stopAbilities.push(stop) : stop()),
      visit: (visit) => this.events.visit(visit),
      contact: (conversation) => this.events.contact(conversation),
      back: (extraData) => this.events.back(extraData),
      restart: (path) => this.restart(path),
      reopen: () => this.events.reopen(),
    };
  }

  private get facts() {
    return { appid: this.opened.appid, name: this.opened.name, app: this.opened.config['app'] };
  }
  private endAbilities(): void {
    this.run++;
    for (const stop of this.stopAbilities.splice(0)) stop();
  }

  private hang(): void {
    if (this.ended || this.closeHanging) return;
    this.events.state('crashed', 'not responding');
    this.closeHanging = this.dialogs.hanging(
      this.opened.name,
      () => {
        this.closeHanging = null;
        this.heartbeat.wait();
      },
      () => {
        this.closeHanging = null;
        this.restart();
      },
      () => this.close(),
    );
  }

  private crash(why: string): void {
    if (this.ended) return;
    this.heartbeat.stop();
    this.worker?.close();
    this.toView({ kind: 'stop' }, []);
    this.log('error', `stopped: ${why}`);
    this.hang();
  }

  private toWorker(message: HostToWorker): void {
    this.worker?.postMessage(message);
  }
  private toView(message: HostToView, ports: MessagePort[]): void {
    this.view?.postMessage(message, ports);
  }
  private log(level: LogLine['level'], text: string): void {
    this.events.log({ level, text, at: '', uncaught: level === 'error' });
  }
}
