Component({
  data: {
    at: 0,
    cups: 0,
    tabs: [
      { path: '/pages/brew/brew', text: 'Brew' },
      { path: '/pages/log/log', text: 'Log' },
    ],
  },
  methods: {
    go(event) {
      wx.switchTab({ url: event.currentTarget.dataset.path });
    },
  },
});
