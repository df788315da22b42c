import { find, hoursOf } from '../../../utils/trails';
import { profileOf } from './profile';

Page({
  data: { name: '', hours: 0, bars: [] as number[] },
  onLoad({ id = '' }: Record<string, string | undefined>) {
    const trail = find(id);
    if (trail === undefined) {
      wx.showToast({ title: 'No such trail', icon: 'none' });
      return;
    }
    wx.setNavigationBarTitle({ title: trail.name });
    this.setData({ name: trail.name, hours: hoursOf(trail), bars: profileOf(trail), id });
  },
  done(this: { data: { id: string } }) {
    (getApp() as unknown as { remember(id: string): void }).remember(this.data.id);
    wx.navigateBack();
  },
});
