// Walks near the town. TypeScript, one main package, one package of maps, one independent package of gear.
import type { Walked } from './utils/trails';

export interface Shared {
  walked: Walked;
}

App<Shared & { remember(id: string): void }>({
  walked: {},
  onLaunch() {
    this.walked = wx.getStorageSync('walked') || {};
  },
  remember(id) {
    this.walked = { ...this.walked, [id]: (this.walked[id] ?? 0) + 1 };
    wx.setStorageSync('walked', this.walked);
  },
});
