// A link that leaves the frame; only addresses of the web, mail, telephone and our own pages become links.

const SAFE = /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i;

export function Outside({ href, text }: { href: string | null; text: string }) {
  if (!href || !SAFE.test(href)) return <>{text}</>;
  const leaves = href.startsWith("http") || href.startsWith("/");
  return (
    <a class="nl-link" href={href} {...(leaves ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
      {text}
    </a>
  );
}
