import type { Shared } from '../../app';
import { effortOf, hoursOf, TRAILS } from '../../utils/trails';

const app = getApp<Shared>();

Page({
  data: { trails: [] as object[] },
  onShow() {
    const trails = TRAILS.map((one) => ({
      ...one,
      hours: hoursOf(one),
      effort: effortOf(one),
      times: app.walked[one.id] ?? 0,
    }));
    this.setData({ trails });
  },
  open({ currentTarget }: WechatMiniprogram.TouchEvent) {
    wx.navigateTo({ url: `/packs/maps/sheet/sheet?id=${currentTarget.dataset.id}` });
  },
  pack() {
    wx.navigateTo({ url: '/packs/gear/list/list' });
  },
});
