import fc from 'fast-check';

type Table = { name: string; columns: string[] };
/** Tables, a view between them and the query, and a query: all as SQL, within a schema that is current. */
export type Generated = { tables: Table[]; between: string | null; query: string };

const q = (name: string) => `"${name.replaceAll('"', '""')}"`;
const odd = ['a', 'Order', 'select', 'with "quotes"', 'ä ö', ':colon', '<>', '{x}', '$1', 'back\\slash'];

const tables = fc
  .array(fc.shuffledSubarray(odd, { minLength: 2, maxLength: 5 }), { minLength: 2, maxLength: 4 })
  .map((all) => all.map((columns, at): Table => ({ name: `${odd[at]} ${at}`, columns })));

/** Every shape of query, over `x` and `y`, of which `x.a`, `x.b` … are columns. */
const shapes: ((x: Table, y: Table, pick: (of: Table) => string) => string)[] = [
  (x, _, pick) =>
    `select x.${pick(x)} as one, x.${pick(x)} + 1 as two from ${q(x.name)} x where x.${pick(x)} > 3`,
  (x, y, pick) =>
    `select x.*, y.${pick(y)} as more from (select x.${pick(x)} as only from ${q(x.name)} x) x left join ${q(y.name)} y on y.${pick(y)} = x.only`,
  (x, y, pick) =>
    `select x.${pick(x)} as one, sum(y.${pick(y)}) filter (where y.${pick(y)} > 0) as two from ${q(x.name)} x join ${q(y.name)} y
       on x.${pick(x)} = y.${pick(y)} group by x.${pick(x)} having max(y.${pick(y)}) > 1 order by min(x.${pick(x)})`,
  (x, y, pick) =>
    `with picked as (select x.${pick(x)} as one, x.${pick(x)} as unused from ${q(x.name)} x), other as (select ${pick(y)} as n from ${q(y.name)})
       select one, (select max(n) from other where n < one) as two from picked`,
  (x, y, pick) =>
    `select x.${pick(x)} as one from ${q(x.name)} x union all select y.${pick(y)} from ${q(y.name)} y except select ${pick(x)} from ${q(x.name)}`,
  (x, y, pick) =>
    `select x.${pick(x)} as one from ${q(x.name)} x where exists (select from ${q(y.name)} y where y.${pick(y)} = x.${pick(x)})`,
  (x, y, pick) =>
    `select x.${pick(x)} as one, l.n as two from ${q(x.name)} x cross join lateral (select count(y.${pick(y)}) as n from ${q(y.name)} y where y.${pick(y)} = x.${pick(x)}) l`,
  (x, _, pick) =>
    `select distinct on (x.${pick(x)}) x.${pick(x)} as one, row_number() over (partition by x.${pick(x)} order by x.${pick(x)}) as two from ${q(x.name)} x`,
  (x) => `select row_to_json(x) as whole, count(*) over () as n from ${q(x.name)} x`,
  (x, y, pick) =>
    `with recursive up (n) as (select ${pick(x)} from ${q(x.name)} union select up.n + y.${pick(y)} from up join ${q(y.name)} y on y.${pick(y)} = up.n)
       select n as one from up`,
  (x, y, pick) =>
    `select coalesce(x.${pick(x)}, y.${pick(y)}) as one, v.two from ${q(x.name)} x full join ${q(y.name)} y on x.${pick(x)} = y.${pick(y)},
       (values (1, 'a'), (2, 'b')) v (two, three) where v.three = 'a'`,
  (x, y, pick) => {
    const shared = x.columns.find((column) => y.columns.includes(column));
    return shared === undefined
      ? `select x.${pick(x)} as one from ${q(x.name)} x natural join ${q(y.name)} y`
      : `select ${q(shared)} as one from ${q(x.name)} x join ${q(y.name)} y using (${q(shared)})`;
  },
];

export const generated: fc.Arbitrary<Generated> = fc
  .tuple(
    tables,
    fc.nat(),
    fc.nat(),
    fc.option(fc.nat(), { nil: null }),
    fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  )
  .map(([made, shape, first, between, picks]) => {
    let turn = 0;
    const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T;
    const pick = ({ columns }: Table) => q(at(columns, at(picks, turn++)));
    const write = (x: Table, y: Table, which: number) => at(shapes, which)(x, y, pick);
    const [x, y] = [at(made, first), at(made, first + 1)];
    if (between === null) return { tables: made, between: null, query: write(x, y, shape) };
    const column = pick(x);
    const view = { name: 'between', columns: [column.slice(1, -1).replaceAll('""', '"')] };
    return {
      tables: made,
      between: `select x.${column} from ${q(x.name)} x where x.${pick(x)} is not null`,
      query: write(view, y, shape + between),
    };
  });
