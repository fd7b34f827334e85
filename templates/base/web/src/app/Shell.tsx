import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { useOpenApi } from '../api/document.ts';
import { isSignedIn, signOut } from '../door/session.ts';
import { Moon, Sun } from '../show/icons.tsx';
import { pages } from './pages.ts';
import classes from './Shell.module.css';

/** What stands around every page: the product's name, the way to its pages, the theme. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Brand />
          <nav className={classes.nav} aria-label="Pages">
            {pages.map(
              ({ path, label }) =>
                label && (
                  <NavLink key={path} to={path} end={path === '/'} className={classes.link}>
                    {label}
                  </NavLink>
                ),
            )}
          </nav>
          {isSignedIn() && <SignOut />}
          <ThemeSwitch />
        </div>
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Brand() {
  const title = useOpenApi().data?.info.title ?? document.title;
  return (
    <Link to="/" className={classes.brand}>
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <span>{title}</span>
    </Link>
  );
}

function SignOut() {
  const leave = () => signOut().finally(() => window.location.reload());
  return (
    <Button className={classes.leave} variant="subtle" color="gray" size="compact-sm" onClick={leave}>
      Sign out
    </Button>
  );
}

function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light');
  const next = now === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      className={classes.theme}
      variant="subtle"
      color="gray"
      size={40}
      aria-label={`Switch to the ${next} theme`}
      onClick={() => setColorScheme(next)}
    >
      {now === 'dark' ? <Sun /> : <Moon />}
    </ActionIcon>
  );
}
