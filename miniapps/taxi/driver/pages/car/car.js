// Who drives what: shown to the passenger whose ride is accepted.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, vehicle: 'economy', classes: ['economy', 'comfort', 'van'], known: {}, busy: false, problem: '' },
  async onLoad() {
    wx.setNavigationBarTitle({ title: words.your_car });
    try {
      const { driver } = await api.me();
      this.setData({ known: driver, vehicle: driver.vehicle });
    } catch {
      // A new driver: the form is empty.
    }
  },
  again() {
    this.setData({ problem: '' });
  },
  choose(event) {
    this.setData({ vehicle: event.detail.value });
  },
  async save(event) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      const { name, car, plate } = event.detail.value;
      await api.car({ name: name.trim(), car: car.trim(), plate: plate.trim(), vehicle: this.data.vehicle });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
});
