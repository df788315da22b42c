const heard = (name) => (event) => console.log('heard', name, JSON.stringify(event.detail));
Page({
  onUser: heard('user'),
  onPhone: heard('phone'),
  onAvatar: heard('avatar'),
  onSetting: heard('setting'),
  onAgree: heard('agree'),
  onShareAppMessage({ from, target }) {
    console.log('share', from, target ? JSON.stringify([target.id, target.dataset]) : '');
    return { title: 'Two lanterns', path: '/pages/goods/goods?id=7', imageUrl: '/images/dot.png',
      promise: from === 'button' ? new Promise((done) => setTimeout(() => done({ title: 'Three lanterns' }), 20)) : null };
  },
});
