-- Departments, people and shifts.

create table staff.department (
  id smallint generated always as identity primary key,
  name text not null unique,
  head_id bigint
);

create table staff.employee (
  id bigint generated always as identity primary key,
  department_id smallint not null references staff.department,
  manager_id bigint references staff.employee,
  full_name text not null,
  email public.email_address not null unique,
  languages text[] not null default '{}',
  monthly_salary public.money_amount not null,
  hired_on date not null,
  left_on date,
  check (left_on > hired_on),
  check (manager_id <> id)
);

-- Two tables point at each other, so one of the keys has to wait until the end of the transaction.
alter table staff.department
  add constraint department_head_id_fkey foreign key (head_id) references staff.employee
  deferrable initially deferred;

create table staff.shift (
  employee_id bigint not null references staff.employee on delete cascade,
  "start" timestamptz not null,
  "end" timestamptz not null,
  break_minutes smallint not null default 30 check (break_minutes between 0 and 120),
  hours numeric(5, 2) generated always as
    (round(extract(epoch from "end" - "start") / 3600 - break_minutes / 60.0, 2)) stored,
  primary key (employee_id, "start"),
  check ("end" > "start")
);

comment on table staff.department is 'Cost centres.';
comment on column staff.department.head_id is
  'Also works in the department; the two tables refer to each other.';
comment on table staff.employee is 'Everyone who has or had a contract.';
comment on column staff.employee.manager_id is 'Null for the managing director only.';
comment on column staff.employee.languages is 'ISO 639-1, best language first.';
comment on column staff.employee.monthly_salary is 'EUR, gross. Confidential.';
comment on table staff.shift is
  'Planned working time. "start" and "end" are reserved words and have to be quoted.';
comment on column staff.shift.hours is 'Paid hours, without the break.';
