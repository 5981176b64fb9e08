/**
 * Records and keys as bytes: deterministic CBOR for values, order-preserving bytes for keys, and the flat binary form
 * of frames and log payloads. Depends on {@code java.base} only.
 *
 * <p>Every codec is immutable and may be shared between threads. Every reader treats its input as hostile: it answers a
 * value or throws {@link io.quorate.codec.CodecException}, and it never allocates more than a small multiple of the bytes
 * it was given.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.codec;
