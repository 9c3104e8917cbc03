# A static program with the certificates that it trusts, and nothing else: no shell, no package manager, no root.
FROM rust:1.95-alpine AS build
RUN apk add --no-cache build-base ca-certificates
WORKDIR /source
COPY . .
RUN cargo build --release --locked && cp target/release/mfa-doctor /mfa-doctor

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /mfa-doctor /mfa-doctor
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/mfa-doctor"]
