import { usePage } from '../state/store.ts';
import { Modal } from './modal.tsx';

/** The person's open modals: the uppermost is shown, the others wait behind it with what was typed into them. */
export function ModalStack() {
  const { slack, me } = usePage();
  const views = (slack?.views ?? []).filter((view) => view.user === me && view.type === 'modal');
  const top = views.at(-1);
  if (!top) return null;
  return (
    <div class="overlay">
      <Modal key={top.id} view={top} below={views.slice(0, -1)} />
    </div>
  );
}
