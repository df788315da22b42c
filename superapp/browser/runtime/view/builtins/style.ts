// The looks every program starts from: page holders and built-ins. Our own drawing; programs lay their styles over it.

import { OTHER_CSS } from './style-other.ts';

export const BASE_CSS = `${OTHER_CSS}
html,body{margin:0;padding:0;height:100%;overflow:hidden;-webkit-text-size-adjust:100%;-webkit-tap-highlight-color:transparent}
:root{color-scheme:light}[hidden]{display:none!important}
body{user-select:none;-webkit-user-select:none;font:16px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC",sans-serif;color:#1a1a1a;background:#fff;overflow-wrap:break-word}
:root[data-theme=dark]{color-scheme:dark}:root[data-theme=dark] body{color:#e8e8e8;background:#191919}
*{-webkit-tap-highlight-color:transparent}
wx-page-holder{position:absolute;inset:0;overflow:hidden auto;scrollbar-width:none;display:none;overscroll-behavior:contain}wx-page-holder[data-shown]{display:block}
wx-page-holder[data-refreshing]::before{content:"";display:block;width:20px;height:20px;margin:14px auto;border-radius:50%;border:2px solid #0001;border-top-color:#888;animation:wx-turn .8s linear infinite}
@keyframes wx-turn{to{transform:rotate(1turn)}}
page{display:block;min-height:100%;box-sizing:border-box}
wx-view,wx-scroll-view,wx-swiper,wx-form,wx-picker-view,wx-cover-view,wx-movable-area,wx-swiper-item,wx-radio-group,wx-checkbox-group,wx-navigator,wx-rich-text,wx-tab-bar,wx-picker,wx-match-media,wx-list-view,wx-list-builder,wx-sticky-section,wx-sticky-header,wx-share-element,wx-snapshot,wx-selection,wx-keyboard-accessory,wx-open-container,wx-draggable-sheet,wx-nested-scroll-header,wx-nested-scroll-body,wx-progress,wx-canvas,wx-map{display:block}
wx-place,wx-template,wx-wxs{display:none}wx-page-meta{display:contents}wx-navigation-bar{display:none}wx-sticky-header{position:sticky;top:0;z-index:1}wx-block{display:contents}
wx-text,wx-label,wx-checkbox,wx-radio,wx-switch,wx-icon{display:inline-block}wx-text{display:inline;white-space:pre-line}:is(wx-text,wx-rich-text)[data-select],wx-rich-text[data-select] *{user-select:text;-webkit-user-select:text;cursor:text}wx-text[data-block]{display:inline-block}
[role=button]:focus-visible,wx-navigator:focus-visible,wx-picker:focus-visible,wx-swiper:focus-visible,wx-movable-view:focus-visible{outline:2px solid #1769d2;outline-offset:-2px}
wx-canvas{position:relative;width:300px;height:150px}wx-canvas>canvas{position:absolute;inset:0;width:100%;height:100%}wx-canvas[data-still]{touch-action:none}
wx-image,wx-cover-image{display:inline-block;width:320px;height:240px;overflow:hidden;position:relative}wx-image>.wx-pic,wx-cover-image>.wx-pic{position:absolute;inset:0;background:no-repeat center/100% 100%}
wx-image>img{position:absolute;opacity:0;width:100%;height:100%;inset:0;pointer-events:none}
wx-cover-view{line-height:1.2;overflow:hidden}
wx-button{display:block;position:relative;margin:0 auto;padding:0 14px;box-sizing:border-box;font-size:18px;text-align:center;line-height:2.5556;border-radius:6px;background:#f1f2f4;color:#14151a;overflow:hidden;cursor:pointer;user-select:none;outline-offset:2px}
wx-button[data-type=primary]{background:#1769d2;color:#fff}wx-button[data-type=warn]{background:#c62b33;color:#fff}
wx-button[data-plain]{background:transparent;border:1px solid currentColor;color:light-dark(#353535,#ddd)}wx-button[data-plain][data-type=primary]{color:light-dark(#1769d2,#6ea8f5)}wx-button[data-plain][data-type=warn]{color:light-dark(#c62b33,#ff8a8a)}
:where([data-v2]) wx-button{padding:8px 24px;font-size:17px;font-weight:600;line-height:1.41176471;border-radius:8px}:where([data-v2]) wx-button:where(:not([data-size=mini])){width:184px}
wx-button[data-size=mini]{display:inline-block;font-size:13px;line-height:2.3;padding:0 1.32em}
wx-button[aria-disabled=true]{opacity:.45;cursor:default}wx-button:focus-visible{outline:2px solid #1769d2}wx-button[data-type=primary]:focus-visible{outline-color:light-dark(#0b2a55,#cfe2ff)}.button-hover{filter:brightness(.93)}
wx-button[data-loading]::before{content:"";display:inline-block;width:18px;height:18px;margin-right:8px;vertical-align:-3px;box-sizing:border-box;border-radius:50%;border:2px solid currentColor;border-top-color:transparent;animation:wx-turn .8s linear infinite}
.navigator-hover{background:#0000001a;opacity:.7}
wx-scroll-view{width:100%;overflow:hidden;position:relative;scrollbar-width:none;overflow-anchor:none}wx-scroll-view[data-x]{overflow-x:auto}wx-scroll-view[data-y]{overflow-y:auto}wx-scroll-view[data-flex]{display:flex}
wx-swiper{height:150px;overflow:hidden;position:relative;touch-action:pan-y}wx-swiper[data-vertical]{touch-action:pan-x}
wx-swiper>.wx-track{position:absolute;inset:0}wx-swiper-item{position:absolute;left:0;top:0;width:100%;height:100%;overflow:hidden}
wx-swiper>.wx-dots{position:absolute;left:0;right:0;bottom:10px;display:flex;gap:6px;justify-content:center;pointer-events:none}wx-swiper[data-vertical]>.wx-dots{left:auto;right:10px;top:0;bottom:0;flex-direction:column}
wx-swiper>.wx-dots i{width:8px;height:8px;border-radius:50%;background:#0000004d}
wx-input{display:block;height:1.4em;min-height:1.4em;line-height:1.4em;overflow:hidden;position:relative}
wx-textarea{display:block;width:300px;height:150px;position:relative}
wx-input>input,wx-textarea>textarea{width:100%;height:100%;border:0;outline:0;background:transparent;font:inherit;color:inherit;padding:0;margin:0;text-align:inherit;resize:none;display:block;letter-spacing:inherit;line-height:inherit}
wx-input:focus-within,wx-textarea:focus-within{caret-color:#1769d2}
[data-by-keys] wx-input:focus-within,[data-by-keys] wx-textarea:focus-within{outline:2px solid #1769d2;outline-offset:-2px}
.wx-hint{position:absolute;inset:0;padding:inherit;box-sizing:border-box;pointer-events:none;color:light-dark(#6b7078,#9a9ea6);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}wx-input>.wx-hint{display:flex;align-items:center}wx-textarea>.wx-hint{white-space:pre-wrap}
wx-checkbox>input,wx-radio>input,wx-switch[data-type=checkbox]>input{appearance:none;-webkit-appearance:none;box-sizing:border-box;width:22px;height:22px;margin:0 6px 0 0;vertical-align:-5px;border:1.5px solid var(--wx-border,light-dark(#b9bdc4,#70747c));border-radius:5px;background:var(--wx-back,light-dark(#fff,#26272b)) center/16px no-repeat;cursor:pointer;position:relative}
wx-radio>input{border-radius:50%}:is(wx-checkbox>input,wx-radio>input,wx-switch[data-type=checkbox]>input):checked{background-color:var(--wx-active-back,var(--wx-colour,#1769d2));border-color:var(--wx-active-border,var(--wx-active-back,var(--wx-colour,#1769d2)))}
:is(wx-checkbox>input,wx-radio>input,wx-switch[data-type=checkbox]>input):checked::after{content:"";position:absolute;left:6px;top:2px;width:5px;height:10px;border:solid var(--wx-mark,#fff);border-width:0 2.5px 2.5px 0;transform:rotate(40deg);background:none;border-radius:0;box-shadow:none;display:block}
:is(wx-checkbox,wx-radio,wx-switch)>input:disabled{opacity:.45;cursor:default}
wx-switch>input{appearance:none;-webkit-appearance:none;width:48px;height:28px;margin:0;border-radius:14px;background:light-dark(#c3c7cd,#55585f);position:relative;transition:background .15s;vertical-align:middle;cursor:pointer}
wx-switch>input::after{content:"";position:absolute;left:2px;top:2px;width:24px;height:24px;border-radius:50%;background:#fff;transition:transform .15s;box-shadow:0 1px 2px #0003}
wx-switch>input:checked{background:var(--wx-colour,#1769d2)}wx-switch>input:checked::after{transform:translateX(20px)}
wx-switch[data-type=checkbox]>input:not(:checked)::after{display:none}
wx-slider{display:flex;align-items:center;gap:10px;margin:10px 18px}wx-slider>input{flex:1;min-width:0;margin:0;height:28px;background:none;appearance:none;-webkit-appearance:none;cursor:pointer}
wx-slider>input::-webkit-slider-runnable-track{height:4px;border-radius:2px;background:linear-gradient(var(--wx-colour,#1769d2),var(--wx-colour,#1769d2)) 0/var(--wx-share,0%) 100% no-repeat,var(--wx-back,light-dark(#e2e4e8,#4a4b50))}
wx-slider>input::-moz-range-track{height:4px;border-radius:2px;background:linear-gradient(var(--wx-colour,#1769d2),var(--wx-colour,#1769d2)) 0/var(--wx-share,0%) 100% no-repeat,var(--wx-back,light-dark(#e2e4e8,#4a4b50))}
wx-slider>input::-webkit-slider-thumb{appearance:none;-webkit-appearance:none;width:var(--wx-block-size,28px);height:var(--wx-block-size,28px);margin-top:calc(2px - var(--wx-block-size,28px)/2);border-radius:50%;border:0;background:var(--wx-block,#fff);box-shadow:0 1px 4px #0005}
wx-slider>input::-moz-range-thumb{width:var(--wx-block-size,28px);height:var(--wx-block-size,28px);border-radius:50%;border:0;background:var(--wx-block,#fff);box-shadow:0 1px 4px #0005}
wx-slider>input:disabled{opacity:.5;cursor:default}wx-slider>span{min-width:2em;font-size:14px;color:light-dark(#6b7078,#a5a9b0)}
:is(wx-slider,wx-switch,wx-checkbox,wx-radio)>input:focus-visible{outline:2px solid #1769d2;outline-offset:2px}wx-slider>input:focus-visible{border-radius:14px}
wx-progress{display:flex;align-items:center;gap:10px}wx-progress>.wx-rail{flex:1;overflow:hidden;background:light-dark(#e2e4e8,#4a4b50)}wx-progress>.wx-rail>i{display:block;height:100%;background:#1769d2}
wx-picker-view{position:relative;overflow:hidden;display:flex;height:200px;--wx-row:34px}wx-picker-view-column,.wx-wheel{flex:1;min-width:0;display:block;position:relative;overflow:hidden auto;scroll-snap-type:y mandatory;scrollbar-width:none;height:100%;text-align:center;cursor:default;overscroll-behavior:contain;outline-offset:-2px}
wx-picker-view-column::before,wx-picker-view-column::after,.wx-wheel::before,.wx-wheel::after{content:"";display:block;height:calc(50% - var(--wx-row)/2)}wx-picker-view-column>*,.wx-wheel>*{height:var(--wx-row);line-height:var(--wx-row);scroll-snap-align:center;overflow:hidden;box-sizing:border-box;text-overflow:ellipsis;white-space:nowrap}
wx-picker-view>.wx-indicator,wx-picker-view>.wx-mask{position:absolute;left:0;right:0;pointer-events:none;z-index:1}wx-picker-view>.wx-indicator{top:50%;height:34px;box-sizing:border-box;transform:translateY(-50%);border:1px solid light-dark(#0000001a,#ffffff26);border-width:1px 0}
wx-picker-view>.wx-mask{inset:0;background:linear-gradient(light-dark(#fffd,#191919dd),light-dark(#fff6,#19191966)) top/100% calc(50% - var(--wx-row)/2) no-repeat,linear-gradient(light-dark(#fff6,#19191966),light-dark(#fffd,#191919dd)) bottom/100% calc(50% - var(--wx-row)/2) no-repeat}
wx-movable-area{position:relative;width:10px;height:10px}wx-movable-view{display:inline-block;position:absolute;left:0;top:0;width:10px;height:10px;touch-action:none}
.wx-sheet{position:fixed;inset:0;z-index:2147483000;display:flex;flex-direction:column;justify-content:flex-end;background:#0007;color:#1a1a1a}.wx-sheet>section{background:#fff;border-radius:14px 14px 0 0;padding:8px 16px max(16px,env(safe-area-inset-bottom));animation:wx-rise .2s ease-out}
:root[data-theme=dark] .wx-sheet{color:#eee}:root[data-theme=dark] .wx-sheet>section{background:#2a2a2a}:where(:root[data-theme=dark]) wx-button{background:#3a3b3f;color:#eee}
@keyframes wx-rise{from{transform:translateY(30%);opacity:0}}
.wx-sheet header{display:flex;justify-content:space-between;align-items:center;min-height:44px;font-weight:600}.wx-sheet header button{border:0;background:none;font:inherit;color:#1769d2;padding:10px 4px;min-width:56px;cursor:pointer}
.wx-columns{display:flex;flex-wrap:wrap;gap:8px;--wx-row:44px;position:relative}.wx-wheel{height:220px;font-size:17px;border-radius:10px;background:linear-gradient(light-dark(#f1f3f6,#36383d),light-dark(#f1f3f6,#36383d)) center/100% 44px no-repeat}.wx-wheel:focus-visible{outline:2px solid #1769d2}
.wx-columns>input{flex:1 0 100%;min-width:0;box-sizing:border-box;font:inherit;font-size:17px;padding:10px 12px;border:1px solid #8884;border-radius:10px;background:transparent;color:inherit}
wx-scroll-view>.wx-refresher{overflow:hidden;height:0;position:relative;flex:none;text-align:center}.wx-refresher>i{position:absolute;left:50%;bottom:12px;width:20px;height:20px;margin-left:-10px;box-sizing:border-box;border-radius:50%;border:2px solid #8885;border-top-color:light-dark(#555,#ddd)}
.wx-refresher[data-busy]>i{animation:wx-turn .8s linear infinite}.wx-refresher[data-style=white]>i{border-color:#fff5;border-top-color:#fff}.wx-refresher[data-style=none]>i{display:none}
.wx-refresher>button{position:absolute;left:50%;transform:translateX(-50%);top:4px;opacity:0;pointer-events:none;border:0;border-radius:8px;padding:8px 14px;font:inherit;background:#1769d2;color:#fff}.wx-refresher:focus-within{min-height:44px}.wx-refresher:not([data-busy])>button:focus-visible{opacity:1}
@media (prefers-reduced-motion:reduce){*{animation-duration:.01ms!important;scroll-behavior:auto!important}}
`;
