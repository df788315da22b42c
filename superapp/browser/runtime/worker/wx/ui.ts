// What the host draws outside the frame: toast, loading, modal, action sheet, pictures in full, clipboard, calls. The
// worker only asks.

import { hostApi, type Options } from './settle.ts';

function only(...names: string[]) {
  return (options: Options): Options => Object.fromEntries(names.map((name) => [name, options[name] ?? null]));
}

export function ui() {
  const { showToast, hideToast } = {
    showToast: hostApi('showToast', only('title', 'icon', 'duration', 'mask')),
    hideToast: hostApi('hideToast'),
  };
  return {
    showToast,
    hideToast,
    showLoading: hostApi('showLoading', only('title', 'mask')),
    hideLoading: hostApi('hideLoading'),
    showModal: hostApi(
      'showModal',
      only(
        'title',
        'content',
        'showCancel',
        'cancelText',
        'cancelColor',
        'confirmText',
        'confirmColor',
        'editable',
        'placeholderText',
      ),
    ),
    showActionSheet: hostApi('showActionSheet', only('itemList', 'itemColor', 'alertText')),
    setClipboardData: hostApi('setClipboardData', only('data')),
    getClipboardData: hostApi('getClipboardData'),
    previewImage: hostApi('previewImage', only('urls', 'current')),
    previewMedia: hostApi('previewMedia', (options) => ({
      urls: (Array.isArray(options['sources']) ? options['sources'] : []).map((one: Options) => one['url']),
      current: null,
    })),
    makePhoneCall: hostApi('makePhoneCall', only('phoneNumber')),
    vibrateShort: hostApi('vibrateShort', only('type')),
    vibrateLong: hostApi('vibrateLong'),
    setKeepScreenOn: hostApi('setKeepScreenOn', only('keepScreenOn')),
    getNetworkType: hostApi('getNetworkType'),
    exitMiniProgram: hostApi('exitMiniProgram'),
  };
}
