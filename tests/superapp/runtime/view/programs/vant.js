const { default: Dialog } = require('@vant/weapp/dialog/dialog');
const { default: Toast } = require('@vant/weapp/toast/toast');
const say = (name, detail) => console.log('heard', name, JSON.stringify(detail));
Page({
  data: { text: '', checked: false, busy: false, what: '', towns: ['Ulm', 'Bern', 'Graz'], actions: [{ name: 'Copy' }, { name: 'Share', subname: 'with a friend' }] },
  heard(event) { say(`${event.currentTarget.dataset.name} ${event.type}`, event.type === 'click' && event.currentTarget.id === 'button' ? null : event.detail); },
  typed(event) { this.setData({ text: event.detail }); say('field', event.detail); },
  checks(event) { this.setData({ checked: event.detail }); say('checkbox', event.detail); },
  // Its detail holds the picker itself.
  picked({ type, detail }) { say(`picker ${type}`, { value: detail.value, index: detail.index }); },
  open(event) { this.setData({ what: event.currentTarget.dataset.what }); },
  shut(event) { say(`${event.currentTarget.dataset.name} close`, null); this.setData({ what: '' }); },
  chosen(event) { say('sheet', event.detail.name); },
  ask() {
    Dialog.confirm({ title: 'Sure?', message: 'It cannot be undone' })
      .then(() => { say('dialog', 'confirm'); Toast.success('Done'); })
      .catch(() => say('dialog', 'cancel'));
  },
});
