const TEAS = [
  { name: 'Sencha', seconds: 75, degrees: 70 },
  { name: 'Oolong', seconds: 150, degrees: 90 },
  { name: 'Assam', seconds: 240, degrees: 98 },
];

Page({
  data: { teas: TEAS, chosen: 0 },
  onShow() {
    this.getTabBar().setData({ at: 0 });
  },
  choose(event) {
    this.setData({ chosen: event.currentTarget.dataset.at });
  },
  pour() {
    const app = getApp();
    app.cups = app.cups.concat(this.data.teas[this.data.chosen].name);
    this.getTabBar().setData({ cups: app.cups.length });
  },
});
