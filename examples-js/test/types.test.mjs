// The types and the code have the same names.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const types = await readFile(new URL('../index.d.ts', import.meta.url), 'utf8');

const found = (text, expression) => [...text.matchAll(expression)].map(([, name]) => name).sort();

for (const entry of ['node', 'browser']) {
  test(`everything that the ${entry} entry exports has a type, and the other way round`, async () => {
    const module = await import(`../src/${entry}.js`);
    const exported = found(types, /^export (?:const|class|function) (\w+)/gm);
    assert.deepEqual(Object.keys(module).sort(), exported);
    assert.deepEqual(
      found(/Code: \{(.*?)\n\}/s.exec(types)[1], /readonly (\w+):/g),
      Object.keys(module.Code).sort(),
    );
    for (const [, name, code] of types.matchAll(/readonly ([A-Z_]+): (\d+);/g)) {
      assert.equal(module.Code[name], Number(code));
    }
  });
}

test('every method of a client has a type, and the other way round', async () => {
  const { DiemNetClient } = await import('../src/node.js');
  const body = /class DiemNetClient \{(.*?)\n\}/s.exec(types)[1];
  const typed = new Set(found(body, /^ {2}(?:readonly )?(?!private)(\w+)[(:]/gm));
  typed.delete('name'); // a field of each client
  const methods = Object.getOwnPropertyNames(DiemNetClient.prototype);
  assert.deepEqual([...typed].sort(), methods.filter((name) => name !== 'constructor').sort());
});
