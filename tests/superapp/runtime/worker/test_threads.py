"""wx.createWorker: a script of the `workers` folder on a thread of its own."""

from pathlib import Path

from tests.superapp.compiler.programs import write_program
from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.site import Site, compile_into

PROGRAM = {
    "app.json": '{"pages": ["p/a"], "workers": "threads"}',
    "threads/primes.js": """
      const { isPrime } = require('./lib/test');
      worker.onMessage(async ({ from, to, ask }) => {
        if (ask === 'fail') throw new Error('out of order');
        if (ask === 'reach') {
          const tried = await fetch('https://example.com/').then(() => 'reached', () => 'refused');
          worker.postMessage({ tried, wx: typeof wx.request, page: typeof Page });
          return;
        }
        const found = [];
        for (let n = from; n <= to; n++) if (isPrime(n)) found.push(n);
        worker.postMessage({ found, bytes: new Uint8Array([1, 2]).buffer });
      });""",
    "threads/lib/test.ts": """
      export const isPrime = (n: number): boolean => {
        for (let by = 2; by * by <= n; by++) if (n % by === 0) return false;
        return n > 1;
      };""",
    "p/a.js": """
      const thread = wx.createWorker('threads/primes.js', { useExperimentalWorker: true });
      Page({
        onLoad() {
          thread.onMessage((message) => console.log('told', JSON.stringify(message), message.bytes?.byteLength));
          thread.postMessage({ from: 1, to: 20 });
          try { wx.createWorker('threads/primes.js'); } catch (error) { console.log('second', error.message); }
          thread.postMessage({ ask: 'reach' });
          setTimeout(() => thread.postMessage({ ask: 'fail' }), 300);
        },
        again() {
          thread.terminate();
          try { wx.createWorker('threads/none.js'); } catch (error) { console.log('none', error.message); }
          const other = wx.createWorker('/threads/primes');
          other.postMessage({ from: 20, to: 30 });
          setTimeout(() => other.onMessage(({ found }) => console.log('other', found.join())), 200);
        },
      });""",
    "p/a.wxml": '<button id="again" bindtap="again">again</button>',
}


async def test_a_second_thread_computes_and_reaches_nothing(open_program: Opener, site: Site, tmp_path: Path) -> None:
    write_program(tmp_path, PROGRAM)
    (site.folder / "threads").mkdir(exist_ok=True)
    await compile_into(site.folder / "threads", tmp_path)
    program = await open_program("threads")

    await program.said('told {"found":[2,3,5,7,11,13,17,19],"bytes":{}} 2')
    await program.said("second createWorker:fail worker already exists")
    await program.said('told {"tried":"refused","wx":"undefined","page":"undefined"}')
    await program.said("out of order")
    await program.frame.locator("#again").click()
    await program.said("none createWorker:fail threads/none.js is not a script")
    await program.said("other 23,29")
