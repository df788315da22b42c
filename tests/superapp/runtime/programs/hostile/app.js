// Tries every way out. The query says which; the test counts what arrives outside and what the console reports.
App({ onLaunch(options) { if (options.query.loop === 'start') for (;;); } });
