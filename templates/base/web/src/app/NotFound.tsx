import { Link } from 'react-router';
import { usePageTitle } from './usePageTitle.ts';

export function NotFound() {
  usePageTitle('Not found');
  return (
    <>
      <h1 className="page-title">There is no such page</h1>
      <p className="lead">
        <Link to="/">Go to the first page</Link>
      </p>
    </>
  );
}
