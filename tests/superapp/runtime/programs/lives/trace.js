// What happened, in order: the test compares this line by line with what the component framework does by itself.
exports.trace = (...facts) => console.log('life ' + facts.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' '));

// A page that takes its steps one after the other once it stands.
exports.stepping = (definition, steps) => {
  definition.methods = definition.methods || {};
  definition.methods.onReady = function () {
    for (const name of Object.keys(steps)) {
      exports.trace('step', name);
      steps[name].call(this);
    }
    exports.trace('end');
  };
  return definition;
};

// Every lifetime of a component, under the name its property gives.
exports.lifetimes = () => ({
  created() { exports.trace(this.is, 'created'); },
  attached() { exports.trace(this.is, this.data.name, 'attached'); },
  moved() { exports.trace(this.is, this.data.name, 'moved'); },
  detached() { exports.trace(this.is, this.data.name, 'detached'); },
});
