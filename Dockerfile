# One image for the API, the projector and the migrations; docker-compose.yml says which of them a container is.
FROM node:24.21.0-trixie-slim AS packages
WORKDIR /pgai
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/projector/package.json apps/projector/
COPY apps/web/package.json apps/web/
COPY libs/catalog/package.json libs/catalog/
COPY libs/collab/package.json libs/collab/
COPY libs/contracts/package.json libs/contracts/
COPY libs/db/package.json libs/db/
COPY libs/domain/package.json libs/domain/
COPY libs/event-node/package.json libs/event-node/
COPY libs/event-store/package.json libs/event-store/
COPY libs/ledger/package.json libs/ledger/
COPY libs/postgrest/package.json libs/postgrest/
COPY libs/schemas/package.json libs/schemas/
COPY libs/target/package.json libs/target/
COPY libs/connections/package.json libs/connections/
COPY libs/vault/package.json libs/vault/
COPY libs/views/package.json libs/views/

FROM packages AS built
RUN npm install --no-save --no-audit --no-fund
COPY . .
RUN node node_modules/@typescript/native/bin/tsc -b \
  && npm run -w apps/web build

# What runs: no compilers, no embedded PostgreSQL, no second Node.
FROM packages AS runtime
ENV NODE_ENV=production
RUN npm install --no-save --no-audit --no-fund --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY migrations migrations
COPY --from=built /pgai/libs libs
COPY --from=built /pgai/apps/api/dist apps/api/dist
COPY --from=built /pgai/apps/projector/dist apps/projector/dist
COPY --from=built /pgai/apps/web/build apps/web/build
USER node
EXPOSE 4000
CMD ["node", "apps/api/dist/main.js"]
