import type { VersionChange } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { canonical } from './canonical.js';
import { shownSql } from './content.js';
import { columnFindings } from './diff-columns.js';
import { parameterFindings } from './diff-parameters.js';
import { rowFindings } from './diff-rows.js';
import { type Side, treeOf } from './side.js';
import { inOrder, type VersionFinding, versionChange } from './version-rules.js';

/** What a version changes for those who read the one before. */
export function diffOutputs(before: Side, after: Side): VersionChange[] {
  const findings: VersionFinding[] = [
    ...columnFindings(before, after),
    ...parameterFindings(before.content, after.content),
    ...queryFindings(before, after),
  ];
  if (!findings.length && canonical(before.content) !== canonical(after.content))
    findings.push({ rule: 'definition-reformatted' });
  if (before.content.description !== after.content.description)
    findings.push({ rule: 'documentation-changed' });
  return inOrder(findings.map(versionChange));
}

function queryFindings(before: Side, after: Side): VersionFinding[] {
  const [old, now] = [treeOf(before), treeOf(after)];
  if (old && now) return rowFindings(old, now, after.known ?? before.known ?? []);
  const same = wording(before.content) === wording(after.content);
  return same ? [] : [{ rule: 'expression-semantics-changed' }];
}

/** Without what surely means nothing; a text in which that is hard to tell counts letter by letter. */
function wording(content: ViewContent): string {
  const sql = shownSql(content);
  if (/--|\/\*|\\|\$[^0-9]|\$$/.test(sql)) return sql.trim();
  return sql
    .split(/('[^']*'|"[^"]*")/)
    .map((part, index) => (index % 2 ? part : part.replaceAll(/\s+/g, ' ').toLowerCase()))
    .join('')
    .replace(/[\s;]+$/, '')
    .trim();
}
