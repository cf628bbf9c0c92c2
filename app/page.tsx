export const dynamic = 'force-dynamic';

export default function Page() {
  return <main><h1>Board</h1></main>;
}
