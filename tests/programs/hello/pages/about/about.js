Page({
  data: { count: 0, note: '' },
  onLoad(query) {
    this.setData({ count: Number(query.count), note: decodeURIComponent(query.note) });
  },
});
