const { lifetimes, trace } = require('../../trace.js');
Component({
  properties: { name: String },
  lifetimes: lifetimes(),
  relations: {
    '../row/row': {
      type: 'descendant',
      linked(target) { trace('list', this.data.name, 'linked', target.data.name); },
      linkChanged(target) { trace('list', this.data.name, 'changed', target.data.name); },
      unlinked(target) { trace('list', this.data.name, 'unlinked', target.data.name); },
    },
  },
  methods: { rows() { return this.getRelationNodes('../row/row').map((one) => one.data.name); } },
});
