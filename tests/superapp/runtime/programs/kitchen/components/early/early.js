// Measures itself as soon as its property is set, which is before it stands on a page.
Component({
  properties: { width: Number },
  observers: {
    width() {
      this.createSelectorQuery().select('#in').boundingClientRect((rect) => console.log('early', rect && rect.width)).exec();
    },
  },
});
