import type { EndpointPolicy } from './policy.js';

/** Response headers as PostgREST takes them. A value comes from the policy alone, and no header of ours has line breaks. */
export function responseHeaders({ caching, deprecation }: EndpointPolicy): Record<string, string>[] {
  const headers: Record<string, string>[] = [];
  if (caching) headers.push({ 'Cache-Control': `${caching.visibility}, max-age=${caching.max_age_seconds}` });
  if (deprecation) {
    // RFC 9745, section 2.1: a date is a structured field, @ and the seconds since 1970.
    headers.push({ Deprecation: `@${Math.floor(deprecation.at.getTime() / 1_000)}` });
    if (deprecation.sunset) headers.push({ Sunset: deprecation.sunset.toUTCString() }); // RFC 8594: an HTTP date
    if (deprecation.link)
      headers.push({ Link: `<${deprecation.link}>; rel="deprecation"; type="text/html"` });
  }
  return headers;
}
