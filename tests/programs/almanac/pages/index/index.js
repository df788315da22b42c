//index.js
var seasons = require('../../utils/seasons.js')
var app = getApp()

Page({
  data: {
    motto: 'Sow, wait, eat',
    userInfo: {},
    seasons: seasons.SEASONS,
    open: 0,
    weeks: 0
  },
  onLoad: function () {
    var that = this
    this.setData({ weeks: seasons.sum(seasons.SEASONS[0].crops) })
    app.getUserInfo(function (userInfo) {
      that.setData({
        userInfo: userInfo
      })
    })
  },
  bindSeasonTap: function (e) {
    var at = e.currentTarget.dataset.at
    this.setData({
      open: at,
      weeks: seasons.sum(this.data.seasons[at].crops)
    })
  },
  bindCropTap: function (e) {
    var field = 'seasons[' + this.data.open + '].crops[' + e.currentTarget.dataset.at + '].sown'
    var changes = {}
    changes[field] = true
    this.setData(changes)
  }
})
