const { lifetimes, trace } = require('../../trace.js');
Component({
  properties: { name: String },
  lifetimes: lifetimes(),
  relations: {
    '../list/list': {
      type: 'ancestor',
      linked(target) { trace('row', this.data.name, 'linked', target.data.name); },
      linkChanged(target) { trace('row', this.data.name, 'changed', target.data.name); },
      unlinked(target) { trace('row', this.data.name, 'unlinked', target.data.name); },
    },
  },
});
