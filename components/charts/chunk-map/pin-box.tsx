import type { PlotScene, Scene } from './scene';
import { pixelOf, type Viewport } from './viewport';

/** What is pinned, framed over the plot; nothing when it lies outside the view. */
export function PinBox({
  pinned,
  scene,
  frame,
}: {
  readonly pinned: Viewport;
  readonly scene: PlotScene;
  readonly frame: Scene['frame'];
}) {
  const inside = (units: number) =>
    Math.min(frame.plotWidthPx, Math.max(0, pixelOf(units, scene.view, frame.plotWidthPx)));
  const [left, right] = [inside(pinned.from), inside(pinned.to)];
  if (pinned.to < scene.view.from || pinned.from > scene.view.to) return null;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute rounded-[3px] border border-accent bg-accent/10"
      style={{
        left: frame.plotLeftPx + left - 2,
        width: Math.max(1, right - left) + 4,
        top: frame.plotTopPx - 3,
        height: frame.bandsTopPx - frame.plotTopPx,
      }}
    />
  );
}
