import { render } from 'preact';
import { App } from './shell/app.tsx';
import { startPage } from './state/start.ts';
import { setState } from './state/store.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
startPage().catch(() => setState({ connected: false }));
