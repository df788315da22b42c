const say = (self, what) => console.log('life', `${self.data.name || '?'} ${what}`);
Component({
  properties: { name: String },
  lifetimes: {
    created() { console.log('life', 'part created'); },
    attached() { say(this, 'attached'); },
    ready() { say(this, 'ready'); },
    detached() { say(this, 'detached'); },
  },
  pageLifetimes: { show() { say(this, 'show'); }, hide() { say(this, 'hide'); } },
});
