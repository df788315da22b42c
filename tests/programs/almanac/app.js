//app.js
// What grows when, in the style of 2017: ES5, callbacks, templates with import and include.
App({
  onLaunch: function () {
    var visits = wx.getStorageSync('visits') || 0
    wx.setStorageSync('visits', visits + 1)
  },
  getUserInfo: function (cb) {
    var that = this
    if (this.globalData.userInfo) {
      typeof cb == 'function' && cb(this.globalData.userInfo)
      return
    }
    wx.login({
      success: function () {
        wx.getUserInfo({
          success: function (res) {
            that.globalData.userInfo = res.userInfo
            typeof cb == 'function' && cb(that.globalData.userInfo)
          }
        })
      }
    })
  },
  globalData: {
    userInfo: null
  }
})
