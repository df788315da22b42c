import { greet } from '../../utils/greet';

interface Note {
  id: number;
  text: string;
}

const KEY = 'notes';

Page({
  data: { notes: [] as Note[] },
  onShow() {
    this.setData({ notes: (wx.getStorageSync(KEY) || []) as Note[] });
  },
  write() {
    const notes = [...this.data.notes, { id: Date.now(), text: greet(`note ${this.data.notes.length + 1}`) }];
    wx.setStorageSync(KEY, notes);
    this.setData({ notes });
  },
  remove(event: WechatMiniprogram.TouchEvent) {
    const id: number = event.currentTarget.dataset.id;
    const notes = this.data.notes.filter((note) => note.id !== id);
    wx.setStorageSync(KEY, notes);
    this.setData({ notes });
  },
  onPullDownRefresh() {
    wx.stopPullDownRefresh();
  },
});
