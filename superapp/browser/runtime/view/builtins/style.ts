// The looks every program starts from: page holders and built-ins. Our own drawing; programs lay their styles over it.

export const BASE_CSS = `
html,body{margin:0;padding:0;height:100%;overflow:hidden;-webkit-text-size-adjust:100%;-webkit-tap-highlight-color:transparent}
body{font:16px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC",sans-serif;color:#1a1a1a;background:#fff;overflow-wrap:break-word}
:root[data-theme=dark]{color-scheme:dark}:root[data-theme=dark] body{color:#e8e8e8;background:#191919}
*{-webkit-tap-highlight-color:transparent}
wx-page-holder{position:absolute;inset:0;overflow:hidden auto;scrollbar-width:none;display:none;overscroll-behavior:contain}wx-page-holder[data-shown]{display:block}
wx-page-holder[data-refreshing]::before{content:"";display:block;width:20px;height:20px;margin:14px auto;border-radius:50%;border:2px solid #0001;border-top-color:#888;animation:wx-turn .8s linear infinite}
@keyframes wx-turn{to{transform:rotate(1turn)}}
page{display:block;min-height:100%;box-sizing:border-box}
wx-view,wx-scroll-view,wx-swiper,wx-form,wx-picker-view,wx-cover-view,wx-movable-area,wx-swiper-item,wx-radio-group,wx-checkbox-group,wx-navigator,wx-rich-text,wx-root-portal,wx-tab-bar,wx-picker,wx-progress,wx-canvas,wx-map,wx-video,wx-web-view{display:block}
wx-place,wx-page-meta,wx-navigation-bar,wx-template,wx-wxs{display:none}wx-block{display:contents}
wx-text,wx-label,wx-checkbox,wx-radio,wx-switch,wx-icon{display:inline-block}wx-text{display:inline;white-space:pre-line;user-select:none}wx-text[data-select]{user-select:text}
wx-image,wx-cover-image{display:inline-block;width:320px;height:240px;overflow:hidden;position:relative}wx-image>.wx-pic,wx-cover-image>.wx-pic{position:absolute;inset:0;background:no-repeat center/100% 100%}
wx-image>img{position:absolute;opacity:0;width:100%;height:100%;inset:0;pointer-events:none}
wx-cover-view{line-height:1.2;overflow:hidden}
wx-button{display:block;position:relative;margin:0 auto;padding:0 14px;box-sizing:border-box;font-size:18px;text-align:center;line-height:2.5556;border-radius:6px;background:#f1f2f4;color:#14151a;overflow:hidden;cursor:pointer;user-select:none;outline-offset:2px}
wx-button[data-type=primary]{background:#1769d2;color:#fff}wx-button[data-type=warn]{background:#c62b33;color:#fff}
wx-button[data-plain]{background:transparent;border:1px solid currentColor;color:#353535}wx-button[data-plain][data-type=primary]{color:#1769d2}wx-button[data-plain][data-type=warn]{color:#c62b33}
wx-button[data-size=mini]{display:inline-block;font-size:13px;line-height:2.3;padding:0 1.32em}
wx-button[aria-disabled=true]{opacity:.45;cursor:default}.button-hover{filter:brightness(.93)}
wx-button[data-loading]::before{content:"";display:inline-block;width:18px;height:18px;margin-right:8px;vertical-align:-3px;box-sizing:border-box;border-radius:50%;border:2px solid currentColor;border-top-color:transparent;animation:wx-turn .8s linear infinite}
.navigator-hover{background:#0000001a;opacity:.7}
wx-scroll-view{overflow:hidden;position:relative;scrollbar-width:none}wx-scroll-view[data-x]{overflow-x:auto}wx-scroll-view[data-y]{overflow-y:auto}wx-scroll-view[data-flex]{display:flex}
wx-swiper{height:150px;overflow:hidden;position:relative;touch-action:pan-y}wx-swiper[data-vertical]{touch-action:pan-x}
wx-swiper>.wx-track{position:absolute;inset:0}wx-swiper-item{position:absolute;width:100%;height:100%;overflow:hidden;will-change:transform}
wx-swiper>.wx-dots{position:absolute;left:0;right:0;bottom:10px;display:flex;gap:6px;justify-content:center;pointer-events:none}wx-swiper[data-vertical]>.wx-dots{left:auto;right:10px;top:0;bottom:0;flex-direction:column}
wx-swiper>.wx-dots i{width:8px;height:8px;border-radius:50%;background:#0000004d}
wx-input{display:block;height:1.4em;min-height:1.4em;line-height:1.4em;overflow:hidden;position:relative}
wx-textarea{display:block;width:300px;height:150px;position:relative}
wx-input>input,wx-textarea>textarea{width:100%;height:100%;border:0;outline:0;background:transparent;font:inherit;color:inherit;padding:0;margin:0;text-align:inherit;resize:none;display:block;letter-spacing:inherit;line-height:inherit}
wx-input:focus-within,wx-textarea:focus-within{caret-color:#1769d2}
.wx-hint{position:absolute;inset:0;padding:inherit;box-sizing:border-box;pointer-events:none;color:#767676;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}wx-input>.wx-hint{display:flex;align-items:center}wx-textarea>.wx-hint{white-space:pre-wrap}
wx-checkbox>input,wx-radio>input{width:20px;height:20px;margin:0 5px 0 0;vertical-align:middle;accent-color:var(--wx-colour,#1769d2)}
wx-switch>input{appearance:none;width:48px;height:28px;margin:0;border-radius:14px;background:#d0d3d8;position:relative;transition:background .15s;vertical-align:middle;cursor:pointer}
wx-switch>input::after{content:"";position:absolute;left:2px;top:2px;width:24px;height:24px;border-radius:50%;background:#fff;transition:transform .15s;box-shadow:0 1px 2px #0003}
wx-switch>input:checked{background:var(--wx-colour,#1769d2)}wx-switch>input:checked::after{transform:translateX(20px)}
wx-switch[data-type=checkbox]>input{appearance:auto;width:20px;height:20px}wx-switch[data-type=checkbox]>input::after{display:none}
wx-slider{display:flex;align-items:center;gap:10px;margin:10px 18px}wx-slider>input{flex:1;min-width:0;accent-color:var(--wx-colour,#1769d2)}
wx-progress{display:flex;align-items:center;gap:10px}wx-progress>.wx-rail{flex:1;overflow:hidden}wx-progress>.wx-rail>i{display:block;height:100%}
wx-picker-view{position:relative;overflow:hidden;display:flex;height:200px}wx-picker-view-column{flex:1;display:block;position:relative;overflow-y:auto;scroll-snap-type:y mandatory;scrollbar-width:none;height:100%}
wx-picker-view>.wx-indicator{position:absolute;left:0;right:0;top:50%;height:34px;transform:translateY(-50%);border:1px solid #0000001a;border-width:1px 0;pointer-events:none}
.wx-pad{display:block;height:calc(50% - 17px)}wx-picker-view-column>*{scroll-snap-align:center}wx-picker-view-column>:not(.wx-pad){min-height:34px}
wx-movable-area{position:relative;width:10px;height:10px}wx-movable-view{display:inline-block;position:absolute;left:0;top:0;width:10px;height:10px;touch-action:none}
.wx-sheet{position:fixed;inset:0;z-index:2147483000;display:flex;flex-direction:column;justify-content:flex-end;background:#0007;color:#1a1a1a}.wx-sheet>section{background:#fff;border-radius:14px 14px 0 0;padding:8px 16px max(16px,env(safe-area-inset-bottom));animation:wx-rise .2s ease-out}
:root[data-theme=dark] .wx-sheet{color:#eee}:root[data-theme=dark] .wx-sheet>section{background:#2a2a2a}:where(:root[data-theme=dark]) wx-button{background:#3a3b3f;color:#eee}
@keyframes wx-rise{from{transform:translateY(30%);opacity:0}}
.wx-sheet header{display:flex;justify-content:space-between;align-items:center;min-height:44px;font-weight:600}.wx-sheet header button{border:0;background:none;font:inherit;color:#1769d2;padding:10px 4px;min-width:56px;cursor:pointer}
.wx-columns{display:flex;gap:8px}.wx-columns>select,.wx-columns>input{flex:1;min-width:0;font:inherit;font-size:17px;padding:8px;border:1px solid #8884;border-radius:8px;background:transparent;color:inherit;height:auto}
@media (prefers-reduced-motion:reduce){*{animation-duration:.01ms!important;scroll-behavior:auto!important}}
`;
