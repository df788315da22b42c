Page({
  data: { cups: [] },
  onShow() {
    const { cups } = getApp();
    this.getTabBar().setData({ at: 1, cups: cups.length });
    this.setData({ cups });
  },
});
