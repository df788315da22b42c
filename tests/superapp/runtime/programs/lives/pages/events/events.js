const { stepping, trace } = require('../../trace.js');
const heard = (name) => function (event) { trace('page', name, event.target.id, event.currentTarget.id, event.target.dataset, event.mark, event.detail); };
const tell = (id, options) => function () { this.selectComponent(id).tell(options); };
Component(stepping({
  methods: { top: heard('top'), topFirst: heard('top first'), outer: heard('outer'), between: heard('between'), inner: heard('inner'), mutual: heard('mutual'), wall: heard('wall') },
}, {
  'for itself'() { tell('#inner').call(this); },
  'bubbling'() { tell('#inner', { bubbles: true }).call(this); },
  'bubbling through'() { tell('#inner', { bubbles: true, composed: true }).call(this); },
  'captured'() { tell('#inner', { bubbles: true, composed: true, capturePhase: true }).call(this); },
  'captured alone'() { tell('#inner', { capturePhase: true }).call(this); },
  'caught'() { tell('#caught', { bubbles: true, composed: true, capturePhase: true }).call(this); },
  'from the outer one'() { tell('#outer', { bubbles: true, composed: true }).call(this); },
}));
