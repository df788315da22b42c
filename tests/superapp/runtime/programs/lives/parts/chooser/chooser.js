const { lifetimes } = require('../../trace.js');
Component({ properties: { name: String, names: Array }, lifetimes: lifetimes() });
