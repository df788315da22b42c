const _ = wx.cloud.database().command;
const db = wx.cloud.database();
// Built while the program starts, as public programs do.
const near = db.collection('shops').where({ price: _.gt(1).and(_.lt(5)), at: db.Geo.Point(1, 2), word: db.RegExp({ regexp: 'a' }) }).orderBy('price', 'asc').limit(20);
App({
  near,
  onLaunch(options) { console.log('people onLaunch', JSON.stringify(options)); },
  onShow(options) { console.log('people onShow', JSON.stringify(options)); },
  onHide() { console.log('people onHide'); },
});
