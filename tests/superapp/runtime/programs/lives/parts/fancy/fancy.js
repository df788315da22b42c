const { lifetimes } = require('../../trace.js');
Component({ properties: { name: String }, lifetimes: lifetimes() });
