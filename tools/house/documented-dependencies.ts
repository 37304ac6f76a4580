export interface DocumentedDependency {
  /** Heading it stands under. */
  readonly section: string;
  readonly name: string;
  readonly purpose: string;
  readonly license: string;
}

/** Lines of the tables in docs/dependencies.md. */
export function documentedDependencies(markdown: string): readonly DocumentedDependency[] {
  let section = '';
  return markdown.split('\n').flatMap((line) => {
    section = /^## (.+)$/.exec(line)?.[1] ?? section;
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`(.+)`$/.exec(cells[1] ?? '')?.[1];
    return name ? [{ section, name, purpose: cells[2] ?? '', license: cells[3] ?? '' }] : [];
  });
}
