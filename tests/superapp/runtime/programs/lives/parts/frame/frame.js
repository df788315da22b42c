const { lifetimes } = require('../../trace.js');
Component({ properties: { name: String, open: { type: Boolean, value: true } }, lifetimes: lifetimes() });
