Page({
  onLoad(query) {
    this.setData({ depth: getCurrentPages().length, from: JSON.stringify(query) });
    const channel = this.getOpenerEventChannel();
    channel.on('greet', (word) => channel.emit('answer', `${word} back`));
  },
  onUnload() { console.log('stack unload', getCurrentPages().length); },
});
