/** The approval is written into tags: these must be seen at a glance. */
const approvalTag = /approv|attest|signature/i;

export function TagList({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  const entries = Object.entries(tags).toSorted(
    ([a], [b]) => Number(approvalTag.test(b)) - Number(approvalTag.test(a)),
  );
  if (entries.length === 0) return null;
  return (
    <ul class="tags">
      {entries.map(([key, value]) => (
        <li
          key={key}
          class={approvalTag.test(key) ? 'tag tag-approval' : 'tag'}
          title={`${key} = ${value}`}
          data-testid={approvalTag.test(key) ? 'approval-tag' : 'tag'}
        >
          <span class="tag-key">{key}</span>
          {value && <span class="tag-value">{value}</span>}
        </li>
      ))}
    </ul>
  );
}
