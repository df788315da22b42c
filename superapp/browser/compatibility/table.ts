// What works here of the platform, as data: build.ts writes it to static/build/compatibility.json, which `superapp check`
// and the tests read; page.ts makes the page for people.

import { lines as apis, type Line } from './apis.ts';
import { lines as components } from './components.ts';

export const table: { apis: Line[]; components: Line[] } = { apis: apis(), components: components() };
