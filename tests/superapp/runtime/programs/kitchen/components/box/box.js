Component({
  properties: { title: String, odd: [Number, String], any: null },
  data: { length: 0 },
  observers: { title(value) { this.setData({ length: value.length }); this.triggerEvent('change', { length: value.length }); } },
});
