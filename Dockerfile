# syntax=docker/dockerfile:1

# The production image: the built program, its production dependencies and nothing else.
#   docker build -t assay:0.1.0 .
# Build for other processors with `docker buildx build --platform linux/amd64,linux/arm64 …`; nothing here is compiled.

FROM node:24-bookworm-slim AS build
WORKDIR /build
# Only what decides about dependencies first: source changes then reuse this layer.
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/npm-cache npm ci --cache /npm-cache
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build \
    && npm prune --omit=dev

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="assay" \
      org.opencontainers.image.description="A Slack bot for the life of Amazon Machine Images" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
WORKDIR /app
# Everything belongs to root and the program runs as somebody else: it cannot change itself.
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./

# A number, not a name: Kubernetes' runAsNonRoot can only check numbers.
USER 10001:10001

# Is the process alive? Whether it is also of use (Redis, Slack, workers) is /readyz, which must not restart it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# Exec form: node is process 1 and gets SIGTERM itself, which starts the graceful stop. An init such as tini is not
# needed: the program handles its signals and starts no child processes that would have to be reaped.
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["start"]
