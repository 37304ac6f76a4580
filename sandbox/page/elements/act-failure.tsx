/** The line Slack puts under an element whose app did not answer. */
export function ActFailure({ failure }: { readonly failure: string | undefined }) {
  if (!failure) return null;
  return (
    <span class="act-failure" role="alert" data-testid="act-failure">
      ⚠ This app responded with an error: {failure}
    </span>
  );
}
