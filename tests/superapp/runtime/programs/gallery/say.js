// Every event of a gallery page is one console line: ev <id> <type> <detail>.
module.exports = (event) => console.log('ev', event.currentTarget.id, event.type, JSON.stringify(event.detail));
