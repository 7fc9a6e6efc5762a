import type { Expression } from '@pgai/contracts/expressions.js';

/** The expressions directly within an expression, in the order they are written. */
export function partsOf(expression: Expression): Expression[] {
  const there = (...parts: (Expression | null)[]) => parts.filter((part) => part !== null);
  switch (expression.kind) {
    case 'operator':
      return there(expression.left, expression.right);
    case 'distinct':
      return [expression.left, expression.right];
    case 'logic':
      return expression.operands;
    case 'not':
    case 'is':
    case 'cast':
      return [expression.operand];
    case 'in':
      return [expression.operand, ...expression.values];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'pattern':
      return [expression.operand, expression.to];
    case 'call':
      return there(...expression.arguments, expression.filter);
    case 'case':
      return there(
        expression.operand,
        ...expression.branches.flatMap(({ when, result }) => [when, result]),
        expression.otherwise,
      );
    case 'array':
      return expression.items;
    default:
      return [];
  }
}

/** An expression and everything within it, outermost first. */
export function* within(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* within(part);
}
