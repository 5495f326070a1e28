// Opens every report of a directory in Chromium and looks whether
//   - it opens without a message on the console, a dialog, or a request for anything but itself;
//   - axe-core finds nothing against accessibility, in the light and in the dark;
//   - Tab reaches all that can be used, each with a visible frame, and Enter opens and closes what folds;
//   - at 360 pixels nothing sticks out to the side;
//   - in print everything that is folded is there, and nothing is cut off by scrolling;
//   - it holds no script, no handler, no form and no link to elsewhere, whatever a submission wrote.
// Screenshots go into the second directory. Exits 1 and says what is wrong.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.env.ASSAY_MODULES, 'x.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [pages, out] = process.argv.slice(2);

const wrong = [];
const complain = (file, what) => wrong.push(`${file}: ${what}`);

/// A page that writes down whatever it should not do.
async function open(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(path.join(pages, file)).href;
  page.on('console', message => complain(file, `console: ${message.text()}`));
  page.on('pageerror', error => complain(file, `error: ${error.message}`));
  page.on('dialog', dialog => { complain(file, `dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', request => { if (request.url().split('#')[0] !== url) complain(file, `request: ${request.url()}`); });
  await page.goto(url);
  return page;
}

async function checkAccess(page, file, scheme) {
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  for (const { id, help, nodes } of violations)
    complain(file, `${scheme}: ${id}: ${help}: ${nodes.length} × ${nodes[0].html.slice(0, 160)} ${nodes[0].any?.[0]?.message ?? ''}`);
}

/// What may be in a report that nobody has written into: no way to do anything but read.
async function checkInert(page, file) {
  const found = await page.evaluate(() => {
    const bad = [...document.querySelectorAll('script, img, iframe, object, embed, form, input, base, link, video, audio, meta[http-equiv=refresh]')].map(it => it.outerHTML.slice(0, 80));
    for (const it of document.querySelectorAll('*'))
      for (const { name, value } of it.attributes)
        if (name.startsWith('on') || name === 'style' || (name.endsWith('href') && !value.startsWith('#')) || name === 'src')
          bad.push(`${it.tagName} ${name}=${value.slice(0, 60)}`);
    return bad;
  });
  for (const it of found) complain(file, `not inert: ${it}`);
}

async function checkKeyboard(page, file) {
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(it => it.checkVisibility());
    all.forEach((it, i) => { it.dataset.stop = i; });
    return all.length;
  });
  const reached = new Set();
  for (let i = 0; i < wanted + 5; ++i) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const it = document.activeElement, style = getComputedStyle(it);
      return { stop: it.dataset.stop, frame: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, html: it.outerHTML.slice(0, 80) };
    });
    if (at.stop === undefined) break;
    if (!at.frame) complain(file, `keyboard: no frame around ${at.html}`);
    reached.add(at.stop);
  }
  if (reached.size !== wanted) complain(file, `keyboard: reaches ${reached.size} of ${wanted}`);
  const folds = page.locator('summary:visible').first();
  if (await folds.count() === 0) return;
  const isOpen = () => folds.evaluate(it => it.parentElement.open);
  const before = await isOpen();
  await folds.focus();
  await page.keyboard.press('Enter');
  if (await isOpen() === before) complain(file, 'keyboard: Enter does not fold');
  await page.keyboard.press('Enter');
}

async function checkNarrow(page, file) {
  await page.setViewportSize({ width: 360, height: 800 });
  const wide = await page.evaluate(() => {
    if (document.scrollingElement.scrollWidth <= 360) return null;
    const all = [...document.querySelectorAll('body *')].filter(it => it.getBoundingClientRect().right > 361 && !it.parentElement.closest('.scroll, pre'));
    return `${document.scrollingElement.scrollWidth} pixels: ${all.slice(0, 3).map(it => it.outerHTML.slice(0, 90)).join(' … ')}`;
  });
  if (wide) complain(file, `narrow: sticks out: ${wide}`);
}

async function checkPrint(page, file) {
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  const missing = await page.evaluate(() => [...document.querySelectorAll('.card .body, pre')].filter(it => !it.closest('.debug') &&
    (it.getBoundingClientRect().height === 0 || (it.tagName === 'PRE' && it.scrollHeight > it.clientHeight + 4))).map(it => it.outerHTML.slice(0, 80)));
  for (const it of missing.slice(0, 3)) complain(file, `print: cut off or folded away: ${it}`);
}

const shot = (page, file, kind) =>
  page.screenshot({ path: path.join(out, `${path.basename(file, '.html')}-${kind}.png`), fullPage: true, clip: undefined });

const browser = await chromium.launch({ executablePath: process.env.ASSAY_CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'] });
const files = fs.readdirSync(pages).filter(it => it.endsWith('.html')).sort();
for (const file of files) {
  const begin = performance.now();
  const page = await open(browser, file);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  await checkInert(page, file);
  if (!file.startsWith('huge')) {
    await checkAccess(page, file, 'dark');
    await checkAccess(page, file, 'light');
    await checkKeyboard(page, file);
    await checkNarrow(page, file);
  }
  if (/^(student|instructor|class)/.test(file)) {
    await shot(page, file, 'narrow');
    await page.setViewportSize({ width: 1200, height: 900 });
    await shot(page, file, 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, file, 'dark');
    await page.setViewportSize({ width: 800, height: 1100 });
    await checkPrint(page, file);
    await shot(page, file, 'print');
  }
  await page.context().close();
  console.log(`${file}: ${(fs.statSync(path.join(pages, file)).size / 1024).toFixed(0)} KiB, opened in ${seconds} s`);
}
await browser.close();
for (const it of wrong) console.error(it);
if (wrong.length > 0) {
  console.error(`assay: ci/browser/check: ${wrong.length} complaints: see above`);
  process.exit(1);
}
if (files.length === 0) {
  console.error(`assay: ci/browser/check: ${pages}: holds no reports`);
  process.exit(1);
}
console.log(`ci/browser/check: ${files.length} reports, no complaint`);
