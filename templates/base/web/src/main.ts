import './styles/index.css';

// What index.html holds is painted first: a slow phone shows the title while it still reads the scripts.
requestAnimationFrame(() => setTimeout(() => import('./start.tsx')));
