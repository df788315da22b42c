const say = require('../../say');
Page({
  data: { made: 'https://cdn.example/a.png?' + Math.floor(1.5) },
  say,
  onReady() { this.video = wx.createVideoContext('video'); },
  play() { this.video.play({ success: (result) => console.log('ev play called', JSON.stringify(result)) }); },
  full() { this.video.requestFullScreen(); },
  cast() { this.video.startCasting({ fail: (refused) => console.log('ev cast failed', JSON.stringify(refused)) }); },
});
