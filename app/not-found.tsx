import Link from 'next/link';
import { routes } from '@/lib/routes';

export default function NotFound() {
  return (
    <div className="card empty">
      <h1>Nothing at this address</h1>
      <p>It may have been deleted, or the address is wrong.</p>
      <Link className="btn" href={routes.board}>
        Go to the board
      </Link>
    </div>
  );
}
