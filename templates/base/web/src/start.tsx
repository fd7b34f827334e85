import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { openApi } from './api/document.ts';
import { servedModel } from './api/model.ts';
import { App } from './app/App.tsx';
import { cssVariables, theme } from './theme.ts';

// The API is on this very machine more often than not, so a browser that says "offline" is not asked first.
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, staleTime: 60_000, refetchOnWindowFocus: false },
    mutations: { networkMode: 'always' },
  },
});

// Until both are there, what index.html holds stands; if one fails, the page says so.
await Promise.all([queries.prefetchQuery(openApi), queries.prefetchQuery(servedModel)]);

const root = createRoot(document.getElementById('root') as HTMLElement);
// As a transition, a phone draws the page in small steps and can be scrolled meanwhile.
startTransition(() =>
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
);
