export type Count = { passed: number; failed: number };

/** Prints the sum as the last line, which others read, and answers with the code to end with. */
export function conclude(...counts: Count[]) {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
