// Every built-in of this view. A tag that is missing here draws as a plain element and keeps its children.

import { defineAbsent } from './absent.ts';
import { defineButton } from './button.ts';
import { defineCamera } from './camera.ts';
import { defineCanvas } from './canvas.ts';
import { defineChoice } from './choice.ts';
import { defineContainers } from './containers.ts';
import { defineEditor } from './editor.ts';
import { defineForm } from './form.ts';
import { defineIcon } from './icon.ts';
import { defineImage } from './image.ts';
import { defineInput } from './input.ts';
import { defineMap } from './map.ts';
import { defineMovable } from './movable.ts';
import { defineNavigator } from './navigator.ts';
import { definePageParts } from './page-parts.ts';
import { definePicker } from './picker.ts';
import { definePickerView } from './picker-view.ts';
import { defineRange } from './range.ts';
import { defineRichText } from './rich-text.ts';
import { defineScrollView } from './scroll-view.ts';
import { defineSwiper } from './swiper.ts';
import { defineText } from './text.ts';
import { defineTextarea } from './textarea.ts';
import { defineVideo } from './video.ts';
import { defineView } from './view.ts';

export function defineBuiltins(): void {
  for (const define of [
    defineView,
    defineText,
    defineImage,
    defineButton,
    defineForm,
    defineInput,
    defineTextarea,
    defineChoice,
    defineScrollView,
    defineSwiper,
    defineNavigator,
    defineIcon,
    definePicker,
    definePickerView,
    defineRichText,
    defineRange,
    defineMovable,
    defineCanvas,
    defineVideo,
    defineContainers,
    defineEditor,
    defineMap,
    definePageParts,
    defineAbsent,
    defineCamera,
  ]) {
    define();
  }
}
