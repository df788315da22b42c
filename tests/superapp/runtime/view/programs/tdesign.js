const { default: Toast } = require('tdesign-miniprogram/toast/index');
const say = (name, detail) => console.log('heard', name, JSON.stringify(detail));
const of = (...names) => names.map((label) => ({ label, value: label.toLowerCase() }));
Page({
  data: { text: '', what: '', towns: of('Ulm', 'Bern', 'Graz'), sizes: of('Small', 'Large') },
  heard(event) { say(`${event.currentTarget.dataset.name} ${event.type}`, event.type === 'tap' ? null : event.detail); },
  typed(event) { this.setData({ text: event.detail.value }); say('field', event.detail.value); },
  open(event) { this.setData({ what: event.currentTarget.dataset.what }); },
  shut(event) { say(`${event.currentTarget.dataset.name} close`, null); this.setData({ what: '' }); },
  picked(event) { say('picker', event.detail.value); this.setData({ what: '' }); },
  closed(event) { say('dialog', event.type); this.setData({ what: '' }); Toast({ context: this, selector: '#t-toast', message: 'Done' }); },
});
