-- What the tables of sales mean.

comment on table sales.customer is 'People with an account. Row-level security: a customer sees itself only.';
comment on column sales.customer.public_id is 'The id that may appear in links.';
comment on column sales.customer.preferences is 'Settings of the app: {"theme": …, "sizes": {…}}.';
comment on column sales.customer.deleted_at is
  'Deleted accounts stay until the retention period of their invoices ends.';
comment on table sales.address is 'Address book of a customer.';
comment on table sales.campaign is 'Marketing campaigns; two never run at the same time.';
comment on table sales.voucher is 'Either a percentage or an amount.';
comment on table sales."order" is 'The heads of orders. The name is a reserved word and has to be quoted.';
comment on column sales."order".number is 'What customers see and quote on the phone.';
comment on column sales."order".customer_id is 'Null for guests.';
comment on column sales."order".ship_to is 'A copy: later moves of the customer do not change it.';
comment on column sales."order".taken_by is 'Who took it on the phone.';
comment on table sales.order_line is 'What was ordered, at the price of that day.';
comment on column sales.order_line.discount is 'A share: 0.15 is 15 % off.';
comment on table sales.payment is 'Money received.';
comment on column sales.payment.provider_answer is 'What the payment provider sent, untouched.';
comment on column sales.payment.captured_at is 'Null while an invoice is open.';
comment on table sales.return_line is 'Goods that came back.';
comment on table sales."Order Items (legacy)" is
  'Imported once from the shop before 2021. Read only. Nobody dares to rename it.';
comment on column sales."Order Items (legacy)"."Preis ""brutto""" is 'With VAT, in EUR.';
