# Builds the dashboard, then runs it as an unprivileged user. The embedded engines come along as npm packages.
FROM node:22-bookworm-slim
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && mkdir /data && chown node:node /data
USER node
ENV HOST=0.0.0.0 PORT=3000 CHUNKWISE_DATA_DIR=/data
EXPOSE 3000
VOLUME /data
# 0.0.0.0 can be reached by others, so the start is refused until CHUNKWISE_PASSWORD or CHUNKWISE_PASSWORD_FILE is set.
CMD ["npm", "start"]
