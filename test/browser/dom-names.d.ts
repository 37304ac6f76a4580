/**
 * The four DOM names that playwright-core's types mention. The root tsconfig has no DOM library on purpose (nothing of
 * the bot may lean on a browser), so the browser tests name just these.
 */
interface Node {
  readonly nodeType: number;
}
interface HTMLElement extends Node {
  readonly title: string;
}
interface SVGElement extends Node {
  readonly id: string;
}
interface HTMLElementTagNameMap {
  readonly div: HTMLElement;
}
