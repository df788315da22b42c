const say = require('../../say');
Page({
  data: {
    markers: [
      { id: 1, latitude: 39.909, longitude: 116.397, callout: { content: 'A callout', display: 'BYCLICK' } },
      { id: 2, latitude: 39.911, longitude: 116.4, width: 30, height: 30, iconPath: '/images/dot.png', title: 'Second', label: { content: 'label', color: '#c62b33' } },
    ],
    lines: [{ points: [{ latitude: 39.909, longitude: 116.397 }, { latitude: 39.911, longitude: 116.4 }], color: '#16803c', width: 4 }],
    circles: [{ latitude: 39.909, longitude: 116.397, radius: 120, fillColor: '#1769d233', color: '#1769d2' }],
    areas: [{ points: [{ latitude: 39.907, longitude: 116.395 }, { latitude: 39.907, longitude: 116.399 }, { latitude: 39.9055, longitude: 116.397 }], fillColor: '#a05a0044', strokeColor: '#a05a00' }],
    controls: [{ id: 7, iconPath: '/images/dot.png', position: { left: 10, top: 10, width: 30, height: 30 } }],
  },
  say,
  region(event) { console.log('ev map region', JSON.stringify([event.type, event.causedBy, event.detail.scale])); },
  ask() {
    const map = wx.createMapContext('map');
    map.getCenterLocation({ success: (place) => console.log('ev map centre', JSON.stringify(place)) });
    map.includePoints({ points: this.data.markers, padding: [10, 10, 10, 10], complete: () =>
      map.getScale({ success: ({ scale }) => console.log('ev map scale', JSON.stringify(scale > 15)) }) });
    map.moveToLocation({ fail: (refused) => console.log('ev map refused', JSON.stringify(refused.errMsg)) });
  },
});
