const say = require('../../say');
Page({ data: { entities: '1 &lt; 2 &amp;&amp; a&nbsp;b', on: true }, say });
