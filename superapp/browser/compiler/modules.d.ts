// Less without its Node edition: the part that knows no files and no network has no types of its own.
declare module 'less/lib/less/index.js' {
  export interface LessOptions {
    filename: string;
    syncImport: true;
    javascriptEnabled: false;
    disablePluginRule: true;
  }

  export interface LessFault {
    message: string;
    filename?: string;
    line?: number | null;
    /** From 0. */
    column?: number;
  }

  export interface Less {
    PluginLoader: new () => object;
    render(text: string, options: LessOptions, done: (fault: LessFault | null, made?: { css: string }) => void): void;
  }

  export default function create(environment: object, fileManagers: object[]): Less;
}
