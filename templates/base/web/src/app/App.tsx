import { Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { Door } from '../door/Door.tsx';
import { Loading } from '../show/Loading.tsx';
import { NotFound } from './NotFound.tsx';
import { PageFault } from './PageFault.tsx';
import { pages } from './pages.ts';
import { Shell } from './Shell.tsx';

export function App() {
  return (
    <Shell>
      <PageFault>
        <Suspense fallback={<Loading />}>
          <Door>
            <Routes>
              {pages.map(({ path, Component }) => (
                <Route key={path} path={path} element={<Component />} />
              ))}
              <Route path="*" element={<NotFound />} />
            </Routes>
          </Door>
        </Suspense>
      </PageFault>
    </Shell>
  );
}
