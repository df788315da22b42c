const say = (name) => (event) => console.log('form', name, JSON.stringify(event.detail));
Page({ data: { word: 'start', long: 'text' }, submit: say('submit'), reset: say('reset'), changed: say('change'), focused: say('focus'),
  blurred: say('blur'), confirmed: say('confirm'), typed: say('input'), off: say('off') });
