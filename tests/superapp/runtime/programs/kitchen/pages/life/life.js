const page = {};
for (const hook of ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload']) page[hook] = () => console.log('life', 'page', hook);
Page(page);
