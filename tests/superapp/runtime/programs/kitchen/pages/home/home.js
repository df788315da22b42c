Page({
  data: { greeting: 'hello', n: 0, outer: 0, marks: '', touches: '', scrolled: 0, lower: '', slide: 0, animation: null,
    list: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }] },
  // Many programs wrap a handler, or make one, when the page is loaded.
  onLoad() {
    const { inc } = this;
    this.inc = (event) => { this.wrapped = true; inc.call(this, event); };
    this.added = () => console.log('added while running', this.wrapped);
  },
  inc(event) {
    const step = Number(event.currentTarget.dataset.step);
    this.setData({ n: this.data.n + step, 'list[0].name': `a${this.data.n}` }, () => console.log('setData done', this.data.n));
  },
  outer(event) { this.setData({ outer: this.data.outer + 1, marks: `${event.mark.place}/${event.mark.kind}` }); },
  onBox(event) { console.log('box event', JSON.stringify(event.detail), event.target.id); },
  onImage(event) { console.log('image', event.detail.width, event.detail.height); },
  onTouch(event) { this.setData({ touches: `${this.data.touches} ${event.type}:${event.changedTouches.length}` }); },
  onScroll(event) { this.setData({ scrolled: Math.round(event.detail.scrollTop) }); },
  onLower() { this.setData({ lower: 'lower' }); },
  onSlide(event) { console.log('slide', event.detail.current, event.detail.source); },
  go() {
    this.setData({ slide: 1 });
    const animation = wx.createAnimation({ duration: 50 });
    animation.translateX(30).opacity(0.5).step();
    this.setData({ animation: animation.export() });
    wx.createSelectorQuery().select('#bar').boundingClientRect().selectAll('.item').fields({ size: true, dataset: true }).exec((all) => {
      console.log('query', Math.round(all[0].width), all[1].length);
    });
    this.createIntersectionObserver().relativeToViewport().observe('#bar', (seen) => console.log('seen', seen.intersectionRatio > 0));
    wx.pageScrollTo({ scrollTop: 50, duration: 0 });
  },
  onPageScroll(event) { console.log('page scroll', Math.round(event.scrollTop)); },
  onReachBottom() { console.log('reach bottom'); },
  throwing() { throw new Error('from a handler'); },
});
