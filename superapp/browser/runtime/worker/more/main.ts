// The second half of `wx`: a script that stands in the worker's blob between the runtime and the program when the
// program needs it (protocol/more.ts). Its modules take what they need from the kit and import types only.

import type { MakeMore } from '../kit.ts';
import { absent } from './absent.ts';
import { camera } from './camera.ts';
import { canIUse } from './can_i_use.ts';
import { canvas } from './canvas/main.ts';
import { Pictures } from './canvas/pictures.ts';
import { cloud } from './cloud.ts';
import { contexts } from './contexts.ts';
import { Disk } from './files/disk.ts';
import { files } from './files/manager.ts';
import { odds } from './odds.ts';
import { person } from './person.ts';
import { pick } from './pick.ts';
import { preview } from './preview.ts';
import { programs } from './programs.ts';
import { recorder } from './recorder.ts';
import { sensors } from './sensors.ts';
import { sockets } from './sockets.ts';
import { sound } from './sound.ts';
import { threads } from './threads.ts';
import { transfer } from './transfer.ts';
import { worklet } from './worklet.ts';

const more: MakeMore = (kit, core) => {
  const disk = new Disk(kit);
  const pictures = new Pictures(kit, disk);
  kit.showFiles((path) => disk.addressOf(path));
  const works: Record<string, unknown> = {
    ...core,
    ...contexts(kit),
    ...canvas(kit, pictures),
    ...files(kit, disk),
    ...pick(kit, disk, pictures),
    ...preview(kit, disk),
    ...transfer(kit, disk),
    ...sockets(kit),
    ...sound(kit),
    ...threads(kit),
    ...recorder(kit),
    ...camera(kit),
    ...worklet(kit),
    ...person(kit),
    ...sensors(kit),
    ...programs(kit),
    ...odds(kit),
  };
  return { ...absent(kit), ...cloud(kit), ...works, canIUse: canIUse(new Set(Object.keys(works))) };
};

(globalThis as unknown as { __mp: { more(make: MakeMore): void } }).__mp.more(more);
