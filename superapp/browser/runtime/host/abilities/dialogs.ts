// Toast, loading, modal and action sheet: drawn by the host over the frame, bounded in length.

import { t } from '../../../say.ts';
import { read } from '../../protocol/validate.ts';
import type { Abilities } from './ability.ts';
import { refuse } from './ability.ts';

const ITEMS_MAX = 6; // of the platform

export const dialogs: Abilities = {
  showToast({ dialogs: shown }, arg) {
    const icon = read.text(arg, 'icon', 10) || 'success';
    shown.toast(
      read.text(arg, 'title', 200),
      icon,
      read.number(arg, 'duration', 1500, 100, 10_000),
      read.flag(arg, 'mask'),
    );
    return {};
  },
  hideToast({ dialogs: shown }) {
    shown.hideToast();
    return {};
  },
  showLoading({ dialogs: shown }, arg) {
    shown.toast(read.text(arg, 'title', 200), 'loading', 0, read.flag(arg, 'mask'));
    return {};
  },
  hideLoading({ dialogs: shown }) {
    shown.hideToast();
    return {};
  },
  async showModal({ dialogs: shown }, arg) {
    const answer = await shown.modal({
      title: read.text(arg, 'title', 200),
      content: read.text(arg, 'content', 4_000),
      cancel: read.flag(arg, 'showCancel', true) ? read.text(arg, 'cancelText', 20) || t('Cancel') : '',
      confirm: read.text(arg, 'confirmText', 20) || t('OK'),
      confirmColour: read.colour(arg, 'confirmColor'),
      cancelColour: read.colour(arg, 'cancelColor'),
      editable: read.flag(arg, 'editable'),
      hint: read.text(arg, 'placeholderText', 200),
    });
    return { confirm: answer.confirmed, cancel: !answer.confirmed, content: answer.content };
  },
  async showActionSheet({ dialogs: shown }, arg) {
    const items = read.texts(arg, 'itemList', ITEMS_MAX + 1);
    if (items.length === 0)
      refuse('showActionSheet', 'parameter error: parameter.itemList should have at least 1 item');
    if (items.length > ITEMS_MAX) refuse('showActionSheet', 'parameter error: itemList should not be large than 6');
    const tapIndex = await shown.actions(items, read.colour(arg, 'itemColor'), read.text(arg, 'alertText', 200));
    return tapIndex < 0 ? refuse('showActionSheet', 'cancel') : { tapIndex };
  },
};
