# docker build -t verify-minima . && docker run --rm verify-minima check
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv coq libcoq-mathcomp-ssreflect libcoq-coquelicot libcoq-interval \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /verify-minima
COPY . .
RUN python3 -m venv .venv && .venv/bin/pip install --no-cache-dir -e '.[onnx,safetensors,sklearn]'
ENV PATH="/verify-minima/.venv/bin:$PATH"
ENTRYPOINT ["verify"]
