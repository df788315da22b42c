const { lifetimes } = require('../../trace.js');
Component({ options: { multipleSlots: true }, properties: { name: String, swap: Boolean }, lifetimes: lifetimes() });
