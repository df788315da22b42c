const { trace } = require('../../trace.js');
Component({
  properties: { name: String },
  methods: {
    inside(event) { trace('teller', this.data.name, 'inside', event.type, event.target.id, event.currentTarget.id); },
    insideFirst(event) { trace('teller', this.data.name, 'inside first', event.detail); },
    tell(options) { this.triggerEvent('told', { from: this.data.name }, options); },
  },
});
