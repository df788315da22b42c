var SEASONS = [
  { name: 'Spring', crops: [{ name: 'Radish', weeks: 5 }, { name: 'Peas', weeks: 10 }] },
  { name: 'Summer', crops: [{ name: 'Beans', weeks: 9 }, { name: 'Courgette', weeks: 8 }] },
  { name: 'Autumn', crops: [{ name: 'Kale', weeks: 12 }] }
]

function sum(list) {
  var total = 0
  for (var i = 0; i < list.length; i++) {
    total += list[i].weeks
  }
  return total
}

module.exports = {
  SEASONS: SEASONS,
  sum: sum
}
