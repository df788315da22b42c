const app = getApp();

Page({
  data: {
    greeting: '',
    count: 1,
    name: '',
    list: [
      { name: 'tea', price: 8 },
      { name: 'cake', price: 14 },
    ],
  },
  onLoad(query) {
    this.setData({ greeting: app.globalData.greeting, from: query.from || '' });
  },
  onAdd() {
    this.setData({ count: this.data.count + 1, 'list[0].price': 12 });
  },
  onMore(event) {
    this.setData({ count: this.data.count + event.detail.by });
  },
  onName(event) {
    this.setData({ name: event.detail.value, greeting: `Hello, ${event.detail.value}` });
  },
  onOpen() {
    wx.navigateTo({ url: `/pages/about/about?count=${this.data.count}&note=a%20b` });
  },
});
